"""What a demo household is put together from: entries of a household file, dated from one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from planning.engine.law import Law
from planning.engine.rmd.applicable_age import first_year_by_age

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A second source's figure, which a household file has no place for."""

    account: str
    year: int
    amount: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHousehold:
    """One invented household: its file, and what is on record beside it."""

    document: Entry
    figures: tuple[Figure, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Today:
    """The day the book speaks from; every date of it is reckoned from here."""

    as_of: date
    law: Law

    @property
    def year(self) -> int:
        return self.as_of.year

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

    def on(self, month: int, day: int) -> str:
        """Return a day of this year, or today where that day has yet to come."""
        return min(date(self.year, month, day), self.as_of).isoformat()

    def last_year(self, month: int, day: int) -> str:
        return date(self.year - 1, month, day).isoformat()


def person(key: str, name: str, born_on: str | None, **facts: Any) -> Entry:
    return {"id": key, "name": name, "born_on": born_on, **facts}


def married(one: str, other: str, on: str = "1985-06-01") -> list[Entry]:
    return [{"people": [one, other], "from": on}]


def account(today: Today, key: str, owner: str, kind: str, worth: int, **facts: Any) -> Entry:
    """Return an account with the balances of three year ends; the last is what it is worth."""
    balances = {
        str(today.year - back): {"amount": round(worth * (1 - 0.04 * (back - 1))), "source": source}
        for back, source in ((3, "form_5498"), (2, "form_5498"), (1, "statement"))
    }
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
    return DemoHousehold(document=document, figures=figures)
