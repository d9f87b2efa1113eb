"""Calendars that other programs read: each event is known again, changed, or cancelled.

What was handed out last is kept, so that a change raises the sequence of its event and what is
satisfied is cancelled instead of vanishing. Titles name nobody unless the firm lets mails do so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid5

from django.conf import settings as site
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event, Todo

from clients.models import Firm, User
from planning.models import CalendarEntry
from planning.reminders.agenda import MAIL, SORTS, Agenda
from planning.reminders.agenda_file import names_of
from planning.reports.files import CALENDAR, DAYS_OF_WARNING, alarm, empty_calendar
from planning.reports.your_year import YourHousehold
from planning.templatetags.money import dollars
from planning.worklist.page import Line

CANCELLED_FOR = timedelta(days=60)  # as long as a calendar may have been switched off
READ_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that belongs into a calendar: a day, or work without one."""

    key: str  # names it in its calendar, the same whenever it is read
    on: str  # a day, or nothing
    summary: str
    description: str
    url: str
    is_work: bool = False


def entries_of_agenda(agenda: Agenda, *, firm: Firm) -> Iterator[Entry]:
    """Yield what falls on the days to come, with how much it is about."""
    worklist = f"{site.BASE_URL}{reverse('planning:worklist')}"
    for on, day in sorted(agenda.days.items()):
        for happening in day.happenings:
            if on < agenda.as_of or happening.sort == MAIL:
                continue
            told = names_of(happening) if firm.mails_may_name_clients else happening.text
            yield Entry(
                key=f"{happening.sort}:{on}",
                on=on.isoformat(),
                summary=happening.text,
                description=told,
                url=f"{worklist}?kind={SORTS[happening.sort].kind}&day={on}",
            )


def entries_of_work(lines: Iterable[Line], *, user: User, firm: Firm) -> Iterator[Entry]:
    """Yield what was given to somebody."""
    for line in lines:
        if line.mark.assigned_to != user.pk:
            continue
        item = line.item
        summary = _("{what}, {year}").format(what=item.label, year=item.year)
        if firm.mails_may_name_clients:
            summary = f"{summary}: {item.person_name}"
        yield Entry(
            key=f"work:{item.code}",
            on=item.deadline.isoformat() if item.deadline else "",
            summary=summary,
            description=item.why,
            url=f"{site.BASE_URL}{reverse('planning:worklist')}?who=me",
            is_work=True,
        )


def entries_of_client(households: Iterable[YourHousehold], *, firm: Firm) -> Iterator[Entry]:
    """Yield what clients must take, and what they were asked for, as their page has it."""
    page = f"{site.BASE_URL}{reverse('planning:portal')}"
    for one in households:
        for person in one.people:
            for pool in person.pools:
                if pool.until is None or pool.is_over or pool.is_undecided:
                    continue
                figures, summary = pool.figures, _("A required distribution is due")
                if firm.mails_may_name_clients:
                    summary = _("{name} must have taken {amount} from {source}").format(
                        name=person.name,
                        amount=dollars(figures["required"]),
                        source=figures["source"],
                    )
                yield Entry(
                    key=f"{person.letter.person_id}:{figures['pool']}:"
                    f"{figures['distribution_year']}",
                    on=pool.until,
                    summary=summary,
                    description=_("Sign in to see how much, from where and how far it is."),
                    url=page,
                )
        for ask in one.asks:
            yield Entry(
                key=f"ask:{ask.pk}",
                on="",
                summary=_("Your advisor needs something from you"),
                description=_("Sign in to see what it is."),
                url=page,
                is_work=True,
            )


@transaction.atomic
def handed_out(
    entries: Iterable[Entry], *, firm: Firm, shelf: str, now: datetime, today: date
) -> list[CalendarEntry]:
    """Note what a calendar says now; return its events with those cancelled lately."""
    # Who reads the same calendar at the same moment waits here.
    Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
    before = {row.key: row for row in CalendarEntry.objects.filter(shelf=shelf)}
    new, changed = [], []
    found = {entry.key: asdict(entry) for entry in entries}
    for key, content in found.items():
        row = before.get(key)
        if row is None:
            new.append(
                CalendarEntry(firm=firm, shelf=shelf, key=key, content=content, changed_at=now)
            )
        elif row.content != content or row.cancelled_at is not None:
            row.content, row.cancelled_at = content, None
            changed.append(row)
    for key, row in before.items():
        is_past = row.content["on"] and row.content["on"] < today.isoformat()
        if key not in found and row.cancelled_at is None and not is_past:
            row.cancelled_at = now
            changed.append(row)
    for row in changed:
        row.sequence, row.changed_at = row.sequence + 1, now
    CalendarEntry.objects.bulk_create(new)
    CalendarEntry.objects.bulk_update(
        changed, ["content", "sequence", "changed_at", "cancelled_at"]
    )
    rows = [*before.values(), *new]
    return sorted(
        (row for row in rows if row.key in found or _was_cancelled_lately(row, now)),
        key=lambda row: (row.content["on"], row.key),
    )


def write_calendar(rows: Iterable[CalendarEntry], *, name: str) -> bytes:
    """Return the calendar as a file. The same rows give the same bytes."""
    calendar = empty_calendar()
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", READ_EVERY, parameters={"VALUE": "DURATION"})
    for row in rows:
        calendar.add_component(_component(row))
    ical: bytes = calendar.to_ical()
    return ical


def _was_cancelled_lately(row: CalendarEntry, now: datetime) -> bool:
    return row.cancelled_at is not None and row.cancelled_at > now - CANCELLED_FOR


def _component(row: CalendarEntry) -> Event | Todo:
    content: Mapping[str, Any] = row.content
    component = Todo() if content["is_work"] else Event()
    component.add("uid", str(uuid5(CALENDAR, json.dumps([row.shelf, row.key]))))
    component.add("dtstamp", row.changed_at)
    component.add("last-modified", row.changed_at)
    component.add("sequence", row.sequence)
    component.add("summary", content["summary"])
    component.add("description", content["description"])
    component.add("url", content["url"])
    if row.cancelled_at is not None:
        component.add("status", "CANCELLED")
    elif content["is_work"]:
        component.add("status", "NEEDS-ACTION")
    else:
        component.add("status", "CONFIRMED")
    if content["on"]:
        _put_on_its_day(component, date.fromisoformat(content["on"]), content["is_work"])
        for days in DAYS_OF_WARNING if row.cancelled_at is None else ():
            component.add_component(alarm(days, before_end=content["is_work"]))
    return component


def _put_on_its_day(component: Event | Todo, on: date, is_work: bool) -> None:
    if is_work:
        component.add("due", on)
        return
    component.add("dtstart", on)
    component.add("dtend", on + timedelta(days=1))
    component.add("transp", "TRANSPARENT")
