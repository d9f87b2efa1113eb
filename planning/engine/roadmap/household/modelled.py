"""Which plan is the best in the optimiser's model of a household?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.policies import Untouched
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import heirs_rate_of, recorded, steps
from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.household.deductions import Deductible, deductible_of
from planning.engine.roadmap.household.limits import limits_of
from planning.engine.roadmap.household.market import market_of
from planning.engine.roadmap.household.problem import is_one_return, problem_of
from planning.engine.roadmap.household.state import state_of
from planning.engine.roadmap.model.choices import CENT, LOOK_BACK
from planning.engine.roadmap.plan import Plan
from planning.engine.roadmap.problem import Aim, Goal, Problem
from planning.engine.roadmap.solve.optimise import DEFAULT_NODES, Found, Stage, optimise
from planning.engine.roadmap.solve.shortfall import NoPlan

DEDUCTION_ROUNDS = 2
STOPS_WITHIN = 5.0  # dollars of a threshold


class Objective(StrEnum):
    """What a roadmap makes as good as it can be."""

    SPENDING = "spending"
    BEQUEST = "bequest"
    TAX = "tax"


@dataclass(frozen=True, slots=True, kw_only=True)
class Modelled:
    """The plan of the model, and what a state takes beside what the model weighs: (year)."""

    found: Found
    state_fixed: Dollars
    below: Dollars

    def repriced_within(self, walk: Projection) -> float:
        """Return the largest difference of a year between what was charged and what is due."""
        figures = walk.figures
        due = (figures.tax + figures.medicare_premiums - figures.aca_credit)[0]
        charged = self.found.priced.taxes.total + self.state_fixed
        return float(np.abs(charged - due).max())


def modelled(
    outlook: Outlook, objective: Objective, until: Stage, nodes: int = DEFAULT_NODES
) -> Modelled | None:
    """Return the model's plan; None where a household has no model or the model no plan."""
    stages: list[Modelled] = []
    with suppress(NoPlan):
        stages.extend(models_of(outlook, objective, until, nodes))
    return stages[-1] if stages else None


def models_of(
    outlook: Outlook,
    objective: Objective,
    until: Stage,
    nodes: int = DEFAULT_NODES,
    known: Plan | None = None,
) -> Iterator[Modelled]:
    """Yield the model's plan at every stage; nothing where there is no model.

    `known` is the plan of much the same household, to begin with.

    Raises: NoPlan where the model has none.
    """
    walked = list(steps(outlook, Untouched()))
    walk = recorded(outlook, Untouched().name, walked)
    if not is_one_return(walk):
        return
    share = state_of(outlook, walked)
    problem = problem_of(walk, _goal(outlook, objective), share)
    problem = replace(problem, **limits_of(walk, walked), market=market_of(walked, outlook.law))
    deductible = deductible_of(outlook, walked)
    if deductible is not None:
        problem = _deducting(problem, deductible, walk, known)
    for found in optimise(problem, until, nodes, known=known):
        below = _thresholds_stopped_at(problem, found)
        yield Modelled(found=found, state_fixed=share.fixed, below=below)


def _thresholds_stopped_at(problem: Problem, found: Found) -> Dollars:
    """Return the Medicare floor each year stops at, without end where it stops at none: (year)."""
    below, magi = np.full(problem.years, np.inf), found.priced.magi
    floors = problem.medicare.floors[:, LOOK_BACK:]
    seen = magi[: floors.shape[1]]
    stops = np.where((floors >= seen - CENT) & (floors - seen < STOPS_WITHIN), floors, np.inf)
    below[: floors.shape[1]] = stops.min(axis=0, initial=np.inf)
    return below


def _deducting(
    problem: Problem, deductible: Deductible, walk: Projection, known: Plan | None
) -> Problem:
    """Let the deductions be those of the incomes of a plan that counts on them."""
    incomes = walk.figures.magi[0]
    for _round in range(DEDUCTION_ROUNDS):
        federal = replace(problem.federal, deduction=deductible.at(incomes))
        problem = replace(problem, federal=federal)
        incomes = next(optimise(problem, Stage.FIRST_PLAN, known=known)).priced.magi
    return replace(problem, federal=replace(problem.federal, deduction=deductible.at(incomes)))


def _goal(outlook: Outlook, objective: Objective) -> Goal:
    part, floor = outlook.part_of(outlook.years[0]), outlook.plans.estate_floor
    return Goal(
        aim=Aim.SPENDING if objective is Objective.SPENDING else Aim.BEQUEST,
        spending=float(outlook.plans.spending.annual or 0) * part,
        estate_floor=float(floor or 0) if objective is Objective.SPENDING or floor else None,
        heirs_rate=heirs_rate_of(outlook),
    )
