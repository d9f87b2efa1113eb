"""What does the household want to spend in each year?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planning.engine.plan_facts import Goal, GoalKind, PlanFacts, Spending, SpendingProfile
from planning.engine.projection.lives import Lives
from planning.engine.tax.arrays import Dollars

# The smile: real spending falls by 1% a year to 80, is level to 85, then rises by 1% a year.
# An assumption of shape, after the observation that spending falls with age and late care costs.
SMILE_FALLS_UNTIL, SMILE_RISES_FROM, SMILE_STEP = 80, 85, 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What is spent, by year, in dollars of the as-of day. Taxes and premiums stand apart."""

    spending: Dollars  # (year), of everybody
    survivor_share: float
    other_medical: float  # a year
    goals: Dollars  # (year): costs and gifts
    inflows: Dollars  # (year)

    def spending_in(self, year: int, lives: Lives, prices: Dollars) -> Dollars:
        """Return the spending of a year in its own dollars: (path)."""
        position = year - lives.first_year
        alive = lives.alive(year).sum(axis=1)
        began_with = len(lives.people)
        part = np.where(alive < began_with, self.survivor_share, 1.0)
        return self.spending[position] * part * prices[:, position] * (alive > 0)


def needs_of(plans: PlanFacts, lives: Lives, *, annual: float | None = None) -> Needs:
    """Return what is spent in each year; `annual` stands for what is on record.

    Goals of the first year are taken as still to come.
    """
    stated = plans.spending.annual
    whole = float(stated or 0) if annual is None else annual
    wanted = [GoalKind.EXPENSE, GoalKind.GIFT]
    share = plans.spending.survivor_share
    return Needs(
        spending=whole * profile_of(plans.spending, lives),
        survivor_share=1.0 if share is None else float(share),
        other_medical=float(plans.other_medical or 0),
        goals=_by_year([goal for goal in plans.goals if goal.kind in wanted], lives),
        inflows=_by_year([goal for goal in plans.goals if goal.kind is GoalKind.INFLOW], lives),
    )


def profile_of(spending: Spending, lives: Lives) -> Dollars:
    """Return how spending moves over the years, as parts of the first year's: (year).

    Ages are those of the oldest person in the plan.
    """
    if spending.profile is SpendingProfile.LEVEL:
        return np.ones(len(lives.years))
    oldest = int(np.argmin([born_on.toordinal() for born_on in lives.born_on]))
    parts = [1.0]
    for year in lives.years[1:]:
        age = lives.age(oldest, year)
        step = -SMILE_STEP if age <= SMILE_FALLS_UNTIL else 0.0
        step = SMILE_STEP if age > SMILE_RISES_FROM else step
        parts.append(parts[-1] * (1 + step))
    return np.array(parts)


def _by_year(goals: Sequence[Goal], lives: Lives) -> Dollars:
    found = np.zeros(len(lives.years))
    for goal in goals:
        if goal.year in lives.years:
            found[goal.year - lives.first_year] += float(goal.amount)
    return found
