"""In which month should everybody claim Social Security?

Every pair of whole ages is a path of one walk of the plan, then every month of each person beside
the best of the other; what is left or lacking at the end is turned into spending a year, or into
the estate. The best of both and the months on record are planned anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np

from planning.engine.advice.followed import Followed, on_paths
from planning.engine.advice.resolved import on_cases, planned_anew
from planning.engine.advice.worth import spending_by_path
from planning.engine.projection.lives import Lives
from planning.engine.projection.social_security import Benefits, benefits_of
from planning.engine.projection.walk import project
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.value import left_in_all
from planning.engine.tax.arrays import Dollars, Whole
from planning.engine.tax_facts import IncomeKind
from planning.engine.tax_year.benefits import MONTHS, month_born, month_of

EARLIEST, LATEST = 62 * MONTHS, 70 * MONTHS
TWICE = 2  # rounds in which what is left becomes spending: dollars a year are right within a few
Claims = Mapping[str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A month of claiming and what it is worth; `age` in months.

    `value` is in the unit of the plan's value, of the plan as it is followed.
    """

    person: str
    age: int
    start_on: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Everybody's month together, planned anew. Units: of the plan's value."""

    claims: Claims
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSearch:
    """What every choice is worth.

    `grid`: whole ages of everybody, as the plan is followed. `months`: every month of one person,
    the others at their best. `best` is the best that was planned anew, `present` the months on
    record, None where somebody's is not; their difference is what the choice on record costs.
    """

    people: tuple[str, ...]
    grid: tuple[tuple[Claims, float], ...]
    months: tuple[Claim, ...]
    best: Choice
    present: Choice | None

    @property
    def present_costs(self) -> float | None:
        """Return what the months on record cost."""
        return None if self.present is None else max(self.best.value - self.present.value, 0.0)


def claim_search(plan: Followed) -> ClaimSearch | None:
    """Return what claiming in each month is worth; None: nobody has a month to choose."""
    choices = _choices(plan)
    if not choices:
        return None
    people = tuple(choices)
    whole = [
        dict(zip(people, days, strict=True))
        for days in product(*(_whole_years(plan, one, choices[one]) for one in people))
    ]
    found = _worth(plan, whole)
    best = whole[int(found.argmax())]
    single = [best | {one: day} for one in people for day in choices[one]]
    worth = _worth(plan, single)
    days = [(one, day) for one in people for day in choices[one]]
    months = tuple(
        Claim(person=one, age=_age(plan, one, day), start_on=day, value=float(value))
        for (one, day), value in zip(days, worth, strict=True)
    )
    on_record = _on_record(plan, people)
    tried: list[Claims] = [
        {one: max(_of(months, one), key=lambda m: m.value).start_on for one in people},
        best,
    ]
    if on_record is not None:
        tried.append(on_record)
    anew = _anew(plan, list(_distinct(tried)))
    present = next((one for one in anew if one.claims == on_record), None)
    return ClaimSearch(
        people=people,
        grid=tuple(zip(whole, (float(value) for value in found), strict=True)),
        months=months,
        best=max(anew, key=lambda one: one.value),
        present=present,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPath(Benefits):
    """Benefits that differ by path: own, spouse and survivor are (year, path, person).

    A survivor's are those after the partner's death as it is planned; share_left is (path, person).
    """

    def on_cases(self, cases: Whole) -> ByPath:
        """Return the benefits of some paths, in their order."""
        return replace(
            self,
            own=self.own[:, cases],
            spouse=self.spouse[:, cases],
            survivor=self.survivor[:, cases],
            share_left=self.share_left[cases],
        )

    def in_year(self, year: int, lives: Lives) -> Dollars:
        """Return everybody's benefits of a year: (path, person)."""
        position, alive = year - lives.first_year, lives.alive(year)
        paid = np.array(self.own[position])
        for person, partner in enumerate(lives.partners(year)):
            if partner >= 0:
                more = np.where(
                    alive[:, partner],
                    self.spouse[position, :, person],
                    self.survivor[position, :, person],
                )
                paid[:, person] += more
        return np.where(alive, paid, 0.0)


