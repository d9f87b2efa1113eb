"""In which circumstances would this year's advice be another?

For each the optimiser plans anew, and its plan's first year is walked by the whole law. The nearest
that changes an action is found among those tried: between two of them nothing is looked at.

Not looked at: another state, a change of the law, other prices, income that comes and goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from planning.engine.advice.followed import Followed, on_paths
from planning.engine.advice.resolved import plans_for
from planning.engine.advice.returns import growth_at
from planning.engine.advice.worth import at_spendings
from planning.engine.projection.accounts import Shelter
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.walk import WithdrawalPolicy, steps
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.solve.optimise import Stage
from planning.engine.tax.arrays import Dollars

RETURNS = (-0.03, -0.02, -0.01, 0.01, 0.02, 0.03)
SPENDINGS = (0.8, 0.9, 1.1, 1.2)
DEATHS = (5, 10)  # years earlier
LEAST = 1_000.0  # dollars by which an action is another
KINDS: Mapping[str, tuple[Shelter, ...]] = {
    "taxable": (Shelter.CASH, Shelter.TAXABLE, Shelter.ANNUITY),
    "pretax": (Shelter.IRA, Shelter.PLAN),
    "roth": (Shelter.ROTH_IRA, Shelter.ROTH_PLAN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """What is otherwise: code and by how much. `person` is who dies earlier."""

    code: str  # as_planned, returns, spending, death
    number: float
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstYear:
    """What the first year does then. Units: dollars of that year."""

    circumstance: Circumstance
    converted: float
    withdrawn: Mapping[str, float]  # by kind
    changes: bool


def would_change(plan: Followed, until: Stage = Stage.FIRST_PLAN) -> tuple[FirstYear, ...]:
    """Return the first year as planned, and in every circumstance in which there is a plan.

    The plan as it is made anew without any change is what the others are compared with.
    """
    as_planned = Circumstance(code="as_planned", number=0.0)
    base = _first_year(plan, plan.outlook, as_planned, until, None)
    found = [base] if base is not None else []
    for circumstance, outlook in _circumstances(plan):
        one = _first_year(plan, outlook, circumstance, until, base)
        if one is not None and base is not None:
            found.append(one)
    return tuple(found)


def _circumstances(plan: Followed) -> Iterator[tuple[Circumstance, Outlook]]:
    outlook = plan.outlook
    for shift in RETURNS:
        growth = growth_at(outlook, np.array([shift]))
        yield Circumstance(code="returns", number=shift), replace(outlook, growth=growth)
    if plan.objective is not Objective.SPENDING:
        for part in SPENDINGS:
            levels = np.array([plan.spending * part])
            yield Circumstance(code="spending", number=part), at_spendings(outlook, levels)
    lives = outlook.lives
    for person, id_ in enumerate(lives.ids):
        others = np.delete(lives.last_years[0], person)
        for years in DEATHS:
            ends = lives.last_years.copy()
            ends[0, person] -= years
            is_last = not len(others) or lives.last_years[0, person] > others.max()
            if ends[0, person] > lives.first_year and not is_last:
                changed = on_paths(outlook, 1, last_years=ends)
                yield Circumstance(code="death", number=float(years), person=id_), changed


def _first_year(
    plan: Followed,
    outlook: Outlook,
    circumstance: Circumstance,
    until: Stage,
    base: FirstYear | None,
) -> FirstYear | None:
    policy = _planned(plan, outlook, until)
    if policy is None:
        return None
    year, settled, _closed = next(steps(outlook, policy))
    accounts, flows = year.outlook.accounts, settled.flows
    withdrawn = {
        kind: float(flows.withdrawals[0] @ accounts.of(*shelters))
        for kind, shelters in KINDS.items()
    }
    converted = float(flows.conversions[0].sum())
    changes = base is not None and (
        abs(converted - base.converted) >= LEAST
        or any(abs(withdrawn[kind] - base.withdrawn[kind]) >= LEAST for kind in KINDS)
    )
    return FirstYear(
        circumstance=circumstance, converted=converted, withdrawn=withdrawn, changes=changes
    )


def _planned(plan: Followed, outlook: Outlook, until: Stage) -> WithdrawalPolicy | None:
    """Return the optimiser's plan, followed as far as each year needs."""
    if plan.objective is Objective.SPENDING:
        made = plans_for(at_spendings(outlook, np.ones(1)), Objective.SPENDING, until)
    else:
        made = plans_for(_on_record(outlook), Objective.BEQUEST, until)
    return made[0] if made else None


def _on_record(outlook: Outlook) -> Outlook:
    first: Dollars = outlook.needs.spending.reshape(len(outlook.needs.spending), -1)[0]
    annual = Decimal(f"{float(first[0]):.2f}")
    spending = replace(outlook.plans.spending, annual=annual)
    return replace(outlook, plans=replace(outlook.plans, spending=spending))
