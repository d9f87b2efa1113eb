"""How much estate does each level of spending leave, and where does the plan stand?

For every level the optimiser plans the largest estate; its plans and the present one are walked by
the whole law, and the best walk of a level is its point. More spending never leaves more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from planning.engine.advice.followed import Followed, lasts, on_paths
from planning.engine.advice.resolved import plans_for
from planning.engine.advice.worth import at_spendings, spending_by_path
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.walk import WithdrawalPolicy
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.together import walk_all
from planning.engine.roadmap.household.value import left_in_all
from planning.engine.roadmap.solve.optimise import Stage
from planning.engine.tax.arrays import Dollars, Flags

POINTS = 9
LOWEST = 0.6  # of the highest spending


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A spending a year and the estate it leaves, after the heirs' tax. Units: today's dollars."""

    spending: float
    estate: float
    is_chosen: bool
    is_paid: bool  # every year's spending is; where not, the estate is what lacks


def frontier(
    plan: Followed, points: int = POINTS, until: Stage = Stage.FIRST_PLAN
) -> tuple[Point, ...]:
    """Return spending against estate, the plan's own point among them, lowest spending first."""
    most = float(
        spending_by_path(plan.outlook, plan.policy, start=max(plan.spending, 1.0), floor=0.0)[0]
    )
    highest = max(most, plan.spending)
    even = np.linspace(LOWEST * highest, highest, points)
    nearest = int(np.abs(even - plan.spending).argmin())
    even[nearest] = plan.spending  # the plan stands on the line, not beside it
    levels = np.unique(even)
    trials: list[tuple[WithdrawalPolicy, float]] = []
    for level in map(float, levels):
        made = plans_for(_spending(plan.outlook, level), Objective.BEQUEST, until)
        trials += [(policy, level) for policy in (plan.policy, *made)]
    flat = at_spendings(plan.outlook, np.ones(1))
    flat = replace(flat, needs=replace(flat.needs, spending=flat.needs.spending[:, 0]))
    walk = walk_all(flat, trials)
    at, left, paid = np.array([level for _policy, level in trials]), left_in_all(walk), lasts(walk)
    found = [_best(left[at == level], paid[at == level]) for level in levels]
    # Whoever spends less can leave what a higher spending leaves.
    estates = np.maximum.accumulate([estate for estate, _is_paid in found][::-1])[::-1]
    return tuple(
        Point(
            spending=float(level),
            estate=float(estate),
            is_chosen=float(level) == plan.spending,
            is_paid=is_paid,
        )
        for level, estate, (_own, is_paid) in zip(levels, estates, found, strict=True)
    )


def _best(left: Dollars, paid: Flags) -> tuple[float, bool]:
    """Return the largest estate of those that pay for every year, or else the least that lacks."""
    return (float(left[paid].max()), True) if paid.any() else (float(left.max()), False)


def _spending(outlook: Outlook, level: float) -> Outlook:
    """Return the outlook as if that spending were on record: the optimiser reads it there."""
    spending = replace(outlook.plans.spending, annual=Decimal(f"{level:.2f}"))
    wide = at_spendings(on_paths(outlook, 1), np.array([level]))
    return replace(wide, plans=replace(outlook.plans, spending=spending))
