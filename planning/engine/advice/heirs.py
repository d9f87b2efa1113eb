"""What does the estate come to once heirs have drained what was never taxed within ten years?

Everything is in dollars of the as-of day, under the law of the plan's first year, whose brackets
move with prices. An heir files as single and has another income; untaxed money is drawn in equal
parts, all in the last year, or at once.

Not modelled: a heir's state, surviving minor or disabled heirs with longer schedules, and growth of
what heirs have taken. Where the owner had begun required payments, heirs may not wait to the last
year with all of it: 26 U.S.C. § 401(a)(9)(B)(i), Treas. Reg. 1.401(a)(9)-5(d)(1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.advice.followed import Followed
from planning.engine.household import FilingStatus
from planning.engine.projection.accounts import Shelter
from planning.engine.projection.walk import heirs_rate_of, project
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.units import tax_units

YEARS = 10
INCOMES = (0.0, 50_000.0, 100_000.0, 200_000.0)
WAYS = ("evenly", "last_year", "at_once")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """One way of drawing untaxed money down, for one heir with an income. `rate` is tax over it."""

    way: str
    income: float
    drawn: float
    tax: float
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Heirs:
    """What is left at the last death, and what it becomes. Units: dollars of the as-of day."""

    year: int
    untaxed: float  # of IRAs, plans, health savings, gains of annuities
    taxable: float  # stepped up
    roth: float
    heirs: int
    assumed_rate: float
    after_assumed_rate: float
    drained: tuple[Drained, ...]  # of one heir's part

    @property
    def before_tax(self) -> float:
        """All that is left."""
        return self.untaxed + self.taxable + self.roth


def heirs_of(plan: Followed) -> Heirs | None:
    """Return what heirs receive; None where nothing is left."""
    walk = project(plan.outlook, plan.policy)
    accounts, prices = plan.outlook.accounts, plan.outlook.prices[0]
    left = (walk.ledger.left[0] / prices[:, None]).sum(axis=0)
    if left.sum() < 1.0:
        return None
    last = int(np.flatnonzero(walk.ledger.left[0].sum(axis=1) > 0).max())
    untaxed_mask = accounts.of(Shelter.IRA, Shelter.PLAN, Shelter.HSA)
    roth_mask = accounts.of(Shelter.ROTH_IRA, Shelter.ROTH_PLAN)
    untaxed, roth = float(left @ untaxed_mask), float(left @ roth_mask)
    count, rate = _heirs(plan), heirs_rate_of(plan.outlook)
    inflation = float(prices[-1] / prices[-2]) if len(prices) > 1 else 1.0
    growth = accounts.growth[untaxed_mask]
    weights = left[untaxed_mask]
    average = float(growth @ weights / weights.sum()) if weights.sum() > 0 else 0.0
    real = (1 + average) / inflation - 1
    return Heirs(
        year=walk.years[last],
        untaxed=untaxed,
        roth=roth,
        taxable=float(left.sum()) - untaxed - roth,
        heirs=count,
        assumed_rate=rate,
        after_assumed_rate=float(walk.lifetime.estate_after_tax[0]),
        drained=_drained(plan, untaxed / count, real) if untaxed > 1.0 else (),
    )


def _heirs(plan: Followed) -> int:
    """Return how many people outside the household are named for an account; one at least."""
    members = {person.id for person in plan.outlook.household.people if person.is_member}
    named = {
        line.person
        for account in plan.outlook.household.accounts
        for line in account.beneficiaries
        if line.person is not None and line.person not in members
    }
    return max(len(named), 1)


def _drained(plan: Followed, amount: float, growth: float) -> tuple[Drained, ...]:
    incomes = np.repeat(INCOMES, len(WAYS))
    draws = np.stack([_draws(way, amount, growth) for way in WAYS])
    each = np.tile(draws, (len(INCOMES), 1))
    tax = _tax(plan, incomes, each)
    return tuple(
        Drained(
            way=way,
            income=float(income),
            drawn=float(drawn.sum()),
            tax=float(due),
            rate=float(due / drawn.sum()),
        )
        for way, income, drawn, due in zip(WAYS * len(INCOMES), incomes, each, tax, strict=True)
    )


def _draws(way: str, amount: float, growth: float) -> Dollars:
    """Return what is drawn in each of ten years; the rest grows by the end of each: (year)."""
    found, left = np.zeros(YEARS), amount
    if way == "at_once":
        found[0] = amount
        return found
    for year in range(YEARS):
        is_last = year == YEARS - 1
        found[year] = left if is_last else (left / (YEARS - year) if way == "evenly" else 0.0)
        left = (left - found[year]) * (1 + growth)
    return found


def _tax(plan: Followed, incomes: Dollars, draws: Dollars) -> Dollars:
    """Return what draws (case, year) add to the tax of an income over the years: (case)."""
    wages = np.repeat(incomes[:, None], draws.shape[1], axis=1)
    units = tax_units(
        year=plan.outlook.lives.first_year, status=FilingStatus.SINGLE, wages_head=wages
    )
    law = plan.outlook.law
    before = federal_tax(units, law).total_tax
    after = federal_tax(units.plus("ira_head", draws), law).total_tax
    return np.asarray((after - before).sum(axis=1))
