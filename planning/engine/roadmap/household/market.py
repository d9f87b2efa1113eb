"""What does marketplace coverage pay a household before Medicare, as an optimiser's tables?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planning.engine.law import Law
from planning.engine.projection.health import Marketplace
from planning.engine.projection.walk import Step
from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.problem import MarketTables
from planning.engine.tax.premium_credit import CLIFF, LOWEST, coverage_year_figures

AWAY = 2.0  # dollars a plan stays below the income at which the credit ends
PARTS = 3  # straight pieces that stand for each row of the law, whose share rises with income


def market_of(walked: Sequence[Step], law: Law) -> MarketTables | None:
    """Return the credit of every year; None where nobody is ever covered."""
    by_year = {
        at: _of_year(year.market, year.year, law)
        for at, (year, _settled, _closed) in enumerate(walked)
        if year.market is not None
    }
    if not by_year:
        return None
    count = len(walked)
    points = max(len(one["incomes"]) for one in by_year.values())
    tables = {
        "benchmark": np.zeros(count),
        "incomes": np.repeat(np.arange(points, dtype=float)[:, None], count, axis=1),
        "shares": np.zeros((points, count)),
        "low_rate": np.zeros(count),
        "flat_rate": np.zeros(count),
        "least": np.zeros(count),
        "most": np.full(count, np.inf),
    }
    for at, one in by_year.items():
        for name, table in tables.items():
            table[..., at] = one[name]
    return MarketTables(**tables)


def _of_year(market: Marketplace, year: int, law: Law) -> dict[str, Dollars]:
    figures, part = coverage_year_figures(law, year, market.region), market.part_of_year
    guideline = figures.first_person + figures.each_more * (float(market.people[0]) - 1)
    rows = figures.rows[1:-1]

    def along(first: int, last: int) -> Dollars:
        pieces = [np.linspace(row[first], row[last], PARTS, endpoint=False) for row in rows]
        return np.concatenate([*pieces, rows[-1:, last]])

    incomes = guideline * along(0, 1)
    return {
        "benchmark": part * market.benchmark[0],
        "incomes": incomes,
        "shares": part * incomes * along(2, 3),
        "low_rate": np.asarray(part * figures.rows[0, 3]),
        "flat_rate": np.asarray(part * figures.rows[-1, 3]),
        "least": np.asarray(guideline * LOWEST),
        "most": np.asarray(guideline * CLIFF - AWAY if figures.has_cliff else np.inf),
    }
