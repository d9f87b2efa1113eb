"""Rows 1 to 8, 18 and 22: what happens in the accounts of a household."""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import DEFERRED, HSA, ROTH, TAXABLE, Dollars
from planning.engine.roadmap.model.columns import Columns
from planning.engine.roadmap.model.matrix import Builder
from planning.engine.roadmap.problem import CONVERSION_YEARS, Problem

PAST_GROWTH = 1.10  # assumed of Roth accounts in the years before the plan


def add_account_rows(builder: Builder, problem: Problem, columns: Columns) -> None:
    """Add the rows of accounts: carry-over, limits, required and early withdrawals, Roth rules."""
    _carry_over(builder, problem, columns)
    _limits(builder, problem, columns)
    if problem.holds_conversions:
        _roth_holding(builder, problem, columns)
    _early_roth(builder, problem, columns)
    _health_savings(builder, problem, columns)
    _taxable_floor(builder, problem, columns)


def _carry_over(builder: Builder, problem: Problem, columns: Columns) -> None:
    """Row 2. What the first to die leaves goes through columns of its own."""
    gone = problem.first_to_die
    people, years = len(problem.people), problem.years
    growth = 1.0 + problem.returns
    grown = problem.contributions * (1.0 + problem.returns / 2)
    grown[:, DEFERRED] -= growth[:, DEFERRED] * problem.qcd
    rows = builder.rows(people, 4, years, lower=grown, upper=grown)
    closing = columns.balance[:, :, 1:].copy()
    if gone is not None:
        death = problem.horizons[gone] - 1
        closing[gone, :, death] = columns.first_estate
        builder.put(rows[1 - gone, :, death], columns.first_estate, -problem.spouse_share)
    builder.put(rows, closing)
    builder.put(rows, columns.balance[:, :, :-1], -growth)
    builder.put(rows, columns.withdrawal, growth)
    builder.put(rows[:, DEFERRED], columns.conversion, growth[:, DEFERRED])
    builder.put(rows[:, DEFERRED], columns.gifts.charity, -growth[:, DEFERRED])
    builder.put(rows[:, ROTH], columns.conversion, -growth[:, ROTH])
    builder.put(rows[:, TAXABLE], columns.surplus, -growth[:, TAXABLE] * problem.surplus_share)


def _limits(builder: Builder, problem: Problem, columns: Columns) -> None:
    """Rows 3 to 5: nobody takes more than there is, nor less than the law requires."""
    people, years = len(problem.people), problem.years
    least = np.zeros((people, 4, years))
    least[:, DEFERRED] = problem.qcd
    if problem.kept is not None:
        least += problem.kept
    rows = builder.rows(people, 4, years, lower=least)
    builder.put(rows, columns.balance[:, :, :-1])
    builder.put(rows, columns.withdrawal, -1.0)
    builder.put(rows[:, DEFERRED], columns.conversion, -1.0)
    builder.put(rows[:, DEFERRED], columns.gifts.charity)
    if problem.cash_kept is not None:
        cash = builder.rows(years, lower=problem.cash_kept)
        builder.put(cash, columns.balance[:, TAXABLE, :-1])
        builder.put(cash, columns.withdrawal[:, TAXABLE], -1.0)
    if problem.conversions_together is not None:
        together = builder.rows(years, upper=problem.conversions_together)
        builder.put(together, columns.conversion)
    required = builder.rows(people, years, lower=-problem.qcd)
    builder.put(required, columns.withdrawal[:, DEFERRED])
    builder.put(required, columns.balance[:, DEFERRED, :-1], -problem.rmd_fraction)


def roth_growth(problem: Problem, lag: int) -> Dollars:
    """Return what a dollar of `lag` years ago has become in a Roth account: (person, year)."""
    people, years = len(problem.people), problem.years
    before = np.full((people, lag), PAST_GROWTH)
    known = np.concatenate([before, 1.0 + problem.returns[:, ROTH]], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(known, lag, axis=1)[:, :years]
    return np.asarray(windows.prod(axis=2))


def roth_locked(problem: Problem) -> Dollars:
    """Return what the years before and contributions keep in Roth accounts: (person, year).

    A contribution's own dollars are free; its growth of the last five years, counted in whole
    years, is not, nor is a conversion of the last four.
    """
    people, years = len(problem.people), problem.years
    locked = np.zeros((people, years))
    for lag in range(1, CONVERSION_YEARS + 1):
        growth = roth_growth(problem, lag)
        contributed = _lagged(problem.past_contributions, problem.contributions[:, ROTH], lag)
        locked += (growth - 1.0) * contributed
        if lag < CONVERSION_YEARS:
            none = np.zeros((people, years))
            locked += growth * _lagged(problem.past_conversions, none, lag)
    return np.where(problem.alive, locked, 0.0)


def _lagged(past: Dollars, series: Dollars, lag: int) -> Dollars:
    """Return a series of `lag` years ago, with the years before the plan."""
    years = series.shape[1]
    start = past.shape[1] - lag
    return np.concatenate([past, series], axis=1)[:, start : start + years]


def _roth_holding(builder: Builder, problem: Problem, columns: Columns) -> None:
    """Row 6."""
    people, years = len(problem.people), problem.years
    rows = builder.rows(people, years, lower=roth_locked(problem))
    builder.put(rows, columns.balance[:, ROTH, :-1])
    builder.put(rows, columns.withdrawal[:, ROTH], -1.0)
    builder.put(rows, columns.gifts.conversions)
    for lag in range(1, min(CONVERSION_YEARS, years)):
        held = problem.alive * roth_growth(problem, lag)
        builder.put(rows[:, lag:], columns.conversion[:, :-lag], -held[:, lag:])


def _early_roth(builder: Builder, problem: Problem, columns: Columns) -> None:
    """Row 7, its second half: before 59 1/2 only what was paid in or converted long ago is free."""
    paid_in = problem.contributions[:, ROTH]
    for person, early in enumerate(np.minimum(problem.penalty_years, problem.horizons)):
        before = np.tri(early, early, -1)
        free = problem.opening[person, ROTH] + before @ paid_in[person, :early]
        rows = builder.rows(int(early), upper=free)
        taken = columns.withdrawal[person, ROTH, :early]
        builder.put(rows[:, None], taken[None, :], np.tri(early))
        freed = np.tri(early, early, -CONVERSION_YEARS)
        builder.put(rows[:, None], columns.conversion[person, None, :early], -freed)


def _health_savings(builder: Builder, problem: Problem, columns: Columns) -> None:
    """Row 18: health savings pay for Medicare and other medical costs, and for nothing else."""
    rows = builder.rows(problem.years, upper=problem.other_medical)
    builder.put(rows, columns.withdrawal[:, HSA])
    builder.put(rows, columns.medicare, -1.0)


def _taxable_floor(builder: Builder, problem: Problem, columns: Columns) -> None:
    """Row 22."""
    person, year = np.nonzero(problem.taxable_floor)
    rows = builder.rows(len(person), lower=problem.taxable_floor[person, year])
    builder.put(rows, columns.balance[person, TAXABLE, year])
    builder.put(rows, columns.gifts.floor[person, year])
