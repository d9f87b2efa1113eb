"""What is the tax of the ordinary schedule?"""

from __future__ import annotations

import numpy as np

from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.parameters import FederalParameters


def schedule_tax(income: Dollars, figures: FederalParameters) -> Dollars:
    """Return the tax of taxable income by the rate schedule, exactly, without the printed table.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 1(a)-(d), (j)(2).
    Not modelled: the printed Tax Table, which below 100,000 takes the middle of 50-dollar bands.
    """
    return stepped_tax(income, figures.bracket_tops, figures.bracket_rates)


def stepped_tax(income: Dollars, tops: Dollars, rates: Dollars) -> Dollars:
    """Return the tax of a schedule of which each rate applies above the top of the one before.

    Shapes: income (…), tops (k, …), rates (k + 1, …).
    """
    tax = positive(income) * rates[0]
    for position, top in enumerate(tops):
        tax = tax + positive(income - top) * (rates[position + 1] - rates[position])
    return np.asarray(tax)
