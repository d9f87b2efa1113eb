"""On which side of every threshold does a priced plan stand?"""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.model.choices import CENT, LOOK_BACK, BenefitKinks
from planning.engine.roadmap.model.columns import Columns
from planning.engine.roadmap.model.program import Program
from planning.engine.roadmap.pricing import Priced, line_income
from planning.engine.roadmap.problem import BONUS_PHASE_OUT, SENIOR_BONUS, Income, Problem


def sides_of(problem: Problem, program: Program, priced: Priced, solution: Dollars) -> Dollars:
    """Return every choice as the law makes it for a plan: a column array, meant at choices only.

    `solution` are the columns of the program the plan came from; only how the brackets of a state
    are filled is read from them.
    """
    federal, choices = problem.federal, program.choices
    made = np.zeros(len(program.matrix.cost))
    kinks = BenefitKinks.of(problem)
    provisional = priced.magi - priced.taxed_benefits + problem.benefits / 2
    made[choices.capped] = provisional >= kinks.cap
    made[choices.flat] = (provisional > kinks.half) & (provisional < kinks.cap) & kinks.has_flat
    made[choices.room_0] = priced.ordinary_income < federal.gains_15_from + priced.deduction
    made[choices.room_15] = priced.ordinary_income < federal.gains_20_from + priced.deduction
    end = federal.bonus_threshold + SENIOR_BONUS / BONUS_PHASE_OUT
    made[choices.bonus_gone] = priced.magi > end
    made[choices.by_gains] = priced.investment_income < priced.magi - federal.niit_threshold
    looked_at = priced.magi[: choices.tiers.shape[1]]
    # An income on its floor to the last digit is below it.
    made[choices.tiers] = looked_at > problem.medicare.floors[:, LOOK_BACK:] - CENT / 2
    for line, passed in zip(problem.lines, choices.passed, strict=True):
        made[passed] = line_income(problem, priced, line.income) > line.tops + CENT / 2
    if problem.market is not None:
        made[choices.uncovered] = priced.taxes.credit <= 0.0
        income = line_income(problem, priced, Income.COVERAGE)
        made[choices.beyond] = income > problem.market.incomes[-1]
    made[choices.full] = _full(problem, program.columns, solution)
    return made


def _full(problem: Problem, columns: Columns, solution: Dollars) -> Dollars:
    """Return which brackets of the state have income above them: (bracket, year)."""
    if problem.state is None:
        return np.zeros((0, problem.years))
    tops = np.cumsum(problem.state.widths, axis=0)
    return np.asarray(solution[columns.state_brackets].sum(axis=0) > tops, dtype=float)
