"""What is a way of withdrawing worth, by the whole law, to the cent?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import WithdrawalPolicy, project
from planning.engine.roadmap.arrays import Dollars, Flags
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.tax.arrays import positive

CENT = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A policy walked on one path, at the spending it affords or was given."""

    spending: float  # a year, in today's dollars, while all live
    projection: Projection


def at_spending(outlook: Outlook, policy: WithdrawalPolicy, spending: float) -> Walked:
    """Walk a policy at a given spending; `outlook` has one path."""
    return Walked(
        spending=spending, projection=project(spending_at(outlook, np.array([spending])), policy)
    )


def keeps_all(walk: Projection, estate_floor: float) -> Flags:
    """Say on which paths no year falls short and the estate is as large as asked: (path)."""
    is_paid = (walk.figures.shortfall < CENT).all(axis=1)
    return np.asarray(is_paid & (walk.lifetime.estate_after_tax >= estate_floor - CENT))


def left_over(walk: Projection, estate_floor: float) -> Dollars:
    """Return what is left beyond the estate asked for; below zero what lacks: (path)."""
    short = (walk.figures.shortfall / walk.outlook.prices).sum(axis=1)
    estate = walk.lifetime.estate_after_tax
    return np.asarray(np.where(short < CENT, estate, -short) - estate_floor)


def left_in_all(walk: Projection) -> Dollars:
    """Return what is left to heirs less what was short on the way, in today's dollars: (path)."""
    short = (walk.figures.shortfall / walk.outlook.prices).sum(axis=1)
    return np.asarray(walk.lifetime.estate_after_tax - short)


def lost_by_path(
    walk: Projection, objective: Objective, levels: Dollars, estate_floor: float
) -> Dollars:
    """Return by how much each path is worse than the first, in the unit of the objective: (path).

    `levels` are the paths' spendings. Of a spending sought, the second path spends more, which
    tells what a dollar at the end is in a year's spending. What is left never makes good for a year
    that falls short.
    """
    left = left_over(walk, 0.0)
    if objective is Objective.BEQUEST:
        return np.asarray(left[0] - left)
    if objective is Objective.TAX:
        tax = walk.lifetime.tax_present_value
        return np.asarray(tax - tax[0] + positive(min(estate_floor, left[0]) - left))
    more = levels[1] - levels[0]
    of_a_dollar = (left[0] - left[1]) / more if more else 0.0
    return np.asarray((left[0] - left) / max(of_a_dollar, 1.0))


def spending_at(outlook: Outlook, levels: Dollars) -> Outlook:
    """Return the outlook with another spending on every path."""
    needs = outlook.needs
    first = needs.spending[0]
    shape = needs.spending / first if first else np.ones_like(needs.spending)
    return replace(outlook, needs=replace(needs, spending=shape[:, None] * levels))
