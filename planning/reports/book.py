"""Who still owes what this year, among all households somebody looks after?

Every sum and count is made by the database, of the rows it stands above.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as lazy

from clients.models import Firm, Household
from clients.models.money import MoneyField
from planning.catalogue import STATUSES
from planning.models import Standing, Task
from planning.models.standing import CONFIDENCES
from planning.reports.headline import DONE, MISSED, OPEN

NOTHING = Value(Decimal(0), MoneyField())
Rows = QuerySet[Standing]
Offered = tuple[str, Any, int]  # a view's name, label and number of rows


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A question often put to the book."""

    label: Any
    holds: Callable[[Book], Q]
    is_daily: bool = False  # the others are offered where a row answers


# A question about a custodian's figure, until somebody explained it or the figures agree.
IS_ASKED_ABOUT = Q(
    Exists(
        Task.objects.filter(
            kind=Task.Kind.CUSTODIAN_FIGURE,
            done_at=None,
            person=OuterRef("owner"),
            pool=OuterRef("pool"),
            year=OuterRef("year"),
        )
    )
)


def _confidence(*codes: str) -> Callable[[Book], Q]:
    return lambda book: Q(confidence__in=codes)


VIEWS = {
    "all": View(label=lazy("Everyone"), holds=lambda book: Q(), is_daily=True),
    "owes": View(label=lazy("Still owes"), holds=lambda book: Q(status__in=OPEN), is_daily=True),
    "missed": View(label=lazy("Missed"), holds=lambda book: Q(status__in=MISSED), is_daily=True),
    "missed_before": View(
        label=lazy("Missed in an earlier year"),
        holds=lambda book: Q(status__in=MISSED, year__lt=book.year),
    ),
    "late": View(
        label=lazy("Past the custodian's day"),
        holds=lambda book: Q(status__in=OPEN, cutoff_on__lt=book.as_of),
    ),
    "undecided": View(
        label=lazy("Undecided"), holds=lambda book: Q(status="undecided"), is_daily=True
    ),
    "inherited": View(label=lazy("Inherited"), holds=lambda book: Q(is_inherited=True)),
    "done": View(label=lazy("Done"), holds=lambda book: Q(status__in=DONE), is_daily=True),
    "unproven": View(label=lazy("Evidence missing"), holds=lambda book: Q(unproven__gt=0)),
    "uncleared": View(label=lazy("QCD not cleared"), holds=lambda book: Q(uncleared__gt=0)),
    "first": View(label=lazy("First year, put off"), holds=lambda book: Q(is_first_put_off=True)),
    "deaths": View(label=lazy("Deaths this year"), holds=lambda book: Q(is_death_year=True)),
    "missing": View(label=lazy("Balance missing"), holds=_confidence("missing")),
    "unverified": View(
        label=lazy("Balance unverified"), holds=_confidence("estimate", "unstated", "conflict")
    ),
    "estimates": View(label=lazy("Estimates"), holds=_confidence("estimate")),
    "conflicts": View(label=lazy("Two figures"), holds=_confidence("conflict")),
    "custodians": View(label=lazy("Custodian’s figure differs"), holds=lambda book: IS_ASKED_ABOUT),
    "unsettled": View(label=lazy("Law unsettled"), holds=lambda book: Q(is_unsettled=True)),
}
# Those whose people the sentence above the book counts.
IN_HEADLINE = ("owes", "missed", "late", "undecided", "unverified", "conflicts", "done")


def _place(column: str, codes: Sequence[str]) -> Case:
    """Order by the place of a code in its list instead of by its letters."""
    places = (When(**{column: code, "then": place}) for place, code in enumerate(codes))
    return Case(*places, default=len(codes))


def _amount(column: str) -> Coalesce:
    return Coalesce(F(column), NOTHING)


