"""How large can the incomes of a plan be that is better than the best known?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planning.engine.roadmap.arrays import Dollars, Whole
from planning.engine.roadmap.model.bounds import Bounds
from planning.engine.roadmap.model.columns import Columns
from planning.engine.roadmap.problem import Problem
from planning.engine.roadmap.solve.desk import Desk
from planning.engine.roadmap.solve.live import Solution
from planning.engine.roadmap.solve.search import WORTH_IT

ROUNDS = 3
COSTS = 1e-7  # dollars of value a dollar, below which a cost is noise


def tighten(desk: Desk) -> None:
    """Bound incomes by what a plan better than the best can have.

    The relaxed program says what a dollar in a bracket costs: no better plan has more dollars there
    than the distance to the bound pays for.
    """
    for _round in range(ROUNDS):
        relaxed = desk.relaxed()
        if relaxed is None:
            return
        room = max(relaxed.value - desk.search.best.value, 0.0) + WORTH_IT
        columns = desk.program.columns
        desk.rebuild(bounds=_tightened(desk.problem, columns, desk.bounds, relaxed, room))


def _tightened(
    problem: Problem, columns: Columns, bounds: Bounds, relaxed: Solution, room: float
) -> Bounds:
    """Return bounds that every plan keeps whose value is less than `room` below the relaxed one.

    A column that stands at zero and costs something a dollar is at most the room over that cost.
    """
    tops = problem.federal.tops
    widths = np.concatenate(
        [np.diff(tops, axis=0, prepend=0.0), np.full((1, problem.years), np.inf)]
    )
    on_sides = _most(columns.brackets, relaxed, room).sum(axis=0)
    filled = np.minimum(on_sides, widths).sum(axis=0)
    income = np.minimum(bounds.income, problem.federal.deduction + bounds.most_bonus + filled)
    gains = np.minimum(bounds.gains, _most(columns.gain_brackets, relaxed, room).sum(axis=0))
    return replace(
        bounds,
        income=np.maximum(income, bounds.least_income),
        gains=gains,
        magi=np.maximum(np.minimum(bounds.magi, income + gains), bounds.least_magi),
    )


def _most(columns: Whole, relaxed: Solution, room: float) -> Dollars:
    at, cost = relaxed.columns[columns], -relaxed.reduced[columns]
    paid_for = np.full(cost.shape, np.inf)
    np.divide(room, cost, out=paid_for, where=(cost > COSTS) & (at <= 0.0))
    return paid_for
