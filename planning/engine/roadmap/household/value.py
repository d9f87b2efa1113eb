"""What is a way of withdrawing worth, by the whole law, to the cent?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import WithdrawalPolicy, project
from planning.engine.roadmap.arrays import Dollars, Flags

CENT = 0.005
ROUNDS = 40  # each narrows the range as many times as there are paths


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


def most_spending(
    outlook: Outlook,
    wide: Outlook,
    policy: WithdrawalPolicy,
    *,
    estate_floor: float,
    near: tuple[float, float],
    within: float,
) -> Walked | None:
    """Return a policy at the highest spending no year falls short of; None: not even nothing.

    `wide` is the same outlook on several paths: on each another spending is tried, evenly spread,
    since what is left of an account in its last year may jump. `near` is where the answer may be;
    what is returned is at most `within` dollars below it.
    """
    count = len(wide.lives.last_years)
    levels = np.linspace(*near, count)
    low, high = 0.0, np.inf
    for _round in range(ROUNDS):
        is_kept = keeps_all(project(spending_at(wide, levels), policy), estate_floor)
        first_failed = count if is_kept.all() else int(np.argmin(is_kept))
        if not first_failed and not levels[0]:
            return None
        if first_failed:
            low = float(levels[first_failed - 1])
        if first_failed < count:
            high = float(levels[first_failed])
        if high - low <= within:
            break
        levels = np.linspace(low, 2 * low if np.isinf(high) else high, count)
    return at_spending(outlook, policy, low)


def keeps_all(walk: Projection, estate_floor: float) -> Flags:
    """Say on which paths no year falls short and the estate is as large as asked: (path)."""
    is_paid = (walk.figures.shortfall < CENT).all(axis=1)
    return np.asarray(is_paid & (walk.lifetime.estate_after_tax >= estate_floor - CENT))


def spending_at(outlook: Outlook, levels: Dollars) -> Outlook:
    """Return the outlook with another spending on every path."""
    needs = outlook.needs
    first = needs.spending[0]
    shape = needs.spending / first if first else np.ones_like(needs.spending)
    return replace(outlook, needs=replace(needs, spending=shape[:, None] * levels))
