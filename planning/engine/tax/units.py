"""What must be known of a return to compute its tax?

A tax unit is one return of one year. `TaxUnits` holds one or any number of them as arrays that
broadcast; what is left out is nothing. People are `head` and `spouse`; ages are those attained on
December 31, one more for who was born on a January 1 (26 U.S.C. § 63(f)).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from planning.engine.errors import EngineError
from planning.engine.household import FilingStatus
from planning.engine.tax.arrays import Dollars, Flags, Whole

STATUSES = tuple(FilingStatus)
CODES = {status: code for code, status in enumerate(STATUSES)}
JOINT, SEPARATE, HEAD = (
    CODES[status] for status in (FilingStatus.JOINT, FilingStatus.SEPARATE, FilingStatus.HEAD)
)
SURVIVING = CODES[FilingStatus.SURVIVING]
LARGEST = 1e12  # above it a cent is no longer exact in float64


MAY_BE_NEGATIVE = frozenset({"net_long_gain", "net_short_gain", "rental", "amt_preferences"})


class RefusedUnits(EngineError):
    """A return that no law describes: a negative wage, an amount that is no number."""


def _dollars() -> Dollars:
    return np.zeros(())


def _whole() -> Whole:
    return np.zeros((), dtype=np.int64)


def _flags() -> Flags:
    return np.zeros((), dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxUnits:
    """One or many returns. Shapes broadcast; dollars are those of the year."""

    year: Whole
    status: Whole  # position in STATUSES
    age_head: Whole = field(default_factory=_whole)
    age_spouse: Whole = field(default_factory=_whole)
    blind_head: Flags = field(default_factory=_flags)
    blind_spouse: Flags = field(default_factory=_flags)
    dependents: Whole = field(default_factory=_whole)
    lived_with_spouse: Flags = field(
        default_factory=_flags
    )  # separate returns: at any time of the year
    spouse_itemizes: Flags = field(
        default_factory=_flags
    )  # separate returns: then there is no standard deduction

    wages_head: Dollars = field(default_factory=_dollars)
    wages_spouse: Dollars = field(default_factory=_dollars)
    pension_head: Dollars = field(
        default_factory=_dollars
    )  # taxable; from a private defined benefit plan
    pension_spouse: Dollars = field(default_factory=_dollars)
    plan_head: Dollars = field(
        default_factory=_dollars
    )  # taxable distributions of workplace accounts
    plan_spouse: Dollars = field(default_factory=_dollars)
    ira_head: Dollars = field(default_factory=_dollars)  # taxable distributions of IRAs
    ira_spouse: Dollars = field(default_factory=_dollars)
    roth_conversion: Dollars = field(default_factory=_dollars)  # its taxable part
    social_security_head: Dollars = field(default_factory=_dollars)  # gross benefits
    social_security_spouse: Dollars = field(default_factory=_dollars)
    annuity: Dollars = field(default_factory=_dollars)  # taxable part of annuities outside plans
    rental: Dollars = field(default_factory=_dollars)  # net
    other_income: Dollars = field(default_factory=_dollars)  # ordinary, not from investment
    adjustments: Dollars = field(default_factory=_dollars)  # taken before adjusted gross income

    taxable_interest: Dollars = field(default_factory=_dollars)
    tax_exempt_interest: Dollars = field(default_factory=_dollars)
    qualified_dividends: Dollars = field(default_factory=_dollars)
    nonqualified_dividends: Dollars = field(default_factory=_dollars)
    net_long_gain: Dollars = field(default_factory=_dollars)
    net_short_gain: Dollars = field(default_factory=_dollars)
    long_loss_carryover: Dollars = field(
        default_factory=_dollars
    )  # from earlier years, as a positive amount
    short_loss_carryover: Dollars = field(default_factory=_dollars)
    unrecaptured_section_1250_gain: Dollars = field(
        default_factory=_dollars
    )  # inside net_long_gain
    collectibles_gain: Dollars = field(default_factory=_dollars)  # inside net_long_gain

    state_and_local_tax: Dollars = field(default_factory=_dollars)  # on income, or on sales
    real_estate_tax: Dollars = field(default_factory=_dollars)
    mortgage_interest: Dollars = field(default_factory=_dollars)
    charity_cash: Dollars = field(default_factory=_dollars)
    charity_property: Dollars = field(default_factory=_dollars)  # appreciated, at its value
    medical_expenses: Dollars = field(default_factory=_dollars)

    # The taxable part that no exception covers; the same of a SIMPLE IRA's first two years.
    early_distribution: Dollars = field(default_factory=_dollars)
    early_simple_distribution: Dollars = field(default_factory=_dollars)
    # What the minimum tax adds to income, such as interest of private activity bonds.
    amt_preferences: Dollars = field(default_factory=_dollars)

    def plus(self, name: str, amount: npt.ArrayLike) -> TaxUnits:
        """Return these units with an amount added to one of their fields."""
        changed: Any = np.asarray(getattr(self, name) + np.asarray(amount), dtype=np.float64)
        return replace(self, **{name: changed})

    def taken(self, where: npt.NDArray[np.intp]) -> TaxUnits:
        """Return some of the units of a one-dimensional batch."""
        chosen = {}
        for entry in fields(self):
            value = getattr(self, entry.name)
            chosen[entry.name] = value[where] if value.ndim else value
        return TaxUnits(**chosen)


_KIND_OF: dict[str, type[np.generic]] = {
    "Dollars": np.float64,
    "Whole": np.int64,
    "Flags": np.bool_,
}
KINDS = {
    entry.name: _KIND_OF[str(entry.type)] for entry in fields(TaxUnits) if entry.name != "status"
}


def tax_units(
    *, year: npt.ArrayLike, status: FilingStatus | npt.ArrayLike, **facts: npt.ArrayLike
) -> TaxUnits:
    """Return units from numbers or arrays; `status` is one status or an array of their codes.

    Raises: RefusedUnits where a name is unknown, an amount is no number, or it is negative and
    the law knows no such negative income.
    """
    given: dict[str, npt.NDArray[Any]] = {
        "year": np.asarray(year, dtype=np.int64),
        "status": np.asarray(
            CODES[status] if isinstance(status, FilingStatus) else status, dtype=np.int64
        ),
    }
    for name, value in facts.items():
        if name not in KINDS:
            raise RefusedUnits(f"{name} is no part of a tax unit; see planning.engine.tax.units.")
        given[name] = np.asarray(value, dtype=KINDS[name])
        if KINDS[name] is np.float64:
            _refuse_impossible(name, given[name])
    return TaxUnits(**given)


def _refuse_impossible(name: str, amounts: npt.NDArray[Any]) -> None:
    if not np.isfinite(amounts).all() or (np.abs(amounts) > LARGEST).any():
        raise RefusedUnits(f"{name}: an amount is no number below a trillion; give dollars.")
    if name not in MAY_BE_NEGATIVE and (amounts < 0).any():
        raise RefusedUnits(f"{name}: an amount is negative; the law knows no such income.")
