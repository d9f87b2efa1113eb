"""Which payroll taxes do wages bear?"""

from __future__ import annotations

import numpy as np

from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.units import TaxUnits


def payroll_tax(units: TaxUnits, figures: FederalParameters) -> Dollars:
    """Return the employees' share: Social Security up to the wage base of each person, Medicare.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 3101(a), (b)(1), 3121(a)(1).
    Not modelled: self-employment; work outside Social Security.
    """
    under_base = np.minimum(units.wages_head, figures.wage_base)
    under_base = under_base + np.minimum(units.wages_spouse, figures.wage_base)
    wages = units.wages_head + units.wages_spouse
    return figures.social_security_rate * under_base + figures.medicare_rate * wages


def additional_medicare_tax(units: TaxUnits, figures: FederalParameters) -> Dollars:
    """Return the Additional Medicare tax on the wages of a return over its threshold.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 3101(b)(2); Form 8959, Part I.
    Not modelled: self-employment and railroad compensation.
    """
    wages = units.wages_head + units.wages_spouse
    over = positive(wages - figures.additional_medicare_threshold)
    return figures.additional_medicare_rate * over
