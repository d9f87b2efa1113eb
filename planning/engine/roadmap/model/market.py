"""Row 24: what marketplace coverage costs a household, by the year's own income.

The credit is the benchmark less a share of income, or nothing. Up to the last point the share is
convex; beyond it rises more slowly: one choice says on which side a year is, another whether there
is a credit at all. What is charged too much never pays, so rows stand in one direction only.
"""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import Dollars, Whole
from planning.engine.roadmap.model.bounds import Bounds
from planning.engine.roadmap.model.columns import Columns
from planning.engine.roadmap.model.matrix import Builder
from planning.engine.roadmap.problem import MarketTables, Problem


def add_market_rows(
    builder: Builder, problem: Problem, columns: Columns, bounds: Bounds
) -> tuple[Whole, Whole]:
    """Add the rows of the credit; return the choices `uncovered` and `beyond`: (year) each."""
    market, years = problem.market, problem.years
    if market is None:
        nothing = builder.choices(years, open_to=False, fixed_at=1.0)
        return nothing, builder.choices(years, open_to=False)
    has = market.benchmark > 0
    most = bounds.magi + problem.benefits
    uncovered = builder.choices(years, open_to=has, fixed_at=1.0)
    beyond = builder.choices(years, open_to=has & (most > market.incomes[-1]))
    at = np.flatnonzero(has)
    none, over, most = uncovered[at], beyond[at], most[at]
    some = builder.rows(at.size, upper=market.benchmark[at])
    builder.put(some, columns.credit[at])
    builder.put(some, none, market.benchmark[at])
    _income(builder, problem, columns, at, none, most)
    share = np.diff(market.shares, axis=0)[:, at] / np.diff(market.incomes, axis=0)[:, at]
    for k, slope in enumerate(share):
        start = market.shares[k, at] - slope * market.incomes[k, at]
        highest = np.maximum(start + slope * most, 0.0)
        _at_most(builder, problem, columns, at, slope, start, (none, highest), (over, highest))
    low = market.low_rate[at]
    _at_most(builder, problem, columns, at, low, np.zeros(at.size), (none, low * most), None)
    flat = market.flat_rate[at]
    rows = _at_most(builder, problem, columns, at, flat, -flat * most, (none, flat * most), None)
    builder.put(rows, over, flat * most)
    return uncovered, beyond


def _income(
    builder: Builder, problem: Problem, columns: Columns, at: Whole, none: Whole, most: Dollars
) -> None:
    """A credit needs an income neither below the least nor above the most."""
    market = _tables(problem)
    benefits = problem.benefits[at]
    top = np.minimum(market.most[at], most)
    under = builder.rows(at.size, upper=top - benefits)
    over = builder.rows(at.size, lower=market.least[at] - benefits)
    for rows in (under, over):
        builder.put(rows, columns.magi[at])
        builder.put(rows, columns.taxed_benefits[at], -1.0)
    builder.put(under, none, -np.maximum(most - top, 0.0))
    builder.put(over, none, market.least[at])


def _at_most(
    builder: Builder,
    problem: Problem,
    columns: Columns,
    at: Whole,
    slope: Dollars,
    start: Dollars,
    none: tuple[Whole, Dollars],
    beyond: tuple[Whole, Dollars] | None,
) -> Whole:
    """Add: the credit is at most the benchmark less `start` + `slope` × income, unless chosen."""
    market = _tables(problem)
    known = market.benchmark[at] - start - slope * problem.benefits[at]
    rows = builder.rows(at.size, upper=known)
    builder.put(rows, columns.credit[at])
    builder.put(rows, columns.magi[at], slope)
    builder.put(rows, columns.taxed_benefits[at], -slope)
    builder.put(rows, none[0], -none[1])
    if beyond is not None:
        builder.put(rows, beyond[0], -beyond[1])
    return rows


def _tables(problem: Problem) -> MarketTables:
    if problem.market is None:
        raise ValueError("nobody is covered")
    return problem.market
