"""What is a plan worth that is made anew for other circumstances?

The optimiser plans for each, and its plans are walked by the whole law at once, a path each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planning.engine.advice.followed import Followed
from planning.engine.advice.worth import at_spendings, spending_by_path
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.walk import WithdrawalPolicy, project
from planning.engine.roadmap.household.modelled import Objective, modelled
from planning.engine.roadmap.household.planned import Planned
from planning.engine.roadmap.household.together import together
from planning.engine.roadmap.household.value import left_in_all
from planning.engine.roadmap.solve.optimise import Stage
from planning.engine.tax.arrays import Dollars, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Anew:
    """The best way found for one path's circumstances; `value` in the unit of the plan's value."""

    policy: WithdrawalPolicy
    value: float


def planned_anew(
    plan: Followed, singles: Sequence[Outlook], wide: Outlook, until: Stage = Stage.FIRST_PLAN
) -> list[Anew]:
    """Return the best plan of each circumstance: the optimiser's, or the present one.

    `singles` are the circumstances, of one path each; `wide` has them as its paths, in their order.
    With the least tax sought, a value is what is left at the same spending.
    """
    policies: list[WithdrawalPolicy] = [plan.policy]
    which, case = [], []
    for position, single in enumerate(singles):
        made = _policies(plan, single, until)
        places = [0, *range(len(policies), len(policies) + len(made))]
        policies += made
        which += places
        case += [position] * len(places)
    each = together([policies[number] for number in which])
    values = _values(plan, on_cases(wide, np.array(case)), each)
    found = []
    for position in range(len(singles)):
        mine = [path for path, of in enumerate(case) if of == position]
        best = max(mine, key=lambda path: values[path])
        found.append(Anew(policy=policies[which[best]], value=float(values[best])))
    return found


def on_cases(outlook: Outlook, cases: Whole) -> Outlook:
    """Return an outlook whose paths are those of another: `cases` are their positions."""
    spending, growth, benefits = outlook.needs.spending, outlook.growth, outlook.benefits
    if spending.ndim > 1 and spending.shape[1] > 1:
        spending = spending[:, cases]
    chosen = getattr(benefits, "on_cases", None)
    return replace(
        outlook,
        lives=replace(outlook.lives, last_years=outlook.lives.last_years[cases]),
        prices=outlook.prices[cases],
        growth=growth[cases] if len(growth) > 1 else growth,
        needs=replace(outlook.needs, spending=spending),
        benefits=benefits if chosen is None else chosen(cases),
    )


def plans_for(outlook: Outlook, objective: Objective, until: Stage) -> list[WithdrawalPolicy]:
    """Return the ways to follow the optimiser's plan; none where it has no model or no plan."""
    model = modelled(outlook, objective, until)
    if model is None:
        return []
    return [Planned(plan=model.found.plan, takes_all=takes_all) for takes_all in (False, True)]


def _policies(plan: Followed, single: Outlook, until: Stage) -> list[WithdrawalPolicy]:
    if plan.objective is Objective.SPENDING:
        return plans_for(at_spendings(single, np.ones(1)), Objective.SPENDING, until)
    return plans_for(single, Objective.BEQUEST, until)


def _values(plan: Followed, outlook: Outlook, policy: WithdrawalPolicy) -> Dollars:
    if plan.objective is not Objective.SPENDING:
        return left_in_all(project(outlook, policy))
    return spending_by_path(outlook, policy, start=plan.spending, floor=plan.floor)
