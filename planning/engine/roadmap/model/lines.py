"""Row 23: which lines does income stay below, where what is required alone does?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planning.engine.roadmap.arrays import DEFERRED, TAXABLE, Dollars, Whole
from planning.engine.roadmap.model.bounds import Bounds
from planning.engine.roadmap.model.columns import Columns
from planning.engine.roadmap.model.matrix import Builder
from planning.engine.roadmap.problem import Income, Line, Problem

Terms = Iterator[tuple[Whole, Dollars]]


def add_line_rows(
    builder: Builder, problem: Problem, columns: Columns, bounds: Bounds
) -> tuple[Whole, ...]:
    """Add the rows of every line; return which of its steps each year passes: (step, year) each."""
    return tuple(
        _add(builder, problem, columns, bounds, line, given)
        for line, given in zip(problem.lines, columns.gifts.lines, strict=True)
    )


def _add(
    builder: Builder, problem: Problem, columns: Columns, bounds: Bounds, line: Line, given: Whole
) -> Whole:
    known, most = _known(problem, line), bounds.magi + problem.benefits
    tops = np.minimum(line.tops, most)
    nexts = np.concatenate([tops[1:], most[None]])
    may = line.may_pass & (line.tops < most)
    is_passed = may & (_least(problem, bounds, line) > tops)
    passed = builder.choices(*tops.shape, open_to=may & ~is_passed, fixed_at=is_passed)
    below = builder.rows(problem.years, upper=tops[0] - known)
    for column, worth in _measured(columns, line):
        builder.put(below, column, worth)
    builder.put(below, passed, -np.maximum(nexts - tops, 0.0))
    builder.put(below, given, -1.0)
    if len(tops) > 1:
        ordered = builder.rows(len(tops) - 1, problem.years, lower=0.0, counts=True)
        builder.put(ordered, passed[:-1])
        builder.put(ordered, passed[1:], -1.0)
    # A step is passed only where what is required alone does.
    fixed = problem.fixed_ordinary_income + known
    if line.income is not Income.ORDINARY:
        fixed = fixed + problem.asset_gain
    deducted = problem.federal.deduction + bounds.most_bonus + np.maximum(-fixed, 0.0)
    needed = builder.rows(*tops.shape, lower=-fixed - deducted)
    for column, worth in _required(problem, columns, line):
        builder.put(needed, np.atleast_2d(column)[:, None], np.atleast_2d(worth)[:, None])
    builder.put(needed, passed, -(tops + deducted))
    return passed


def _least(problem: Problem, bounds: Bounds, line: Line) -> Dollars:
    """Return what the measured income is at least: (year)."""
    if line.income is Income.ORDINARY:
        return bounds.least_income - problem.federal.deduction - bounds.most_bonus
    return bounds.least_magi


def _known(problem: Problem, line: Line) -> Dollars:
    """Return what is in the measured income beside its columns: (year)."""
    return problem.benefits if line.income is Income.COVERAGE else np.zeros(problem.years)


def _measured(columns: Columns, line: Line) -> Terms:
    one = np.ones(())
    if line.income is Income.ORDINARY:
        yield columns.brackets, one
        return
    yield columns.magi, one
    if line.income is Income.COVERAGE:
        yield columns.taxed_benefits, -one


def _required(problem: Problem, columns: Columns, line: Line) -> Terms:
    """Yield the columns of income that nobody chooses, beside what is fixed."""
    one = np.ones(())
    yield columns.balance[:, DEFERRED, :-1], problem.rmd_fraction
    yield columns.yields, one
    if line.income is not Income.COVERAGE:
        yield columns.taxed_benefits, one
    if line.income is Income.ORDINARY:
        yield columns.deduction_used, -one
        return
    dividends = problem.dividend_yield * problem.equity_share
    yield columns.balance[:, TAXABLE, :-1], dividends
    yield columns.withdrawal[:, TAXABLE], -dividends
    yield columns.surplus, dividends * problem.surplus_share
