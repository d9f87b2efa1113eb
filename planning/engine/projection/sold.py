"""What was sold in the first year before the plan begins, and which losses are carried into it?"""

from __future__ import annotations

import numpy as np

from planning.engine.law import Law
from planning.engine.tax.capital_gains import loss_carryover, net_gains
from planning.engine.tax.parameters import for_units
from planning.engine.tax.units import LARGEST, tax_units
from planning.engine.tax_facts import TaxFacts, YearGains

NOTHING = YearGains()


def lines_sold(facts: TaxFacts, year: int) -> dict[str, float]:
    """Return what of sales on record stands on a year's return, carried losses apart.

    What was paid for is in the accounts already; what is due for it has not been paid.

    Not modelled: employer stock of a lump sum, whose gain is taxed with the payment.
    """
    sold = facts.gains.get(year)
    if sold is None:
        return {}
    return {
        "net_short_gain": float((sold.short_gain or 0) - (sold.short_loss or 0)),
        "net_long_gain": float((sold.long_gain or 0) - (sold.long_loss or 0)),
        "unrecaptured_section_1250_gain": float(sold.unrecaptured_section_1250 or 0),
        "collectibles_gain": float(sold.collectibles or 0),
    }


def losses_carried(facts: TaxFacts, first_year: int, status: int, law: Law) -> tuple[float, float]:
    """Return the short-term and the long-term loss a first year begins with.

    As the year's own sales say; else what those of the year before leave, at an income that takes
    as much of them as is allowed. `status` is the code of that year's return.
    """
    sold = facts.gains.get(first_year)
    if sold is not None:
        return float(sold.short_loss_carried or 0), float(sold.long_loss_carried or 0)
    before = facts.gains.get(first_year - 1, NOTHING)
    units = tax_units(
        year=first_year - 1,
        status=np.array(status),
        short_loss_carryover=float(before.short_loss_carried or 0),
        long_loss_carryover=float(before.long_loss_carried or 0),
        **lines_sold(facts, first_year - 1),
    )
    left = loss_carryover(net_gains(units, for_units(units, law)), np.array(LARGEST))
    return float(left.short), float(left.long)
