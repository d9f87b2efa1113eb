"""Who is in the plan, for how long, and who is married to whom?

Axes are (path, person); a person's position is that among `Lives.people`. Somebody who dies lives
through December 31 of that year: what a death changes begins with the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from planning.engine.household import Household, Marriage, Person
from planning.engine.projection.errors import CannotProject
from planning.engine.rmd.inherited.ways import USUAL_AGE
from planning.engine.tax.arrays import Flags, Whole
from planning.engine.tax.parameters import LAST_YEAR

NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wedded:
    """A marriage of two people of the plan, by their positions."""

    one: int
    other: int
    from_on: date | None
    divorced_on: date | None

    def lasts(self, day: date) -> bool:
        """Whether it has begun and no divorce has ended it."""
        begun = self.from_on is None or self.from_on <= day
        return begun and (self.divorced_on is None or self.divorced_on > day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """The people of a plan and the last year of each, on every path."""

    people: tuple[Person, ...]
    born_on: tuple[date, ...]  # of the same people
    first_year: int
    last_years: Whole  # (path, person)
    marriages: tuple[Wedded, ...]
    widowed: tuple[tuple[int, Person], ...] = ()  # who outlived whom before the plan begins

    @property
    def years(self) -> range:
        """Every year somebody of some path lives to see."""
        return range(self.first_year, int(self.last_years.max()) + 1)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the people, in order."""
        return tuple(person.id for person in self.people)

    def alive(self, year: int) -> Flags:
        """Return who lives in a year: (path, person)."""
        return self.last_years >= year

    def dies(self, year: int) -> Flags:
        """Return who dies at the end of a year: (path, person)."""
        return self.last_years == year

    def partners(self, year: int) -> tuple[int, ...]:
        """Return whom each was married to at the year's end, whether or not both still live.

        Source: 26 U.S.C. § 7703(a)(1).
        """
        found = [NOBODY] * len(self.people)
        for marriage in self.marriages:
            if marriage.lasts(date(year, 12, 31)):
                found[marriage.one], found[marriage.other] = marriage.other, marriage.one
        return tuple(found)

    def age(self, person: int, year: int) -> int:
        """Return the age attained in a year."""
        return year - self.born_on[person].year


def lives_of(
    household: Household,
    *,
    first_year: int,
    earners: Collection[str] = (),
    last_years: Mapping[str, int | Whole] | None = None,
    paths: int = 1,
) -> Lives:
    """Return the members a plan is about who live to see its first year.

    Those are they who own an account or are among the `earners`, and whom they are married to; a
    child without either is in nobody's plan. Without a last year of one's own somebody lives
    through the year of the age planned to, or the last one that has a law.

    Raises: CannotProject for a member without a day of birth, or where nobody is left.
    """
    given = last_years or {}
    members = [one for one in household.people if one.is_member and _lives(one, first_year)]
    concerned = _concerned(household, earners)
    people = tuple(one for one in members if one.id in concerned) or tuple(members)
    if not people:
        raise CannotProject("people", "nobody of the household lives. Add a living member.")
    for person in people:
        if person.born_on is None:
            problem = "is missing. Give the day of birth of every member of the household."
            raise CannotProject(f"people.{person.id}.born_on", problem)
    for name in given:
        if name not in {person.id for person in people}:
            raise CannotProject(f"people.{name}", "is no living member. Give a member's id.")
    ends = [
        np.broadcast_to(given.get(one.id, _last_year(one, first_year)), (paths,)) for one in people
    ]
    return Lives(
        people=people,
        born_on=tuple(one.born_on for one in people if one.born_on is not None),
        first_year=first_year,
        last_years=np.clip(np.stack(ends, axis=1), first_year, LAST_YEAR).astype(np.int64),
        marriages=tuple(_marriages(household.marriages, people, first_year)),
        widowed=tuple(_widowed(household, people, first_year)),
    )


def _concerned(household: Household, earners: Collection[str]) -> set[str]:
    """Return who owns or earns something, and whom they are married to."""
    found = {account.owner for account in household.accounts} | set(earners)
    for marriage in household.marriages:
        if found & set(marriage.people):
            found |= set(marriage.people)
    return found


def _lives(person: Person, first_year: int) -> bool:
    return person.died_on is None or person.died_on.year >= first_year


def _last_year(person: Person, first_year: int) -> int:
    if person.died_on is not None:
        return person.died_on.year
    born = first_year if person.born_on is None else person.born_on.year
    return max(born + (person.plan_to_age or USUAL_AGE), first_year)


def _marriages(
    marriages: tuple[Marriage, ...], people: tuple[Person, ...], first_year: int
) -> Iterator[Wedded]:
    ids = [person.id for person in people]
    for marriage in marriages:
        one, other = marriage.people
        is_over = marriage.to_on is not None and marriage.to_on < date(first_year, 1, 1)
        if one in ids and other in ids and not is_over:
            yield Wedded(
                one=ids.index(one),
                other=ids.index(other),
                from_on=marriage.from_on,
                divorced_on=marriage.to_on,
            )


def _widowed(
    household: Household, people: tuple[Person, ...], first_year: int
) -> Iterator[tuple[int, Person]]:
    known = {person.id: person for person in household.people}
    for position, survivor in enumerate(people):
        for marriage in household.marriages:
            if survivor.id in marriage.people and marriage.to_on is None:
                (other,) = set(marriage.people) - {survivor.id}
                if not _lives(known[other], first_year):
                    yield position, known[other]
