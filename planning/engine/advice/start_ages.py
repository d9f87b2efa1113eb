"""What does the age at which withdrawals begin change?

Up to that age a household lives on its income, cash and taxable accounts as far as they go; from
then on pre-tax money comes first. Each age is a path of one walk, at the plan's spending; where the
highest spending is sought, at the highest that beginning at that age affords.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.advice.followed import Followed, lasts, on_paths
from planning.engine.advice.worth import EXACT, at_spendings, spending_by_path
from planning.engine.projection.accounts import Shelter
from planning.engine.projection.decisions import Decision, fixed_withdrawals, nothing_decided
from planning.engine.projection.policies import taxable_first
from planning.engine.projection.walk import project
from planning.engine.projection.year import Year
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.tax.arrays import Flags, Whole, positive

YOUNGEST, OLDEST = 55, 75


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAge:
    """A whole life that begins to withdraw at an age. Units: dollars of the as-of day.

    `is_kept`: nothing was taken before that age but what the law requires; where it is not, other
    money did not last.
    """

    age: int
    spending: float  # a year
    tax_present_value: float  # penalties and Medicare surcharges included
    penalty: float
    estate_after_tax: float
    first_short_year: int | None
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FromAge:
    """Own pre-tax money first from an age of its holder on, and last before; ages: (path)."""

    ages: Whole
    name: str = "from_age"

    def decide(self, year: Year) -> Decision:
        """Take what the year needs, pre-tax money of those old enough first."""
        fixed = fixed_withdrawals(year)
        pretax = year.outlook.accounts.of(Shelter.IRA, Shelter.PLAN, inherited=False)
        begun = _begun(year, self.ages)
        left = year.available(year.required + fixed)
        others = [mask & ~pretax for mask in taxable_first(year.outlook.accounts)]
        groups = [
            left * pretax * begun,
            *(left * mask for mask in others if mask.any()),
            left * pretax * ~begun,
        ]
        nothing = nothing_decided(year)
        return Decision(
            withdrawn=fixed,
            converted=nothing,
            given=nothing,
            drawn=nothing,
            order=tuple(group for group in groups if group.any()),
        )


def start_ages(plan: Followed) -> tuple[StartAge, ...]:
    """Return every age from 55 to 75 that somebody who owns pre-tax money has yet to reach.

    The first is the age there is today: withdrawals begin at once.
    """
    lives, accounts = plan.outlook.lives, plan.outlook.accounts
    pretax = accounts.of(Shelter.IRA, Shelter.PLAN, inherited=False)
    owners = sorted({int(accounts.owners[at]) for at in np.flatnonzero(pretax)})
    if not owners:
        return ()
    youngest = min(lives.age(person, lives.first_year) for person in owners)
    ages = np.arange(max(YOUNGEST, youngest), OLDEST + 1)
    if not len(ages):
        return ()
    policy = FromAge(ages=ages)
    outlook = on_paths(plan.outlook, len(ages))
    levels = np.full(len(ages), plan.spending)
    if plan.objective is Objective.SPENDING:
        found = spending_by_path(outlook, policy, start=plan.spending, floor=plan.floor)
        levels = positive(found - EXACT)
    walk = project(at_spendings(outlook, levels), policy)
    figures, lifetime, prices = walk.figures, walk.lifetime, walk.outlook.prices
    penalty = (figures.early_distribution / prices).sum(axis=1)
    short = figures.shortfall >= 0.005
    goes_on = lasts(walk)
    at_will = positive(walk.ledger.withdrawn - walk.ledger.required)[..., pretax]
    too_soon = _too_soon(plan, ages, pretax.nonzero()[0])
    taken = (at_will * too_soon).sum(axis=(1, 2))
    return tuple(
        StartAge(
            age=int(age),
            spending=float(levels[path]),
            tax_present_value=float(lifetime.tax_present_value[path]),
            penalty=float(penalty[path]),
            estate_after_tax=float(lifetime.estate_after_tax[path]),
            first_short_year=None if goes_on[path] else walk.years[int(short[path].argmax())],
            is_kept=bool(taken[path] < 1.0),
        )
        for path, age in enumerate(ages)
    )


def _begun(year: Year, ages: Whole) -> Flags:
    lives = year.outlook.lives
    own = np.array([lives.age(person, year.year) for person in range(len(lives.people))])
    holders = np.maximum(year.state.holders, 0)
    return np.asarray(own[holders] >= ages[:, None])


def _too_soon(plan: Followed, ages: Whole, pretax: Whole) -> Flags:
    """Say where the owner is younger than the age: (path, year, account)."""
    lives, owners = plan.outlook.lives, plan.outlook.accounts.owners[pretax]
    born = np.array([born_on.year for born_on in lives.born_on])
    then = np.array(lives.years)[:, None] - born[owners]
    return np.asarray(then[None] < ages[:, None, None])
