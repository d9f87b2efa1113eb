"""Which part of Social Security benefits is income?"""

from __future__ import annotations

import numpy as np

from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.units import SEPARATE, TaxUnits


def taxable_social_security(
    other_income: Dollars, units: TaxUnits, figures: FederalParameters
) -> Dollars:
    """Return the part of benefits that is included in gross income.

    Half of the excess of combined income over the base amount, then 85% of the excess over the
    adjusted base amount, never more than 85% of benefits.

    Shapes: all broadcast; `other_income` is adjusted gross income without benefits.
    Units:  dollars a year.
    Source: 26 U.S.C. § 86; Pub. 915, Worksheet 1; tax.md § 2.
    Not modelled: the election for a lump sum of earlier years, § 86(e).
    """
    benefits = units.social_security_head + units.social_security_spouse
    first_share, second_share = figures.benefit_shares[0], figures.benefit_shares[1]
    combined = combined_income(other_income, units)
    base, adjusted_base = base_amounts(units, figures)
    lower = np.minimum(first_share * benefits, first_share * positive(combined - base))
    lower = np.minimum(lower, first_share * (adjusted_base - base))
    upper = second_share * positive(combined - adjusted_base)
    return np.asarray(np.minimum(second_share * benefits, lower + upper))


def combined_income(other_income: Dollars, units: TaxUnits) -> Dollars:
    """Return the income whose height decides how much is taxed, § 86(b)(1)(A)."""
    benefits = units.social_security_head + units.social_security_spouse
    return other_income + units.tax_exempt_interest + 0.5 * benefits


def base_amounts(units: TaxUnits, figures: FederalParameters) -> Dollars:
    """Return the base amount and the adjusted one: (2, …).

    A separate filer who lived with the spouse at any time has none, § 86(c)(1)(C).
    """
    apart = (units.status == SEPARATE) & ~units.lived_with_spouse
    return np.where(apart, figures.benefit_bases_apart, figures.benefit_bases)
