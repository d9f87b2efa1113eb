"""What else could have been done in a year, and what would it have cost?

Each alternative is one path of a single walk: the year is done otherwise, its taxes are those of
the whole law, and the years after it are followed as planned. Since those could be planned anew,
a cost is the most that the alternative costs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.advice.followed import Followed, at_levels
from planning.engine.projection.walk import project
from planning.engine.roadmap.household.alternatives import Alternative, alternatives_of
from planning.engine.roadmap.household.instead import Instead
from planning.engine.roadmap.household.value import lost_by_path

YEARS = 6  # this one and the next five
MORE = 1.01  # the spending that tells what a dollar lost at the end is in a year's spending


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An alternative and what it costs, in the unit of the plan's value.

    `costs` is in dollars of the as-of day: of spending a year, of the estate, or of lifetime tax.
    Below zero it would have brought something by the whole law, which the optimiser's model did
    not see.
    """

    alternative: Alternative
    costs: float


def rejected_of(plan: Followed, years: int = YEARS) -> tuple[Rejected, ...]:
    """Return what else could have been done in the first years, in their order."""
    listed = list(alternatives_of(plan.outlook, plan.policy, years))
    if not listed:
        return ()
    levels = np.full(len(listed) + 2, plan.spending)
    levels[1] *= MORE
    changes = {path: [one.change] for path, one in enumerate(listed, start=2)}
    walk = project(at_levels(plan, levels), Instead(policy=plan.policy, changes=changes))
    costs = lost_by_path(walk, plan.objective, levels, plan.floor)[2:]
    return tuple(
        Rejected(alternative=one, costs=float(cost))
        for one, cost in zip(listed, costs, strict=True)
    )
