"""What is the state tax of a year in which a household moves?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from planning.engine.law import Law
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.federal import FederalTax
from planning.engine.tax.state.tax import state_tax
from planning.engine.tax.units import TaxUnits


@dataclass(frozen=True, slots=True, kw_only=True)
class Residence:
    """Where a household lives from a day on."""

    state: str  # "" outside all states
    from_on: date


def shares_of_year(residences: Sequence[Residence], year: int) -> dict[str, float]:
    """Return the share of a year's days spent in each state; the first holds before it too."""
    new_year, next_year = date(year, 1, 1), date(year + 1, 1, 1)
    ordered = sorted(residences, key=lambda residence: residence.from_on)
    starts = [max(new_year, residence.from_on) for residence in ordered]
    starts[0] = new_year
    shares: dict[str, float] = {}
    for residence, start, end in zip(ordered, starts, [*starts[1:], next_year], strict=True):
        days = max((min(end, next_year) - start).days, 0)
        share = days / (next_year - new_year).days
        if share:
            shares[residence.state] = shares.get(residence.state, 0.0) + share
    return shares


def tax_with_moves(
    units: TaxUnits, federal: FederalTax, residences: Sequence[Residence], year: int, law: Law
) -> Dollars:
    """Return the state taxes of a year, each state's whole-year tax by its share of the days.

    Shapes: (…,), all of one year and one household's moves.
    Units:  dollars a year.
    Source: tax.md § 18; 4 U.S.C. § 114: a state left behind does not tax retirement income.
    Not modelled: income assigned to the day it came, which part-year returns allow.
    """
    total = np.zeros(np.broadcast(units.status, federal.adjusted_gross_income).shape)
    for state, share in shares_of_year(residences, year).items():
        if state:
            total = total + share * state_tax(units, federal, state, law).tax
    return total
