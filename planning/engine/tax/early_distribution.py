"""What do early distributions cost besides income tax?"""

from __future__ import annotations

import numpy as np

from planning.engine.tax.arrays import Dollars
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.units import TaxUnits


def early_distribution_tax(units: TaxUnits, figures: FederalParameters) -> Dollars:
    """Return the additional tax on the taxable part that no exception covers.

    Shapes: all broadcast.
    Units:  dollars a year.
    Source: 26 U.S.C. § 72(t)(1), (6); tax.md § 10.
    Not modelled: whether an exception holds; the caller gives the part none covers.
    """
    simple = figures.early_simple_rate * units.early_simple_distribution
    return np.asarray(figures.early_rate * units.early_distribution + simple)
