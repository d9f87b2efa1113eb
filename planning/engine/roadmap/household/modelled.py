"""Which plan is the best in the optimiser's model of a household?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.policies import RmdOnly
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import heirs_rate_of, project
from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.household.problem import is_one_return, problem_of
from planning.engine.roadmap.household.state import state_of
from planning.engine.roadmap.problem import Aim, Goal
from planning.engine.roadmap.solve.optimise import DEFAULT_NODES, Found, Stage, optimise
from planning.engine.roadmap.solve.shortfall import NoPlan


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

    def repriced_within(self, walk: Projection) -> float:
        """Return the largest difference of a year between what was charged and what is due."""
        due = walk.figures.tax[0] + walk.figures.medicare_premiums[0]
        charged = self.found.priced.taxes.total + self.state_fixed
        return float(np.abs(charged - due).max())


def modelled(
    outlook: Outlook, objective: Objective, until: Stage, nodes: int = DEFAULT_NODES
) -> Modelled | None:
    """Return the model's plan; None where a household has no model or the model no plan."""
    stages = list(models_of(outlook, objective, until, nodes))
    return stages[-1] if stages else None


def models_of(
    outlook: Outlook, objective: Objective, until: Stage, nodes: int = DEFAULT_NODES
) -> Iterator[Modelled]:
    """Yield the model's plan at every stage; nothing where there is no model or no plan."""
    walk = project(outlook, RmdOnly())
    if not is_one_return(walk):
        return
    share = state_of(outlook)
    problem = problem_of(walk, _goal(outlook, objective), share)
    try:
        for found in optimise(problem, until, nodes):
            yield Modelled(found=found, state_fixed=share.fixed)
    except NoPlan:
        return


def _goal(outlook: Outlook, objective: Objective) -> Goal:
    limits, part = outlook.plans.limits, outlook.part_of(outlook.years[0])
    floor = None if limits.estate_floor is None else float(limits.estate_floor)
    return Goal(
        aim=Aim.SPENDING if objective is Objective.SPENDING else Aim.BEQUEST,
        spending=float(outlook.plans.spending.annual or 0) * part,
        estate_floor=(floor or 0.0) if objective is Objective.SPENDING else floor,
        heirs_rate=heirs_rate_of(outlook),
    )
