"""Rows 10, 11, 15 and 19: what is income, and which steps of a schedule it fills."""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import DEFERRED, TAXABLE, Dollars, Flags, Whole
from planning.engine.roadmap.model.columns import Columns
from planning.engine.roadmap.model.matrix import Builder
from planning.engine.roadmap.problem import Problem


def add_income_rows(
    builder: Builder, problem: Problem, columns: Columns, gain_share: Dollars
) -> None:
    """Add the rows of ordinary income, gains and their sum.

    `gain_share` (person, year) is the gain in a dollar of equity sold.
    """
    years, equity = problem.years, problem.equity_share
    paid_in = problem.contributions[:, TAXABLE] / 2

    earned = (problem.ordinary_yield * paid_in).sum(axis=0)
    yields = builder.rows(years, lower=earned, upper=earned)
    builder.put(yields, columns.yields)
    _put_invested(builder, problem, columns, yields, -problem.ordinary_yield)

    fixed = problem.fixed_ordinary_income
    income = builder.rows(years, lower=fixed, upper=fixed)
    builder.put(income, columns.income)
    builder.put(income, columns.yields, -1.0)
    builder.put(income, columns.taxed_benefits, -1.0)
    builder.put(income, columns.withdrawal[:, DEFERRED], -1.0)
    builder.put(income, columns.conversion, -1.0)

    for total, parts in (
        (columns.income, columns.side_income),
        (columns.gains, columns.side_gains),
    ):
        split = builder.rows(years, lower=0.0, upper=0.0)
        builder.put(split, total, -1.0)
        builder.put(split, parts)
    filled = builder.rows(2, years, lower=0.0, upper=0.0)
    builder.put(filled, columns.side_income, -1.0)
    builder.put(filled, columns.deduction_used)
    builder.put(filled[:, None], columns.brackets)
    deducted = builder.rows(2, years, upper=problem.federal.deduction)
    builder.put(deducted, columns.deduction_used)
    builder.put(deducted, columns.bonus, -1.0)

    dividends = problem.dividend_yield * equity
    known = problem.asset_gain + (dividends * paid_in).sum(axis=0)
    gains = builder.rows(years, lower=known, upper=known)
    builder.put(gains, columns.gains)
    _put_invested(builder, problem, columns, gains, -dividends)
    builder.put(gains, columns.withdrawal[:, TAXABLE], -equity * gain_share)
    stacked = builder.rows(years, lower=0.0, upper=0.0)
    builder.put(stacked, columns.gain_brackets)
    builder.put(stacked, columns.gains, -1.0)

    magi = builder.rows(years, lower=0.0, upper=0.0)
    builder.put(magi, columns.magi)
    builder.put(magi, columns.income, -1.0)
    builder.put(magi, columns.gains, -1.0)


def add_state_rows(
    builder: Builder, problem: Problem, columns: Columns, most_income: Dollars
) -> Whole:
    """Add the rows of the state's tax; return the choices of schedules that do not only rise.

    Where the next rate is lower, the bracket before has to be full first: one choice each.
    """
    state, years = problem.state, problem.years
    if state is None:
        return builder.choices(0, years, open_to=False)
    base = builder.rows(years, lower=-state.deduction - state.exempt_pension)
    builder.put(base, columns.state_brackets)
    builder.put(base, columns.magi, -1.0)
    builder.put(base, columns.taxed_benefits, np.where(state.taxes_benefits, 0.0, 1.0))
    builder.put(base, columns.conversion, np.where(state.exempts_conversions, 1.0, 0.0))
    builder.put(base, columns.exempt)
    counted = problem.pensions * state.counts_pension
    exempt = builder.rows(*counted.shape, upper=counted)
    builder.put(exempt, columns.exempt)
    builder.put(exempt, columns.withdrawal[:, DEFERRED], -1.0)
    builder.put(exempt, columns.conversion, np.where(state.counts_conversions, -1.0, 0.0))
    tax = builder.rows(years, lower=-state.personal_credit)
    builder.put(tax, columns.state)
    builder.put(tax, columns.state_brackets, -state.rates)
    falls: Flags = np.diff(state.rates, axis=0) < 0
    full = builder.choices(*falls.shape, open_to=falls, fixed_at=1.0)
    for k in np.flatnonzero(falls.any(axis=1)):
        at = np.flatnonzero(falls[k])
        filled = builder.rows(at.size, lower=0.0)
        builder.put(filled, columns.state_brackets[k, at])
        builder.put(filled, full[k, at], -state.widths[k, at])
        above = builder.rows(at.size, upper=0.0)
        builder.put(above, columns.state_brackets[k + 1 :, at])
        builder.put(above, full[k, at], -most_income[at])
    return full


def _put_invested(
    builder: Builder, problem: Problem, columns: Columns, rows: Whole, worth: Dollars
) -> None:
    """Put what a dollar that stays in a taxable account is worth into rows a year."""
    builder.put(rows, columns.balance[:, TAXABLE, :-1], worth)
    builder.put(rows, columns.withdrawal[:, TAXABLE], -worth)
    builder.put(rows, columns.surplus, worth * problem.surplus_share)
