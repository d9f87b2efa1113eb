"""The baselines: what people do who follow a rule of thumb.

Each decides a year from what is known at its beginning. What the law requires leaves first in all
of them; what the year needs beyond is found by `settle`, taxes included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.projection.accounts import Accounts, Shelter
from planning.engine.projection.brackets import room_in_bracket
from planning.engine.projection.decisions import (
    Decision,
    fixed_withdrawals,
    groups_of,
    nothing_decided,
)
from planning.engine.projection.walk import WithdrawalPolicy
from planning.engine.projection.year import Year
from planning.engine.tax.arrays import Dollars, Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxableFirst:
    """Cash and taxable accounts first, then what was never taxed, Roth money last."""

    name: str = "taxable_first"

    def decide(self, year: Year) -> Decision:
        """Take nothing but what the year needs, in that order."""
        return _needed(year, taxable_first(year.outlook.accounts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportional:
    """From every account in proportion to what it holds."""

    name: str = "proportional"

    def decide(self, year: Year) -> Decision:
        """Take nothing but what the year needs, from all accounts alike."""
        accounts = year.outlook.accounts
        everything = np.ones(len(accounts.ids), dtype=np.bool_)
        return _needed(year, [everything])


@dataclass(frozen=True, slots=True, kw_only=True)
class RmdOnly:
    """Never more out of pre-tax accounts than required while there is other money."""

    name: str = "rmd_only"

    def decide(self, year: Year) -> Decision:
        """Take what the year needs from taxable and Roth money, and pre-tax money last."""
        accounts = year.outlook.accounts
        order = taxable_first(accounts)
        pretax = [mask for mask in order if (mask & _pretax(accounts)).any()]
        others = [mask for mask in order if not (mask & _pretax(accounts)).any()]
        return _needed(year, [*others, *pretax])


@dataclass(frozen=True, slots=True, kw_only=True)
class Untouched:
    """Nothing beyond what is required: what a year needs is left unpaid.

    It shows what no decision changes, at the price of one look at each year's taxes.
    """

    name: str = "untouched"

    def decide(self, year: Year) -> Decision:
        """Take nothing."""
        nothing = nothing_decided(year)
        return Decision(
            withdrawn=fixed_withdrawals(year),
            converted=nothing,
            given=nothing,
            drawn=nothing,
            order=None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FillBracket:
    """Pre-tax money up to the top of a bracket each year.

    What the year does not need of it is converted, or left where it is. Both may differ by path.
    """

    rate: float | Dollars
    name: str
    converts: bool | Flags = True

    def decide(self, year: Year) -> Decision:
        """Draw what is left of the bracket, then go on as usual.

        Conversions keep to the plan's limits; what may not be converted is not drawn.
        """
        nothing, fixed = nothing_decided(year), fixed_withdrawals(year)
        drawn = room_in_bracket(year, self.rate, fixed, is_for_conversion=self.converts)
        groups = groups_of(
            year, year.required + fixed + drawn, taxable_first(year.outlook.accounts)
        )
        is_converted = np.reshape(self.converts, (-1, 1))
        return Decision(
            withdrawn=fixed,
            converted=nothing,
            given=nothing,
            drawn=np.where(is_converted, drawn, 0.0),
            order=(np.where(is_converted, 0.0, drawn), *groups),
        )


def baselines() -> tuple[WithdrawalPolicy, ...]:
    """Return what every roadmap is compared with.

    `no_conversion` draws pre-tax money up to the 12% bracket where the year needs cash, and
    converts none of it.
    """
    return (
        TaxableFirst(),
        Proportional(),
        FillBracket(rate=0.12, name="fill_bracket_12"),
        FillBracket(rate=0.22, name="fill_bracket_22"),
        RmdOnly(),
        FillBracket(rate=0.12, name="no_conversion", converts=False),
    )


def taxable_first(accounts: Accounts) -> list[Flags]:
    """Return the usual order as masks of accounts: (account) each."""
    return [
        accounts.of(Shelter.CASH),
        accounts.of(Shelter.TAXABLE),
        accounts.of(Shelter.ANNUITY),
        accounts.of(Shelter.IRA, Shelter.PLAN, inherited=True),
        accounts.of(Shelter.IRA, Shelter.PLAN, inherited=False),
        accounts.of(Shelter.HSA),
        accounts.of(Shelter.ROTH_IRA, Shelter.ROTH_PLAN, inherited=True),
        accounts.of(Shelter.ROTH_IRA, Shelter.ROTH_PLAN, inherited=False),
    ]


def _pretax(accounts: Accounts) -> Flags:
    return accounts.of(Shelter.IRA, Shelter.PLAN, inherited=False)


def _needed(year: Year, order: list[Flags]) -> Decision:
    nothing, fixed = nothing_decided(year), fixed_withdrawals(year)
    return Decision(
        withdrawn=fixed,
        converted=nothing,
        given=nothing,
        drawn=nothing,
        order=groups_of(year, year.required + fixed, order),
    )
