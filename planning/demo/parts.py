"""What a demo household is put together from: entries of a household file, dated from one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from planning.engine.law import Law
from planning.engine.rmd.applicable_age import first_year_by_age

Entry = dict[str, Any]
Days = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A second source's figure for the last December 31: so many times the first one's."""

    account: str
    times: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How somebody takes what is required: in equal parts on the same days every year.

    What these days leave over may be made up for on later ones, in the year after.
    """

    days: Days
    this_year: float = 1
    last_year: float = 1
    waits_in_first_year: bool = False  # until the spring after it, as only a first one may
    to_charity: float = 0
    is_proven: bool = True
    made_up_on: Days = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHousehold:
    """One invented household: its file, what is on record beside it, and how it takes money.

    A habit is found by the key of an account of the pool, then by that of the person; whoever
    has none gets an ordinary one.
    """

    document: Entry
    figures: tuple[Figure, ...] = ()
    habits: Mapping[str, Habit] = field(default_factory=dict)
    years_kept: int = 1  # for how many past years the payments are on record


@dataclass(frozen=True, slots=True)
class Today:
    """The day the book speaks from; every date of it is reckoned from here."""

    as_of: date
    law: Law

    @property
    def year(self) -> int:
        return self.as_of.year

    @property
    def last(self) -> str:
        """The year of the last December 31, as a household file writes it."""
        return str(self.year - 1)

    def born(self, age: int, month: int = 5, day: int = 10) -> str:
        """Return the birth date of somebody who attains an age this year."""
        return date(self.year - age, month, day).isoformat()

    def born_to_start(self, year: int) -> str:
        """Return the last birth date with which distributions begin in a year, or before it."""
        born = date(year - 70, 6, 15)
        while first_year_by_age(born, self.law) > year:
            born = born.replace(year=born.year - 1)
        return born.isoformat()

    def ago(self, days: int) -> str:
        return (self.as_of - timedelta(days=days)).isoformat()

    def on(self, month: int, day: int, *, back: int = 0) -> str:
        """Return a day of this year, or of one so many years back. It may be yet to come."""
        return date(self.year - back, month, day).isoformat()

    def by(self, month: int, day: int) -> str:
        """Return a day of this year, or today where that day has yet to come."""
        return min(date(self.year, month, day), self.as_of).isoformat()


def yearly(month: int, day: int, **facts: Any) -> Habit:
    return Habit(days=((month, day),), **facts)


def monthly(day: int, **facts: Any) -> Habit:
    return Habit(days=tuple((month, day) for month in range(1, 13)), **facts)


def quarterly(day: int, **facts: Any) -> Habit:
    return Habit(days=tuple((month, day) for month in (3, 6, 9, 12)), **facts)


# Nothing is taken but what the household itself lists.
BY_HAND = Habit(days=(), this_year=0, last_year=0)


def person(key: str, name: str, born_on: str | None, **facts: Any) -> Entry:
    return {"id": key, "name": name, "born_on": born_on, **facts}


def married(one: str, other: str, on: str = "1985-06-01", **facts: Any) -> list[Entry]:
    return [{"people": [one, other], "from": on, **facts}]


def account(
    today: Today, key: str, owner: str, kind: str, worth: int, years: int = 3, **facts: Any
) -> Entry:
    """Return an account with the balances of some year ends; the last is what it is worth."""
    balances = {str(today.year - back): {"amount": worth} for back in range(1, years + 1)}
    return {"id": key, "owner": owner, "kind": kind, "year_end_balances": balances, **facts}


def paid(account_key: str, on: str, amount: int, **facts: Any) -> Entry:
    return {"account": account_key, "paid_on": on, "amount": amount, **facts}


def sole(person_key: str) -> list[Entry]:
    return [{"person": person_key, "share": 1}]


def household(
    people: list[Entry],
    accounts: list[Entry],
    *,
    marriages: list[Entry] | None = None,
    payments: list[Entry] | None = None,
    figures: tuple[Figure, ...] = (),
    habits: Mapping[str, Habit] | None = None,
    years_kept: int = 1,
    **facts: Any,
) -> DemoHousehold:
    """Return a household; its name and the surnames come when it joins the book."""
    document = {
        "schema": "household/1",
        "people": people,
        "marriages": marriages or [],
        "accounts": accounts,
        "distributions": payments or [],
        **facts,
    }
    return DemoHousehold(
        document=document, figures=figures, habits=habits or {}, years_kept=years_kept
    )
