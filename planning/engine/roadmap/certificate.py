"""Does a plan keep every row of the model?

Like `pricing`, written apart from the optimiser: a plan is walked through its years and each row
asked by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planning.engine.roadmap.arrays import DEFERRED, HSA, ROTH, TAXABLE, Dollars
from planning.engine.roadmap.plan import Plan
from planning.engine.roadmap.pricing import Priced, line_income
from planning.engine.roadmap.problem import CONVERSION_YEARS, Aim, Income, Line, Problem

ROTH_GROWTH_BEFORE = 1.10


def broken_rows(
    problem: Problem, plan: Plan, priced: Priced, *, within: float = 1.0
) -> dict[str, float]:
    """Return the rows a plan does not keep, each with its largest excess.

    Rows: as numbered in docs/algorithms/roadmap.md. Rows 1, 2, 10, 11 and 13 to 19 are how a plan
    is priced; what it was charged for them is row 20.
    Units: dollars a year; what is at most `within` is kept.
    """
    worst: dict[str, float] = {}
    for row, excess in _excesses(problem, plan, priced):
        worst[row] = max(worst.get(row, 0.0), float(np.max(excess, initial=0.0)))
    return {row: excess for row, excess in worst.items() if excess > within}


def _excesses(problem: Problem, plan: Plan, priced: Priced) -> Iterator[tuple[str, Dollars]]:
    """Yield by how much each row is exceeded."""
    held, taken, converted = priced.balances[:, :, :-1], plan.withdrawal, plan.conversion
    dead = ~problem.alive
    for decided in (taken, converted, plan.deposit, plan.spending):
        yield "0 nothing is negative", -decided
    used = taken.copy()
    used[:, DEFERRED] += converted + problem.qcd
    yield "3 limits", used - held + (0.0 if problem.kept is None else problem.kept)
    yield "3 limits", np.where(dead[:, None], np.abs(taken), 0.0)
    yield "3 limits", np.where(dead, converted + plan.deposit, 0.0)
    required = problem.rmd_fraction * held[:, DEFERRED] - problem.qcd
    yield "4 required distributions", required - taken[:, DEFERRED]
    yield "5 conversions", converted - problem.conversion_cap
    if problem.cash_kept is not None:
        yield "3 limits", problem.cash_kept - (held - taken)[:, TAXABLE].sum(axis=0)
    if problem.conversions_together is not None:
        yield "5 conversions", plan.conversion.sum(axis=0) - problem.conversions_together
    if problem.least_withdrawal is not None:
        yield "3 limits", problem.least_withdrawal - taken
    if problem.holds_conversions:
        free = held[:, ROTH] - taken[:, ROTH]
        yield "6 Roth holding", np.where(dead, 0.0, _roth_held(problem, plan) - free)
    yield "7 early Roth withdrawals", _early_excess(problem, plan)
    surplus = plan.deposit.sum(axis=0)
    yield "8 surplus", np.abs(plan.deposit - surplus * problem.surplus_share)
    profile = plan.spending[0] * problem.spending_shape / problem.spending_shape[0]
    yield "9 spending profile", np.abs(plan.spending - profile)
    medical = priced.taxes.medicare + problem.other_medical
    yield "18 health savings", taken[:, HSA].sum(axis=0) - medical
    yield "20 cash", np.abs(priced.charged - priced.taxes.total)
    goal = problem.goal
    if goal.estate_floor is not None:
        floor = goal.estate_floor * problem.price_index[-1]
        yield "21 estate floor", np.array([floor - priced.estate])
    if goal.aim is Aim.BEQUEST:
        yield "21 given spending", np.abs(plan.spending[:1] - goal.spending)
    yield "22 taxable floor", problem.taxable_floor - priced.balances[:, TAXABLE]
    for line in problem.lines:
        yield f"23 line of {line.income}", _above_line(problem, plan, priced, line)


def _above_line(problem: Problem, plan: Plan, priced: Priced, line: Line) -> Dollars:
    """Return by how much income is above the lowest line that what is required alone keeps."""
    shown = line_income(problem, priced, line.income)
    required = problem.rmd_fraction * priced.balances[:, DEFERRED, :-1] - problem.qcd
    chosen = (plan.withdrawal[:, DEFERRED] - np.maximum(required, 0.0) + plan.conversion).sum(
        axis=0
    )
    if line.income is not Income.ORDINARY:
        equity = problem.equity_share * priced.gain_share
        chosen = chosen + (equity * plan.withdrawal[:, TAXABLE]).sum(axis=0)
    alone = shown - chosen
    allowed = np.where(line.tops >= alone - 1.0, line.tops, np.inf).min(axis=0)
    return np.asarray(shown - allowed)


def _roth_held(problem: Problem, plan: Plan) -> Dollars:
    """Return what a Roth account has to hold at the start of each year: (person, year)."""
    people, years = len(problem.people), problem.years
    held = np.zeros((people, years))
    paid_in = np.concatenate([problem.past_contributions, problem.contributions[:, ROTH]], axis=1)
    converted = np.concatenate([problem.past_conversions, plan.conversion], axis=1)
    past = problem.past_conversions.shape[1]
    for n in range(years):
        growth = np.ones(people)
        for lag in range(1, CONVERSION_YEARS + 1):
            before = n - lag
            growth = growth * (
                1.0 + problem.returns[:, ROTH, before] if before >= 0 else ROTH_GROWTH_BEFORE
            )
            held[:, n] += (growth - 1.0) * paid_in[:, past + before]
            if lag < CONVERSION_YEARS:
                held[:, n] += growth * converted[:, past + before]
    return held


def _early_excess(problem: Problem, plan: Plan) -> Dollars:
    """Return what is taken of Roth accounts before 59 1/2 beyond what is free: (person, year)."""
    excess = np.zeros((len(problem.people), problem.years))
    for person, early in enumerate(problem.penalty_years):
        for n in range(min(int(early), int(problem.horizons[person]))):
            free = problem.opening[person, ROTH]
            free += problem.contributions[person, ROTH, :n].sum()
            free += plan.conversion[person, : max(n + 1 - CONVERSION_YEARS, 0)].sum()
            excess[person, n] = plan.withdrawal[person, ROTH, : n + 1].sum() - free
    return excess
