"""What becomes of fixed withdrawals, and of a lump sum instead, beside the plan?

A schedule takes the same amount so often a year; where it takes less than the law requires, the
rest is named with the last day it is safe. The ways are walked side by side, at returns two points
lower, as assumed and two points higher, since a lump sum and a schedule bear them differently.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from planning.engine.advice.followed import Followed, lasts, on_paths
from planning.engine.advice.returns import POINTS, growth_at
from planning.engine.advice.worth import EXACT, at_spendings, spending_by_path
from planning.engine.projection.accounts import Shelter
from planning.engine.projection.result import Projection
from planning.engine.projection.schedules import LumpSum, Systematic, top_ups
from planning.engine.projection.walk import WithdrawalPolicy, project
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.together import together
from planning.engine.tax.arrays import positive
from planning.engine.tax_year.benefits import MONTHS

USUAL_SHARE = 0.04  # of pre-tax money a year, where no amount is asked about
SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledYear:
    """A year of the schedule. Units: dollars of the year.

    `top_up` is what has to be taken besides, by the day `by`: the year's last working day.
    """

    year: int
    scheduled: float
    required: float
    top_up: float
    by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way walked to the end. Units: dollars of the as-of day; by return: low, middle, high."""

    name: str  # systematic, lump_sum, plan
    spending: float
    tax_present_value: float
    estates: tuple[float, ...]
    first_short_years: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedules:
    """A schedule's years, and the ways side by side."""

    schedule: Systematic
    years: tuple[ScheduledYear, ...]
    ways: tuple[Way, ...]


def schedules_of(plan: Followed, schedule: Systematic | None = None) -> Schedules | None:
    """Return a schedule beside a lump sum and the plan; None where there is no pre-tax money.

    Without a schedule: 4% of today's pre-tax money a year, monthly, rising with prices. The lump
    sum is of the same accounts, in the first year. Spending is the plan's; where the highest is
    sought, what each way affords at the assumed returns.
    """
    outlook = plan.outlook
    pretax = outlook.accounts.of(Shelter.IRA, Shelter.PLAN, inherited=False)
    held = outlook.opening.balances * pretax
    if schedule is None:
        if held.sum() < 1.0:
            return None
        accounts = tuple(np.array(outlook.accounts.ids)[held > 0])
        monthly = round(float(held.sum()) * USUAL_SHARE / MONTHS, 2)
        schedule = Systematic(amount=monthly, accounts=accounts, is_real=True)
    lump = LumpSum(accounts=schedule.accounts, year=outlook.lives.first_year)
    policies: tuple[WithdrawalPolicy, ...] = (schedule, lump, plan.policy)
    levels = np.full(len(policies), plan.spending)
    each = on_paths(outlook, len(policies))
    if plan.objective is Objective.SPENDING:
        most = spending_by_path(each, together(policies), start=plan.spending, floor=plan.floor)
        levels = positive(most - EXACT)
    shifts = np.array([-POINTS, 0.0, POINTS])
    wide = on_paths(outlook, len(policies) * len(shifts))
    wide = replace(wide, growth=np.tile(growth_at(outlook, shifts), (len(policies), 1, 1)))
    which = np.repeat(np.arange(len(policies)), len(shifts))
    ways = together([policies[number] for number in which])
    walk = project(at_spendings(wide, levels[which]), ways)
    names = ("systematic", "lump_sum", "plan")
    return Schedules(
        schedule=schedule,
        years=tuple(_years(walk, schedule)),
        ways=tuple(_way(walk, at, name, levels[at], len(shifts)) for at, name in enumerate(names)),
    )


def last_safe_day(year: int) -> date:
    """Return the last day of a year that is no weekend: orders after it may settle too late."""
    day = date(year, 12, 31)
    return day - timedelta(days=max(day.weekday() - SATURDAY + 1, 0))


def _years(walk: Projection, schedule: Systematic) -> Iterator[ScheduledYear]:
    """Yield the years of the schedule at the assumed returns: the second path."""
    lacking = {one.year: one for one in top_ups(walk, schedule) if one.path == 1}
    members = np.isin(np.array(walk.outlook.accounts.ids), schedule.accounts)
    required = walk.ledger.required[1][:, members].sum(axis=1)
    prices = walk.outlook.prices[1]
    for position, year in enumerate(walk.years):
        amount = schedule.in_year(year, walk.outlook.part_of(year))
        found = lacking.get(year)
        yield ScheduledYear(
            year=year,
            scheduled=amount * (float(prices[position]) if schedule.is_real else 1.0),
            required=float(required[position]),
            top_up=0.0 if found is None else found.amount,
            by=None if found is None else last_safe_day(year),
        )


def _way(walk: Projection, at: int, name: str, spending: float, returns: int) -> Way:
    paths = range(at * returns, (at + 1) * returns)
    short = walk.figures.shortfall >= 0.005
    goes_on, lifetime = lasts(walk), walk.lifetime
    return Way(
        name=name,
        spending=float(spending),
        tax_present_value=float(lifetime.tax_present_value[at * returns + 1]),
        estates=tuple(float(lifetime.estate_after_tax[path]) for path in paths),
        first_short_years=tuple(
            None if goes_on[path] else walk.years[int(short[path].argmax())] for path in paths
        ),
    )
