"""Who still owes what this year, among all households somebody looks after?

Computed from the facts each time; every sum is made here, of the rows it stands above.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from clients.models import Firm, Household
from planning.facts import gather_book
from planning.reports.book_rows import BookRow, Reading, cutoffs_of
from planning.reports.headline import DONE, MISSED, OPEN

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A question often put to the book."""

    label: Any
    holds: Callable[[BookRow], bool]


VIEWS = {
    "all": View(label=lazy("Everyone"), holds=lambda row: True),
    "owes": View(label=lazy("Still owes"), holds=lambda row: row.status in OPEN),
    "missed": View(label=lazy("Missed"), holds=lambda row: row.status in MISSED),
    "undecided": View(label=lazy("Undecided"), holds=lambda row: row.status == "undecided"),
    "done": View(label=lazy("Done"), holds=lambda row: row.status in DONE),
    "first": View(label=lazy("First year, put off"), holds=lambda row: row.is_first_put_off),
    "deaths": View(label=lazy("Deaths this year"), holds=lambda row: row.is_death_year),
    "missing": View(label=lazy("Balance missing"), holds=lambda row: row.confidence == "missing"),
    "estimates": View(label=lazy("Estimates"), holds=lambda row: row.confidence == "estimate"),
    "conflicts": View(label=lazy("Two figures"), holds=lambda row: row.confidence == "conflict"),
}


def _or_last(value: Any) -> tuple[bool, Any]:
    return value is None, value


SORTS: dict[str, Callable[[BookRow], Any]] = {
    "urgency": lambda row: row.urgency,
    "household": lambda row: (row.household.name, row.person_name, row.pool_text),
    "required": lambda row: row.required or ZERO,
    "taken": lambda row: row.taken or ZERO,
    "remaining": lambda row: row.remaining or ZERO,
    "due": lambda row: _or_last(row.deadline),
    "status": lambda row: row.status_text,
    "confidence": lambda row: row.confidence_text,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums over some rows; what cannot be decided adds nothing."""

    people: int
    required: Decimal
    taken: Decimal
    remaining: Decimal

    @classmethod
    def of(cls, rows: Iterable[BookRow]) -> Totals:
        """Add the rows up."""
        rows = list(rows)
        return cls(
            people=len({(row.household.pk, row.person) for row in rows}),
            required=sum((row.required or ZERO for row in rows), ZERO),
            taken=sum((row.taken or ZERO for row in rows), ZERO),
            remaining=sum((row.remaining or ZERO for row in rows), ZERO),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All rows of a year, and what they come to."""

    year: int
    as_of: date
    rows: tuple[BookRow, ...]

    def seen(self, view: str) -> tuple[BookRow, ...]:
        """Return the rows a view holds."""
        return tuple(row for row in self.rows if VIEWS[view].holds(row))

    @property
    def headline(self) -> dict[str, Totals]:
        """Return what each view comes to, for the sentence above the book."""
        return {view: Totals.of(self.seen(view)) for view in VIEWS}

    @property
    def saved_views(self) -> list[tuple[str, Any, int]]:
        """Return each view with its label and how many rows it opens."""
        return [(name, view.label, len(self.seen(name))) for name, view in VIEWS.items()]


def open_book(households: QuerySet[Household], *, firm: Firm, year: int, as_of: date) -> Book:
    """Work out the book of some households of a firm, in a constant number of queries."""
    current = households.filter(archived_at=None)
    reading = Reading(year=year, as_of=as_of, cutoffs=cutoffs_of(firm))
    rows = [
        row
        for household, known in gather_book(current, as_of=as_of)
        for row in reading.rows(household, known)
    ]
    return Book(year=year, as_of=as_of, rows=tuple(sorted(rows, key=SORTS["urgency"])))


def narrowed(rows: Sequence[BookRow], asked: dict[str, Any]) -> list[BookRow]:
    """Return the rows that answer every question of the filter, in the order asked for."""
    words = (asked.get("q") or "").casefold().split()
    team, status, before = asked.get("team"), asked.get("status"), asked.get("due_before")
    found = [
        row
        for row in rows
        if (team is None or row.household.team_id == team.pk)
        and (not status or row.status == status)
        and (before is None or (row.deadline is not None and row.deadline < before))
        and all(word in _searched(row) for word in words)
    ]
    sort = asked.get("sort") or "urgency"
    return sorted(found, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _searched(row: BookRow) -> str:
    return f"{row.household.name} {row.person_name}".casefold()