def benefits_by_path(plan: Followed, claims: Sequence[Claims]) -> ByPath:
    """Return the benefits of each path's months of claiming."""
    outlook, lives = plan.outlook, plan.outlook.lives
    wages = outlook.incomes.wages(lives, outlook.prices)
    as_of = outlook.household.as_of
    each = [
        benefits_of(outlook.facts.incomes, lives, wages, outlook.law, as_of=as_of, claims=one)
        for one in claims
    ]
    partners = lives.partners(lives.first_year)
    deaths = [int(lives.last_years[0, partner]) for partner in partners]
    ended = np.minimum(np.array(deaths)[None, :], np.array(lives.years)[:, None])
    place = (ended - lives.first_year)[..., None]
    survivor = [np.take_along_axis(one.survivor, place, axis=2)[..., 0] for one in each]
    return ByPath(
        own=np.stack([one.own for one in each], axis=1),
        spouse=np.stack([one.spouse for one in each], axis=1),
        survivor=np.stack(survivor, axis=1),
        share_left=np.stack([one.share_left for one in each]),
        missing=each[0].missing,
        notes=each[0].notes,
    )


def _worth(plan: Followed, claims: Sequence[Claims]) -> Dollars:
    """Return the value of each path's months, as the plan is followed: (path)."""
    benefits = benefits_by_path(plan, claims)
    outlook = replace(on_paths(plan.outlook, len(claims)), benefits=benefits)
    if plan.objective is Objective.SPENDING:
        return spending_by_path(
            outlook, plan.policy, start=plan.spending, floor=plan.floor, rounds=TWICE
        )
    return left_in_all(project(outlook, plan.policy))


def _anew(plan: Followed, claims: Sequence[Claims]) -> list[Choice]:
    benefits = benefits_by_path(plan, claims)
    paths = replace(on_paths(plan.outlook, len(claims)), benefits=benefits)
    singles = [on_cases(paths, np.array([path])) for path in range(len(claims))]
    found = planned_anew(plan, singles, paths)
    return [Choice(claims=one, value=anew.value) for one, anew in zip(claims, found, strict=True)]


def _choices(plan: Followed) -> dict[str, list[date]]:
    """Return every month in which somebody of the plan who has not claimed can."""
    outlook = plan.outlook
    now = month_of(outlook.household.as_of) + 1
    found: dict[str, list[date]] = {}
    for person, born_on in zip(outlook.lives.people, outlook.lives.born_on, strict=True):
        for income in outlook.facts.incomes:
            is_theirs = income.person == person.id and income.kind is IncomeKind.SOCIAL_SECURITY
            has_begun = income.start_on is not None and month_of(income.start_on) < now
            if not is_theirs or has_begun or income.monthly_at_fra is None:
                continue
            born = month_born(born_on)
            # The first month of which somebody is 62 throughout: 42 U.S.C. § 402(a)(2).
            first = born + EARLIEST + (born_on.day != 2)
            months = range(max(first, now), born + LATEST + 1)
            if months:
                found[person.id] = [_day(month) for month in months]
    return found


def _whole_years(plan: Followed, person: str, days: list[date]) -> list[date]:
    """Return the months in which somebody reaches an age, the first and the last among them."""
    chosen = [day for day in days if _age(plan, person, day) % MONTHS == 0]
    return sorted({days[0], *chosen, days[-1]})


def _age(plan: Followed, person: str, day: date) -> int:
    lives = plan.outlook.lives
    return month_of(day) - month_born(lives.born_on[lives.ids.index(person)])


def _on_record(plan: Followed, people: tuple[str, ...]) -> Claims | None:
    days = {
        income.person: income.start_on
        for income in plan.outlook.facts.incomes
        if income.kind is IncomeKind.SOCIAL_SECURITY and income.person in people
    }
    known = {person: day for person, day in days.items() if day is not None}
    return known if len(known) == len(people) else None


def _of(months: Sequence[Claim], person: str) -> list[Claim]:
    return [one for one in months if one.person == person]


def _distinct(tried: Sequence[Claims]) -> Iterator[Claims]:
    seen: list[Claims] = []
    for claims in tried:
        if claims not in seen:
            seen.append(claims)
            yield claims


def _day(month: int) -> date:
    return date(month // MONTHS, month % MONTHS + 1, 1)
