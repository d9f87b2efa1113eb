"""Of which kinds of the worklist are people reminded? Each has its rule of days here.

What waits, and why, is the worklist's to say (`planning.worklist`); the words are in `texts.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from planning.reminders.calendar import DAY, Hours, Milestone, countdown, repeated, thanksgiving
from planning.worklist import Item

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
Until = Callable[[Item, date], date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of reminder."""

    label: Any
    until: Until  # the day an item counts down to, asked on a day; None: nobody is told of it
    days: Days  # the milestones on the way there
    escalates: bool = False
    begins_at: int = FIRST  # who is told at the latest from the beginning on


def _last_day(item: Item, on: date) -> date | None:
    return item.deadline


def _due_on(item: Item, on: date) -> date | None:
    return item.due_on


def _while_it_helps(item: Item, on: date) -> date | None:
    return item.due_on if item.due_on and item.due_on >= on else None


def _january(item: Item, on: date) -> date | None:
    """By the end of January custodians have told the balances that the year is worked out from."""
    return date(item.year, 1, 31) if item.year == on.year else None


def _year_end(item: Item, on: date) -> date | None:
    return date(item.year, DECEMBER, 31)


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


def _correcting(due_on: date, hours: Hours) -> tuple[Milestone, ...]:
    """Every thirty days for a year: until it is filed it is not done."""
    return repeated(due_on + 30 * DAY, range(30, 360, 30), hours)


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
        until=_due_on,
        days=_missed,
        escalates=True,
        begins_at=COMPLIANCE,
    ),
    "rmd_late": Kind(
        label=lazy("Past the custodian’s day"),
        until=_due_on,
        days=_past_cut_off,
        escalates=True,
        begins_at=SECOND,
    ),
    "rmd_last": Kind(
        label=lazy("Last year of an inherited account"),
        until=_last_day,
        days=_required,
        escalates=True,
    ),
    "rmd_death": Kind(
        label=lazy("Left in a year of death"), until=_last_day, days=_required, escalates=True
    ),
    "rmd": Kind(label=lazy("Distribution due"), until=_last_day, days=_required, escalates=True),
    "rmd_first": Kind(
        label=lazy("First distribution, put off"), until=_due_on, days=_put_off, escalates=True
    ),
    "qcd": Kind(label=lazy("Gift not cleared"), until=_while_it_helps, days=_uncleared),
    "balance": Kind(label=lazy("Balance missing"), until=_january, days=_balances),
    "correcting": Kind(label=lazy("Correction open"), until=_due_on, days=_correcting),
    "starter": Kind(label=lazy("Begins next year"), until=_year_end, days=_starters),
}
