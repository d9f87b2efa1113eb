"""What does the health insurance credit pay before Medicare begins?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from planning.engine.law import Law
from planning.engine.law.parameter import Parameter, Value
from planning.engine.tax.arrays import Dollars, Flags, Whole, positive
from planning.engine.tax.federal import FederalTax
from planning.engine.tax.units import TaxUnits

LOWEST, CLIFF = 1.0, 4.0  # times the poverty guideline, 26 U.S.C. § 36B(c)(1)(A)
GUIDELINE_STEP = 10  # to which the department rounds


class Region(StrEnum):
    """Where a household lives, for the poverty guideline."""

    CONTIGUOUS = "contiguous"
    ALASKA = "alaska"
    HAWAII = "hawaii"


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumCredit:
    """The credit of a year and what it comes from."""

    poverty_multiple: Dollars
    share_of_income: Dollars
    own_share: Dollars  # what the household pays itself of the benchmark plan
    credit: Dollars
    is_projected: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageYear:
    """The figures of one coverage year and region."""

    rows: npt.NDArray[np.float64]  # (row, [from, below, first share, last share])
    has_cliff: bool
    first_person: float
    each_more: float
    is_projected: bool

    def guideline(self, household_size: Whole) -> Dollars:
        """Return the poverty guideline of a household."""
        return np.asarray(self.first_person + self.each_more * (household_size - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the credit of a household rests on besides its income."""

    household_size: int
    benchmark: float  # dollars a year
    region: Region = Region.CONTIGUOUS
    is_separate: bool = False


def credit_of(units: TaxUnits, tax: FederalTax, coverage: Coverage, law: Law) -> PremiumCredit:
    """Return the credit of a return; its income is whole, untaxed Social Security included.

    Shapes: those of `tax`.
    Source: 26 U.S.C. § 36B(d)(2)(B).
    """
    benefits = units.social_security_head + units.social_security_spouse
    return premium_credit(
        tax.magi_for_irmaa + benefits - tax.taxable_social_security,
        np.array(coverage.household_size),
        np.array(coverage.benchmark),
        int(units.year),
        law,
        region=coverage.region,
        is_separate=coverage.is_separate,
    )


def premium_credit(
    magi: Dollars,
    household_size: Whole,
    benchmark: Dollars,
    coverage_year: int,
    law: Law,
    *,
    region: Region = Region.CONTIGUOUS,
    is_separate: npt.ArrayLike = False,
) -> PremiumCredit:
    """Return the credit for a year of the benchmark plan.

    `magi` is adjusted gross income with tax-exempt interest and untaxed Social Security;
    `benchmark` the year's premium of the second cheapest silver plan for those covered. Under the
    poverty guideline there is no credit; over four times it there is none where the year's rules
    have that cliff: one dollar costs all of it. A credit paid in advance beyond this is repaid.

    Shapes: all broadcast, one coverage year at a time.
    Units:  dollars a year.
    Source: 26 U.S.C. § 36B(b)-(d); tax.md § 15.
    Not modelled: months covered in part, a plan cheaper than the benchmark, the caps on repayment
    before 2026, the exceptions for separate returns.
    Raises: UnknownYear.
    """
    year = coverage_year_figures(law, coverage_year, region)
    multiple = positive(magi) / year.guideline(household_size)
    row = np.searchsorted(year.rows[:, 1], multiple, side="right")
    row = np.minimum(row, len(year.rows) - 1)
    low, below, first, last = np.moveaxis(year.rows[row], -1, 0)
    within = np.clip((multiple - low) / (below - low), 0.0, 1.0)
    share = first + (last - first) * within
    own = share * positive(magi)
    eligible = (multiple >= LOWEST) & ~np.asarray(is_separate)
    if year.has_cliff:
        eligible = eligible & (multiple <= CLIFF)
    return PremiumCredit(
        poverty_multiple=multiple,
        share_of_income=share,
        own_share=np.where(eligible, np.minimum(own, benchmark), benchmark),
        credit=np.where(eligible, positive(benchmark - own), 0.0),
        is_projected=np.array(year.is_projected),
    )


@lru_cache(maxsize=128)
def coverage_year_figures(law: Law, year: int, region: Region) -> CoverageYear:
    """Read the figures of a coverage year, or carry them on. Raises: UnknownYear.

    Ahead, the shares are held at the last ones and the guideline grows with prices.
    """
    shares, _same = _value(law.parameters["applicable_percentage"], year)
    guideline, growth = _value(law.parameters["poverty_guideline"], year)

    def amount(name: str) -> float:
        grown = guideline.decimal(f"{name}_{region}") * growth / GUIDELINE_STEP
        return float(grown.quantize(Decimal(1), ROUND_HALF_UP) * GUIDELINE_STEP)

    return CoverageYear(
        rows=np.array(shares.fields["rows"], dtype=np.float64),
        has_cliff=not shares.flag("credit_above_400_percent"),
        first_person=amount("first"),
        each_more=amount("more"),
        is_projected=growth != 1 or "projected" in (shares.basis, guideline.basis),
    )


def _value(parameter: Parameter, year: int) -> tuple[Value, Decimal]:
    """Return the value of a year and the growth of prices since it was published."""
    last = parameter.values[-1]
    ahead = year - last.effective.year
    if ahead > 0 and parameter.assumed:
        return last, (1 + parameter.assumed.rate) ** ahead
    return parameter.on(date(year, 1, 1)), Decimal(1)
