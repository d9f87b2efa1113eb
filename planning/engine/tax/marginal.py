"""What does the next dollar cost?"""

from __future__ import annotations

import numpy as np

from planning.engine.law import Law
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.federal import FederalTax, federal_tax
from planning.engine.tax.units import TaxUnits


def marginal_rate(units: TaxUnits, tax: FederalTax, law: Law, *, of: str = "ira_head") -> Dollars:
    """Return the share of the next dollar of an income that federal tax takes.

    The whole return is worked again with one dollar more, so that every phase-in, phase-out and
    choice of deduction counts; `tax` is the tax of `units` as they are.

    Shapes: all broadcast.
    Units:  fraction.
    Not modelled: state tax and premiums; `marginal_map.py` has their thresholds.
    """
    return np.asarray(federal_tax(units.plus(of, 1.0), law).total_tax - tax.total_tax)
