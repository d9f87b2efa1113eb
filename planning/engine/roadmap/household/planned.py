"""How is a plan of the model followed account by account?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.brackets import within_limits
from planning.engine.projection.decisions import (
    Decision,
    above_minimum_cash,
    fixed_withdrawals,
    groups_of,
    nothing_decided,
)
from planning.engine.projection.policies import taxable_first
from planning.engine.projection.year import Year
from planning.engine.roadmap.arrays import DEFERRED, Dollars, Flags
from planning.engine.roadmap.household.holdings import TYPES
from planning.engine.roadmap.plan import Plan

DUST, CENT = 1.0, 0.01  # dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Convert what the plan converts; take what the year needs from where the plan takes it.

    The plan's withdrawals are a proportion: what is needed is what the whole law leaves to pay.
    Where they are not enough, the usual order follows. `takes_all` takes everything the plan takes
    in a year in which that is more than it needs, as to spread an inherited account.

    Everything may differ by path: then the arrays have the path in front, as `stacked` puts it.
    """

    plan: Plan
    takes_all: bool | Flags
    below: Dollars | None = None  # (…, year): a threshold the plan stops at, without end where none
    name: str = "roadmap"

    def decide(self, year: Year) -> Decision:
        """Spread the year's amounts over the accounts that are there."""
        fixed = fixed_withdrawals(year)
        gone = year.required + fixed
        converted = within_limits(year, self._converted(year, gone))
        meant = self._meant(year, gone + converted)
        others = groups_of(year, gone + converted + meant, taxable_first(year.outlook.accounts))
        is_more = self.plan.deposit[..., year.position].sum(axis=-1) > DUST
        takes_all = np.reshape(self.takes_all & is_more, (-1, 1))
        fixed, meant = np.where(takes_all, fixed + meant, fixed), np.where(takes_all, 0.0, meant)
        return Decision(
            withdrawn=fixed,
            converted=converted,
            given=nothing_decided(year),
            drawn=nothing_decided(year),
            order=(meant, *others) if meant.any() else others,
            below=None
            if self.below is None
            else np.broadcast_to(self.below[..., year.position] - CENT, (len(fixed),)),
        )

    def _converted(self, year: Year, gone: Dollars) -> Dollars:
        accounts = year.outlook.accounts
        pretax = accounts.of(Shelter.IRA, Shelter.PLAN, inherited=False)
        available = year.available(gone) * pretax
        return self._spread(year, available, self.plan.conversion[..., year.position])

    def _meant(self, year: Year, gone: Dollars) -> Dollars:
        """Return what the plan takes beyond what leaves in any case: (path, account)."""
        found = nothing_decided(year)
        available = above_minimum_cash(year, year.available(gone))
        for kind, shelters in TYPES.items():
            of_kind = year.outlook.accounts.of(*shelters)
            planned = self.plan.withdrawal[..., kind, year.position]
            amounts = np.broadcast_to(planned, (len(found), planned.shape[-1]))
            if kind == DEFERRED:
                required = year.required * of_kind
                asked = _by_holder(required, year, amounts.shape[1])
                amounts = np.maximum(amounts - asked, 0.0)
            found = found + self._spread(year, available * of_kind, amounts)
        return found

    def _spread(self, year: Year, available: Dollars, amounts: Dollars) -> Dollars:
        """Spread (path or none, person) amounts over what each person's accounts have."""
        found = nothing_decided(year)
        amounts = np.broadcast_to(amounts, (len(found), amounts.shape[-1]))
        for person in range(amounts.shape[1]):
            mine = available * (year.state.holders == person)
            whole = mine.sum(axis=1)
            part = np.divide(amounts[:, person], whole, out=np.zeros_like(whole), where=whole > 0)
            found = found + mine * np.minimum(part, 1.0)[:, None]
        return found


def stacked(policies: Sequence[Planned]) -> Planned:
    """Return policies as one, each on the path of its place."""
    plans = [one.plan for one in policies]
    years = plans[0].conversion.shape[-1]
    endless = np.full(years, np.inf)
    return Planned(
        plan=Plan(
            **{
                entry.name: np.stack([getattr(plan, entry.name) for plan in plans])
                for entry in fields(Plan)
            }
        ),
        takes_all=np.array([one.takes_all for one in policies], dtype=np.bool_),
        below=np.stack([endless if one.below is None else one.below for one in policies]),
    )


def _by_holder(amounts: Dollars, year: Year, people: int) -> Dollars:
    holders = year.state.holders
    return np.stack(
        [np.where(holders == person, amounts, 0.0).sum(axis=1) for person in range(people)], axis=1
    )
