"""How large can the incomes of each year be?

Rows that choose between two cases are as strong as the bounds of the income in them. The first
bounds follow from what is owned alone; `solve.tighten` replaces them by what a plan that is worth
looking at can have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.roadmap.arrays import DEFERRED, TAXABLE, Dollars
from planning.engine.roadmap.problem import SENIOR_BONUS, Problem


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What each year's incomes are at most, and some of them at least.

    Shapes: all (year). Units: nominal dollars.
    """

    income: Dollars
    least_income: Dollars
    gains: Dollars
    magi: Dollars
    least_magi: Dollars
    most_bonus: Dollars


def first_bounds(problem: Problem) -> Bounds:
    """Return bounds that every plan keeps, from balances that grow untouched.

    All that is owned or comes in is followed as if it were in the account that yields the most.
    """
    years = problem.years
    growth = 1.0 + np.maximum(problem.returns, 0.0).max(axis=(0, 1))
    inflow = np.maximum(problem.fixed_cash + problem.payroll_tax + problem.debt_payments, 0.0)
    paid_in = problem.contributions.sum(axis=0)
    deferred, owned = np.zeros(years), np.zeros(years)
    deferred_now, owned_now = problem.opening[:, DEFERRED].sum(), problem.opening.sum()
    for n in range(years):
        deferred[n], owned[n] = deferred_now, owned_now + inflow[n]
        deferred_now = growth[n] * (deferred_now + paid_in[DEFERRED, n])
        owned_now = growth[n] * (owned[n] + paid_in[:, n].sum())
    invested = owned + paid_in[TAXABLE] / 2
    yields = problem.ordinary_yield.max(axis=0) * invested
    benefits = problem.benefits * (problem.federal.fixed_benefit_share or 0.85)
    benefits_at_least = problem.benefits * (problem.federal.fixed_benefit_share or 0.0)
    income = problem.fixed_ordinary_income + deferred + yields + benefits
    share = 1.0 if problem.opening_basis is not None else problem.gain_fraction
    equity = problem.equity_share.max(axis=0) * invested
    gains = problem.asset_gain + equity * (problem.dividend_yield + share)
    known = problem.fixed_ordinary_income + benefits_at_least
    return Bounds(
        income=income,
        least_income=known,
        gains=gains,
        magi=income + gains,
        least_magi=known + problem.asset_gain,
        most_bonus=SENIOR_BONUS * problem.federal.bonus_people,
    )
