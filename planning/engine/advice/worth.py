"""What is each path of a wide walk worth?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.walk import WithdrawalPolicy, project
from planning.engine.roadmap.household.value import left_in_all
from planning.engine.tax.arrays import Dollars

EXACT = 0.5  # dollars a year that spending may be off
ROUNDS = 12
STEP = 0.01  # of the spending, the first step away from it


def spending_by_path(
    outlook: Outlook,
    policy: WithdrawalPolicy,
    *,
    start: float,
    floor: float,
    rounds: int = ROUNDS,
) -> Dollars:
    """Return the spending a year at which each path leaves the floor and no more: (path).

    What is left or lacking at the end falls as spending rises: each round follows the line through
    the two spendings of a path that are nearest, and halves the way where that does not help.
    Each round is one walk.
    """
    count = len(outlook.lives.last_years)
    low, high = np.zeros(count), np.full(count, np.inf)
    before, level = np.full(count, start), np.full(count, start)
    left_before: Dollars | None = None
    for _round in range(rounds):
        left = _left(outlook, policy, level) - floor
        low = np.where(left >= 0, np.maximum(low, level), low)
        high = np.where(left < 0, np.minimum(high, level), high)
        if left_before is None:
            after = np.where(left < 0, level * (1 - STEP), level * (1 + STEP))
        else:
            fell = left_before - left
            rise = np.where(level != before, fell / _apart(level, before), 1.0)
            after = level + left / np.maximum(rise, 1.0)
            is_out = (after <= low) | (after >= high)
            middle = np.where(np.isinf(high), after, (low + high) / 2)
            after = np.where(is_out & (after != level), middle, after)
        before, left_before, level = level, left, after
        if (np.abs(level - before) < EXACT).all():
            break
    return level


def at_spendings(outlook: Outlook, levels: Dollars) -> Outlook:
    """Return an outlook with the spending of each path in the first year, in today's dollars."""
    spending = outlook.needs.spending
    spending = spending if spending.ndim > 1 else spending[:, None]
    first = np.where(spending[0] > 0, spending[0], 1.0)
    shape = spending / first if spending[0].any() else np.ones_like(spending)
    return replace(outlook, needs=replace(outlook.needs, spending=shape * levels))


def _left(outlook: Outlook, policy: WithdrawalPolicy, levels: Dollars) -> Dollars:
    return left_in_all(project(at_spendings(outlook, levels), policy))


def _apart(level: Dollars, before: Dollars) -> Dollars:
    return np.where(level != before, level - before, 1.0)
