"""What do prices do, and under which law are years to come computed?

A price index is that of the year over that of the day the facts speak from; it is 1 in that year.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import numpy as np

from planning.engine.law import Indexing, Law
from planning.engine.plan_facts import Assumptions
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.assumptions import DEFAULT_INDEXING


def inflation_of(assumptions: Assumptions) -> Decimal:
    """Return the yearly rise of prices that is assumed."""
    return DEFAULT_INDEXING.rate if assumptions.inflation is None else assumptions.inflation


def indexing_of(assumptions: Assumptions) -> Indexing:
    """Return how law not yet published is carried on; the brackets may have a rate of their own."""
    own = assumptions.bracket_indexing
    return replace(DEFAULT_INDEXING, rate=inflation_of(assumptions) if own is None else own)


@lru_cache(maxsize=16)
def planning_law(law: Law, indexing: Indexing) -> Law:
    """Return the law of all years, the same object each time, so that its tables are read once."""
    return law.projected(indexing)


def price_index(inflation: Decimal, as_of_year: int, years: range) -> Dollars:
    """Return prices by year over those of the as-of year. Shape: (1, year)."""
    ahead = np.array([year - as_of_year for year in years], dtype=np.float64)
    return np.asarray((1 + float(inflation)) ** ahead)[None, :]
