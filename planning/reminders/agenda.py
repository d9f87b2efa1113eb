"""What happens on which day: last days by law and by custodians, and the mails before them.

It is the worklist once more, by day instead of by urgency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import ngettext_lazy

from clients.models import Firm, Holiday
from planning.models import ReminderSettings
from planning.reminders.calendar import Hours
from planning.reminders.kinds import KINDS
from planning.reports.cut_offs import cut_offs
from planning.worklist import Item
from planning.worklist.kinds import LAST_YEAR, LATE, OF_DEATH

MAIL = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One sort of thing that happens on a day."""

    text: Any  # of one, of several
    kind: str = ""  # of the worklist, whose items it is about


# In the order in which a day tells them.
SORTS: Mapping[str, Sort] = {
    "late": Sort(
        text=ngettext_lazy(
            "{count} distribution due, past the custodian’s day",
            "{count} distributions due, past the custodian’s day",
        ),
        kind=LATE,
    ),
    "last_year": Sort(
        text=ngettext_lazy(
            "{count} inherited account to be empty", "{count} inherited accounts to be empty"
        ),
        kind=LAST_YEAR,
    ),
    "death": Sort(
        text=ngettext_lazy(
            "{count} distribution left in a year of death",
            "{count} distributions left in years of death",
        ),
        kind=OF_DEATH,
    ),
    "law": Sort(
        text=ngettext_lazy("{count} distribution due", "{count} distributions due"), kind="rmd"
    ),
    "first": Sort(
        text=ngettext_lazy(
            "{count} first distribution due, put off", "{count} first distributions due, put off"
        ),
        kind="rmd_first",
    ),
    "custodian": Sort(
        text=ngettext_lazy(
            "{count} distribution to request by now", "{count} distributions to request by now"
        ),
        kind="rmd",
    ),
    "qcd": Sort(text=ngettext_lazy("{count} gift to clear", "{count} gifts to clear"), kind="qcd"),
    "plan": Sort(
        text=ngettext_lazy("{count} planned payment", "{count} planned payments"),
        kind="plan_not_seen",
    ),
    MAIL: Sort(text=ngettext_lazy("Mails about {count} matter", "Mails about {count} matters")),
}
BY_LAW = {sort.kind: name for name, sort in SORTS.items() if sort.kind and name != "custodian"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happens on a day, and to what."""

    sort: str
    items: Sequence[Item]

    @property
    def text(self) -> str:
        """Say what happens."""
        count = len(self.items)
        return str(SORTS[self.sort].text % count).format(count=f"{count:,}")

    @property
    def kind(self) -> str:
        """The kind of the worklist that its items are of; none of mails, which tell of many."""
        return SORTS[self.sort].kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day and what happens on it."""

    on: date
    happenings: tuple[Happening, ...] = ()
    holiday: str = ""
    custodians: tuple[str, ...] = ()  # whose last day for requests it is

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do or to know."""
        return not (self.happenings or self.custodians)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What happens on the days of a year and of the spring after it."""

    as_of: date
    days: Mapping[date, Day]  # of which there is something to say

    def day(self, on: date) -> Day:
        return self.days.get(on) or Day(on=on)

    def busy(self, first: date, last: date) -> list[Day]:
        """Return the days from one to another on which something happens."""
        return [
            day for on, day in sorted(self.days.items()) if first <= on <= last and not day.is_empty
        ]


def agenda_of(
    items: Iterable[Item], *, firm: Firm, settings: ReminderSettings, hours: Hours, as_of: date
) -> Agenda:
    """Return what happens to some items of the worklist, and what else there is to know of days."""
    told_on = cache(lambda kind, until: KINDS[kind].days(until, hours))
    mailed = KINDS.keys() - set(settings.kinds_off) if settings.is_on else set()
    found: dict[tuple[date, str], list[Item]] = defaultdict(list)
    for item in items:
        for on, sort in _last_days(item):
            found[on, sort].append(item)
        until = KINDS[item.kind].until(item, as_of) if item.kind in mailed else None
        for milestone in told_on(item.kind, until) if until else ():
            if milestone.on >= as_of:
                found[milestone.on, MAIL].append(item)
    holidays = dict(Holiday.objects.filter(firm=firm).values_list("on", "name"))
    custodians: dict[date, list[str]] = defaultdict(list)
    for name, on in cut_offs(firm, as_of.year).items():
        custodians[on].append(name)
    return Agenda(
        as_of=as_of,
        days={
            on: Day(
                on=on,
                happenings=tuple(
                    Happening(sort=sort, items=found[on, sort])
                    for sort in SORTS
                    if (on, sort) in found
                ),
                holiday=holidays.get(on, ""),
                custodians=tuple(sorted(custodians.get(on, ()))),
            )
            for on in {on for on, _sort in found} | holidays.keys() | custodians.keys()
        },
    )


def _last_days(item: Item) -> Iterator[tuple[date, str]]:
    if item.due_on and item.kind in BY_LAW:
        yield item.due_on, BY_LAW[item.kind]
    if item.cutoff_on and item.kind in ("rmd", LAST_YEAR, OF_DEATH):
        yield item.cutoff_on, "custodian"