# Ascending; what is not known of a date comes last either way.
SORTS: dict[str, Any] = {
    "urgency": F("urgency"),
    "household": F("words"),
    "required": _amount("required"),
    "taken": _amount("taken"),
    "remaining": _amount("remaining"),
    "due": F("deadline"),
    "status": _place("status", list(STATUSES)),
    "confidence": _place("confidence", list(CONFIDENCES)),
}
THEN = (F("deadline").asc(nulls_last=True), "words", "household", "position")


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums over some rows; what cannot be decided adds nothing."""

    rows: int
    people: int
    required: Decimal
    taken: Decimal
    remaining: Decimal

    @classmethod
    def of(cls, rows: Rows) -> Totals:
        """Add the rows up."""
        return cls(
            **rows.aggregate(
                rows=Count("pk"),
                people=Count("owner", distinct=True),
                required=_sum("required"),
                taken=_sum("taken"),
                remaining=_sum("remaining"),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the sentence above the book says of a view."""

    people: int
    remaining: Decimal


@dataclass(frozen=True, kw_only=True)
class Book:
    """All rows of a year, and what they come to."""

    year: int
    as_of: date
    rows: Rows
    outdated: int = 0  # households whose figures are being brought up to date

    def seen(self, view: str) -> Rows:
        """Return the rows a view holds."""
        return self.rows.filter(VIEWS[view].holds(self))

    @cached_property
    def _figures(self) -> dict[str, Any]:
        """Count every view, and add up those of the headline, in one query."""
        asked: dict[str, Any] = {}
        for name, view in VIEWS.items():
            holds = view.holds(self)
            asked[f"{name}_rows"] = Count("pk", filter=holds or None)
            if name in IN_HEADLINE:
                asked[f"{name}_people"] = Count("owner", distinct=True, filter=holds)
                asked[f"{name}_remaining"] = _sum("remaining", filter=holds)
        return self.rows.aggregate(**asked)

    @property
    def count(self) -> int:
        """How many rows the book has."""
        return int(self._figures["all_rows"])

    @property
    def headline(self) -> dict[str, Said]:
        """Return what the views of the sentence above the book come to."""
        return {
            name: Said(
                people=self._figures[f"{name}_people"],
                remaining=self._figures[f"{name}_remaining"],
            )
            for name in IN_HEADLINE
        }

    def views_beside(self, view: str) -> tuple[list[Offered], list[Offered]]:
        """Return the views worth offering beside this one: the daily ones, and the others.

        Each with its label and how many rows it opens.
        """
        daily: list[Offered] = []
        others: list[Offered] = []
        for name, offered in VIEWS.items():
            count = int(self._figures[f"{name}_rows"])
            if offered.is_daily or name == view:
                daily.append((name, offered.label, count))
            elif count:
                others.append((name, offered.label, count))
        return daily, others


def open_book(
    households: QuerySet[Household], *, firm: Firm, year: int, as_of: date, outdated: int = 0
) -> Book:
    """Return the book of some households of a firm, as it was last worked out."""
    current = households.filter(archived_at=None)
    rows = Standing.objects.filter(
        firm=firm, book_year=year, household__in=current, is_asked_only=False
    )
    return Book(year=year, as_of=as_of, rows=rows, outdated=outdated)


def narrowed(rows: Rows, asked: dict[str, Any], *, as_of: date) -> Rows:
    """Return the rows that answer every question of the filter, in the order asked for."""
    if team := asked.get("team"):
        rows = rows.filter(household__team=team)
    if status := asked.get("status"):
        rows = rows.filter(status=status)
    if before := asked.get("due_before"):
        rows = rows.filter(deadline__lt=before)
    for word in (asked.get("q") or "").casefold().split():
        rows = rows.filter(words__contains=word)
    seen = rows.annotate(as_of=Value(as_of, DateField()))  # type: ignore[no-redef]
    return seen.select_related("household").order_by(*_order(asked.get("sort") or "urgency"))


def _order(sort: str) -> list[OrderBy | str]:
    by = SORTS[sort.removeprefix("-")]
    first = by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True)
    return [first, *THEN]


def _sum(column: str, **options: Any) -> Sum:
    return Sum(column, default=NOTHING, **options)
