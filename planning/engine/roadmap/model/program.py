"""How does a household become one mixed-integer program?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.roadmap.arrays import DEFERRED, HSA, Dollars
from planning.engine.roadmap.model.accounts import add_account_rows
from planning.engine.roadmap.model.bounds import Bounds
from planning.engine.roadmap.model.choices import (
    Choices,
    add_benefit_rows,
    add_bonus_rows,
    add_gain_rows,
    add_medicare_rows,
    add_niit_rows,
)
from planning.engine.roadmap.model.columns import Columns, add_columns
from planning.engine.roadmap.model.income import add_income_rows, add_state_rows
from planning.engine.roadmap.model.lines import add_line_rows
from planning.engine.roadmap.model.market import add_market_rows
from planning.engine.roadmap.model.matrix import Builder, Matrix
from planning.engine.roadmap.problem import EARLY_PENALTY, GAIN_RATES, Aim, Problem


@dataclass(frozen=True, kw_only=True)
class Program:
    """A household as a mixed-integer program, and where its columns are."""

    columns: Columns
    choices: Choices
    matrix: Matrix


def build_program(problem: Problem, gain_share: Dollars, bounds: Bounds) -> Program:
    """Return the program of a household.

    `gain_share` (person, year) is the gain in a dollar of equity sold; `bounds` the largest incomes
    a plan may have. Programs of one household have the same columns and rows, whatever these are,
    so that a solver can go on from one to the next.
    """
    builder = Builder()
    columns = add_columns(builder, problem, bounds)
    add_account_rows(builder, problem, columns)
    add_income_rows(builder, problem, columns, gain_share)
    capped, flat = add_benefit_rows(builder, problem, columns, bounds)
    room_0, room_15 = add_gain_rows(builder, problem, columns, bounds)
    uncovered, beyond = add_market_rows(builder, problem, columns, bounds)
    choices = Choices(
        capped=capped,
        flat=flat,
        room_0=room_0,
        room_15=room_15,
        bonus_gone=add_bonus_rows(builder, problem, columns, bounds),
        by_gains=add_niit_rows(builder, problem, columns, bounds),
        tiers=add_medicare_rows(builder, problem, columns, bounds),
        full=add_state_rows(builder, problem, columns, bounds.magi),
        passed=add_line_rows(builder, problem, columns, bounds),
        uncovered=uncovered,
        beyond=beyond,
    )
    _cash(builder, problem, columns)
    _aim(builder, problem, columns)
    return Program(columns=columns, choices=choices, matrix=builder.matrix())


def _cash(builder: Builder, problem: Problem, columns: Columns) -> None:
    """Rows 9 and 20: what is spent, kept and charged is what comes in."""
    years = problem.years
    rows = builder.rows(years, lower=problem.fixed_cash, upper=problem.fixed_cash)
    is_early = np.arange(years) < problem.penalty_years[:, None]
    builder.put(rows, columns.basis, problem.spending_shape)
    builder.put(rows, columns.surplus)
    builder.put(rows, columns.gifts.cash, -1.0)
    builder.put(rows, columns.credit, -1.0)
    builder.put(rows, columns.brackets, problem.federal.rates)
    builder.put(rows, columns.gain_brackets, np.array(GAIN_RATES)[:, None])
    for charge in (columns.niit, columns.medicare, columns.state):
        builder.put(rows, charge)
    builder.put(rows, columns.withdrawal, -1.0)
    builder.put(rows, columns.withdrawal[:, DEFERRED], EARLY_PENALTY * is_early)


def _aim(builder: Builder, problem: Problem, columns: Columns) -> None:
    """Row 21: what is left, and what is wanted."""
    goal, end = problem.goal, problem.price_index[-1]
    kept = np.ones(4)
    kept[[DEFERRED, HSA]] -= goal.heirs_rate
    estate = builder.rows(lower=-problem.debt_at_end, upper=-problem.debt_at_end)
    builder.put(estate, columns.estate)
    builder.put(estate, columns.balance[:, :, -1], -kept)
    floor = -np.inf if goal.estate_floor is None else goal.estate_floor * end
    wanted = builder.rows(lower=floor)
    builder.put(wanted, columns.estate)
    builder.put(wanted, columns.gifts.estate)
    unit = 1.0
    if goal.aim is Aim.SPENDING:
        builder.aim(columns.basis)
    else:
        builder.aim(columns.estate, 1.0 / end)
        unit = 1.0 / end
    if columns.first_estate.size:
        to_others = (1.0 - problem.spouse_share) * kept
        builder.aim(columns.first_estate, goal.other_heirs_weight * unit * to_others)
