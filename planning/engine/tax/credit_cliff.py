"""At which dollar of added income is the whole health insurance credit lost?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planning.engine.law import Law
from planning.engine.tax.federal import FederalTax
from planning.engine.tax.premium_credit import PremiumCredit, Region, premium_credit
from planning.engine.tax.units import TaxUnits

LOOKS = 201  # the credit ends once, so that a coarse look finds between which two
ONE = 1.0  # dollar: what falls to less by itself is no cliff
HALVINGS = 40  # from there to far below a cent


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the credit of a household rests on besides its income."""

    household_size: int
    benchmark: float  # dollars a year
    region: Region = Region.CONTIGUOUS
    is_separate: bool = False


def credit_of(unit: TaxUnits, tax: FederalTax, coverage: Coverage, law: Law) -> PremiumCredit:
    """Return the credit of a return; its income is whole, untaxed Social Security included.

    Shapes: those of `tax`.
    Source: 26 U.S.C. § 36B(d)(2)(B).
    """
    benefits = unit.social_security_head + unit.social_security_spouse
    magi = tax.magi_for_irmaa + benefits - tax.taxable_social_security
    return premium_credit(
        np.asarray(magi),
        np.array(coverage.household_size),
        np.array(coverage.benchmark),
        int(unit.year),
        law,
        region=coverage.region,
        is_separate=coverage.is_separate,
    )


def credit_cliff(
    of: str,
    unit: TaxUnits,
    tax_at: Callable[[npt.NDArray[np.float64]], FederalTax],
    coverage: Coverage,
    law: Law,
    most: float,
) -> tuple[float, float] | None:
    """Return where the credit ends at once, and how much of it is lost there.

    `unit` without the income `of` that is added; None where the credit falls to nothing by itself,
    or the range ends before. In years without the cliff of 26 U.S.C. § 36B(c)(1)(A) there is none.
    """

    def credit_at(added: float) -> float:
        at = np.array([added])
        credit = credit_of(unit.plus(of, at), tax_at(at), coverage, law)
        return float(credit.credit[0])

    steps = np.linspace(0.0, most, LOOKS)
    held = credit_of(unit.plus(of, steps), tax_at(steps), coverage, law).credit > 0
    if held[-1] or not held.any():
        return None
    last = int(np.flatnonzero(held)[-1])
    low, high = float(steps[last]), float(steps[last + 1])
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if credit_at(middle) > 0 else (low, middle)
    lost = credit_at(low)
    return (high, lost) if lost > ONE else None
