"""Which deduction has a return that does not itemize, and what do people over 65 deduct besides?"""

from __future__ import annotations

import numpy as np

from planning.engine.tax.arrays import Dollars, Whole, positive
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.units import JOINT, SEPARATE, TaxUnits

AGE = 65  # § 63(f)(1), 151(d)(5)(C)(iii); attained by the end of the year


def people_65(units: TaxUnits) -> Whole:
    """Return how many of head and spouse are 65; a spouse counts on a joint return only."""
    spouse = (units.status == JOINT) & (units.age_spouse >= AGE)
    return np.asarray((units.age_head >= AGE).astype(np.int64) + spouse)


def standard_deduction(units: TaxUnits, figures: FederalParameters) -> Dollars:
    """Return the standard deduction with the additions for age and blindness.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 63(c), (f); tax.md § 3.
    Not modelled: the smaller amount of somebody else's dependent; the addition for the spouse of
    a separate filer who has no income.
    """
    blind_spouse = (units.status == JOINT) & units.blind_spouse
    conditions = people_65(units) + units.blind_head + blind_spouse
    amount = figures.standard_deduction + conditions * figures.additional_standard_deduction
    # § 63(c)(6)(A): none where the other spouse itemizes.
    return np.where((units.status == SEPARATE) & units.spouse_itemizes, 0.0, amount)


def charity_without_itemizing(units: TaxUnits, figures: FederalParameters) -> Dollars:
    """Return the cash given to charity that a return deducts without itemizing.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 170(p); tax.md § 4.
    """
    return np.minimum(units.charity_cash, figures.charity_non_itemizer)


def senior_deduction(
    units: TaxUnits, adjusted_gross_income: Dollars, figures: FederalParameters
) -> Dollars:
    """Return the deduction of 2025 to 2028 for people 65 or older.

    Each person's amount falls by the rate on the whole excess of income over the start.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 151(d)(5)(C); Pub. L. 119-21 § 70103; tax.md § 5.
    Not modelled: people without a Social Security number; income excluded abroad.
    """
    excess = positive(adjusted_gross_income - figures.senior_start)
    return people_65(units) * positive(figures.senior_deduction - figures.senior_rate * excess)
