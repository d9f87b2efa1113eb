"""What are people reminded of? Each kind is one rule over the rows of the book, and its days.

The words of a kind are in `texts.py`. A kind over other facts than the book's has its own reader
in `deadlines.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as lazy

from planning.reminders.calendar import DAY, Hours, Milestone, countdown, repeated, thanksgiving
from planning.reports.headline import OPEN

# How many days before its deadline a kind is told; after it, of what was missed. A firm may have
# days of its own.
DAYS: Mapping[str, tuple[int, ...]] = {
    "missed": (7, 14, 30, 60, 90),
    "rmd_late": (14, 7, 3, 1),
    "rmd": (90, 60, 30, 14, 7, 3, 1),
    "rmd_first": (30, 14, 7, 3, 1, 0),
    "qcd": (14, 7, 3, 1),
    "balance": (21, 14, 7, 3, 1, 0),
}
AFTER = {"missed"}  # whose days are counted from the deadline on
FIRST, SECOND, COMPLIANCE = 0, 1, 2
DECEMBER = 12

Days = Callable[[date, Hours], tuple[Milestone, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of reminder."""

    label: Any
    days: Days  # the milestones on the way to a deadline
    rows: Callable[[date], Q] | None = None  # of this year's book that it is about, on a day
    deadline: str = "deadline"  # the column that holds it
    page: str = ""  # the view of the book that shows them
    escalates: bool = False
    begins_at: int = FIRST  # who is told at the latest from the beginning on


def _required(deadline: date, hours: Hours) -> tuple[Milestone, ...]:
    """Count down, and every working day from December 15 on."""
    daily = date(deadline.year, DECEMBER, 15) if deadline.month == DECEMBER else None
    return countdown(deadline, _days_of("rmd", hours), hours, daily_from=daily)


def _past_cut_off(due_on: date, hours: Hours) -> tuple[Milestone, ...]:
    daily = date(due_on.year, DECEMBER, 15)
    return countdown(due_on, _days_of("rmd_late", hours), hours, daily_from=daily)


def _put_off(due_on: date, hours: Hours) -> tuple[Milestone, ...]:
    """The April 1 track: from February 1 on."""
    opening = date(due_on.year, 2, 1)
    return countdown(due_on, _days_of("rmd_first", hours), hours, opening=opening)


def _missed(due_on: date, hours: Hours) -> tuple[Milestone, ...]:
    """From January 2 on for what was due by the end of a year, else from the day after."""
    is_year_end = due_on.month == DECEMBER
    opening = date(due_on.year + 1, 1, 2) if is_year_end else due_on + DAY
    return repeated(opening, _days_of("missed", hours), hours)


def _uncleared(year_end: date, hours: Hours) -> tuple[Milestone, ...]:
    opening = thanksgiving(year_end.year)
    return countdown(year_end, _days_of("qcd", hours), hours, opening=opening)


def _starters(year_end: date, hours: Hours) -> tuple[Milestone, ...]:
    """In October of the year before."""
    return repeated(date(year_end.year - 1, 10, 1), (), hours)


def _balances(end_of_january: date, hours: Hours) -> tuple[Milestone, ...]:
    return countdown(end_of_january, _days_of("balance", hours), hours)


def _days_of(kind: str, hours: Hours) -> tuple[int, ...]:
    return hours.days.get(kind, DAYS[kind])


# The most pressing first: the order of the lines of a digest.
KINDS = {
    "missed": Kind(
        label=lazy("Missed"),
        rows=lambda on: Q(status="missed", due_on__lt=on),
        deadline="due_on",
        days=_missed,
        page="missed",
        escalates=True,
        begins_at=COMPLIANCE,
    ),
    "rmd_late": Kind(
        label=lazy("Past the custodian’s day"),
        rows=lambda on: Q(
            status__in=OPEN, is_first_put_off=False, cutoff_on__lt=on, due_on__gte=on
        ),
        deadline="due_on",
        days=_past_cut_off,
        page="late",
        escalates=True,
        begins_at=SECOND,
    ),
    "rmd": Kind(
        label=lazy("Distribution due"),
        rows=lambda on: Q(status__in=OPEN, is_first_put_off=False, deadline__gte=on),
        days=_required,
        page="owes",
        escalates=True,
    ),
    "rmd_first": Kind(
        label=lazy("First distribution, put off"),
        rows=lambda on: Q(status__in=OPEN, is_first_put_off=True, due_on__gte=on),
        deadline="due_on",
        days=_put_off,
        page="first",
        escalates=True,
    ),
    "qcd": Kind(
        label=lazy("Gift not cleared"),
        rows=lambda on: Q(uncleared__gt=0, year=on.year),
        days=_uncleared,
        page="uncleared",
    ),
    "balance": Kind(
        label=lazy("Balance missing"),
        rows=lambda on: Q(confidence="missing", year=on.year),
        days=_balances,
        page="missing",
    ),
    "starter": Kind(label=lazy("Begins next year"), days=_starters),
}


def deadline_of(kind: str, *, stated: date | None, year: int) -> date | None:
    """Return the date a kind counts down to: what the row states, or the kind's own."""
    if kind == "qcd":
        return date(year, DECEMBER, 31)
    if kind == "balance":
        return date(year, 1, 31)
    return stated
