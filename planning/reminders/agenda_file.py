"""The calendar of the worklist as a file for other calendars: days and counts.

Clients are named where the firm lets mails name them, and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import uuid5

from django.utils.translation import gettext as _
from icalendar import Event

from clients.models import Firm
from planning.reminders.agenda import MAIL, Agenda, Day, Happening
from planning.reports.files import CALENDAR, DAYS_OF_WARNING, alarm, empty_calendar

MOST_NAMES = 20


def write_agenda(agenda: Agenda, *, firm: Firm, addresses: Mapping[str, str]) -> bytes:
    """Return an event for each thing that happens on a day to come, with how much it is about.

    `addresses` has the page that shows a day's kind. An event keeps its identity from file to
    file, so that a calendar replaces it.
    """
    calendar = empty_calendar()
    for on, day in sorted(agenda.days.items()):
        if on >= agenda.as_of:
            for happening in day.happenings:
                if happening.sort != MAIL:
                    calendar.add_component(_event(agenda, day, happening, firm, addresses))
    ical: bytes = calendar.to_ical()
    return ical


def _event(
    agenda: Agenda, day: Day, happening: Happening, firm: Firm, addresses: Mapping[str, str]
) -> Event:
    now = agenda.as_of
    event = Event()
    event.add("uid", str(uuid5(CALENDAR, json.dumps([str(firm.pk), happening.sort, str(day.on)]))))
    event.add("dtstamp", datetime(now.year, now.month, now.day, tzinfo=UTC))
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", happening.text)
    event.add("url", f"{addresses[happening.kind]}&day={day.on}")
    event.add("description", names_of(happening) if firm.mails_may_name_clients else happening.text)
    for days in DAYS_OF_WARNING:
        event.add_component(alarm(days))
    return event


def names_of(happening: Happening) -> str:
    """Name whom a thing is about, as many as fit."""
    names = sorted({f"{item.person_name} ({item.household_name})" for item in happening.items})
    more = len(names) - MOST_NAMES
    named = "\n".join(names[:MOST_NAMES])
    return named + (_("\nand {more} more").format(more=more) if more > 0 else "")
