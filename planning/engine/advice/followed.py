"""What are the answers about a plan measured against: its policy, walked at its spending?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.policies import TaxableFirst
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import WithdrawalPolicy
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.roadmap import Roadmap
from planning.engine.roadmap.household.value import spending_at
from planning.engine.tax.arrays import Dollars, Flags, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A plan as it is followed. Units: dollars of the as-of day.

    `outlook` has one path and spends `spending` a year; `floor` is the estate it has to leave.
    """

    outlook: Outlook
    policy: WithdrawalPolicy
    objective: Objective
    spending: float
    floor: float


def followed(roadmap: Roadmap) -> Followed:
    """Return a roadmap as it is followed.

    Raises: ValueError for a roadmap whose best way was not walked, which there is none of.
    """
    walked = roadmap.best.walked
    if walked is None:
        raise ValueError(f"{roadmap.best.name} has no walk")
    outlook = spending_at(roadmap.outlook, np.array([walked.spending]))
    return Followed(
        outlook=outlook,
        policy=roadmap.best.policy,
        objective=roadmap.objective,
        spending=walked.spending,
        floor=_floor_of(roadmap),
    )


def _floor_of(roadmap: Roadmap) -> float:
    """Return the estate that must be left: with least tax sought, at least the usual way's."""
    floor = float(roadmap.outlook.plans.limits.estate_floor or 0)
    if roadmap.objective is not Objective.TAX:
        return floor
    usual = next(one for one in roadmap.baselines if one.name == TaxableFirst().name)
    if usual.walked is None:
        return floor
    return max(floor, float(usual.walked.projection.lifetime.estate_after_tax[0]))


def on_paths(outlook: Outlook, count: int, *, last_years: Whole | None = None) -> Outlook:
    """Return an outlook of one path on several; `last_years` (path, person) may differ on each.

    No path may outlast the outlook, since its years are resolved already.
    """
    lives = outlook.lives
    ends = np.repeat(lives.last_years, count, axis=0) if last_years is None else last_years
    return replace(
        outlook,
        lives=replace(lives, last_years=ends),
        prices=np.repeat(outlook.prices, count, axis=0),
    )


def at_levels(plan: Followed, levels: Dollars) -> Outlook:
    """Return the plan's outlook with another spending on every path."""
    wide = on_paths(plan.outlook, len(levels))
    parts = levels / plan.spending if plan.spending else np.ones_like(levels)
    return replace(wide, needs=replace(wide.needs, spending=wide.needs.spending * parts))


def lasts(walk: Projection) -> Flags:
    """Say on which paths no year falls short by a cent: (path)."""
    return np.asarray((walk.figures.shortfall < 0.005).all(axis=1))
