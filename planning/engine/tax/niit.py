"""What does the net investment income tax add?"""

from __future__ import annotations

import numpy as np

from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.capital_gains import NetGains
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.units import TaxUnits


def investment_income(units: TaxUnits, gains: NetGains) -> Dollars:
    """Return net investment income: never from IRAs, plans, Roth accounts or Social Security.

    Source: 26 U.S.C. § 1411(c)(1), (c)(5); Form 8960, lines 1 to 8; tax.md § 7.
    Not modelled: deductions allocable to it, Form 8960 line 9; trades that are not passive.
    """
    dividends = units.qualified_dividends + units.nonqualified_dividends
    other = units.annuity + units.rental
    return positive(units.taxable_interest + dividends + gains.included + other)


def net_investment_income_tax(
    investment: Dollars, adjusted_gross_income: Dollars, figures: FederalParameters
) -> Dollars:
    """Return the tax on investment income, or on income over the threshold if that is less.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 1411(a)(1), (b), (d); tax.md § 7.
    Not modelled: income excluded abroad.
    """
    over = positive(adjusted_gross_income - figures.niit_threshold)
    return figures.niit_rate * np.minimum(investment, over)
