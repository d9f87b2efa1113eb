"""The book as a file: CSV with the page's columns, JSON, and a calendar of the days to meet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import uuid5

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Event

from clients.spreadsheets import defused
from planning.models import Standing
from planning.reports.book import Book, Rows, Totals
from planning.reports.files import (
    CALENDAR,
    DAYS_OF_WARNING,
    alarm,
    empty_calendar,
)

COLUMNS = (
    "row", "household", "person", "pool", "distribution_year", "required", "taken", "remaining",
    "due_on", "custodian_cutoff_on", "status", "balance", "next",
)  # fmt: skip


def write_book_csv(book: Book, rows: Rows) -> str:
    """Return the rows as they stand on the page, and the sums below them.

    The first column tells a row from the sums. A text that a spreadsheet would run as a formula
    gets an apostrophe before it; amounts stay numbers.
    """
    out = StringIO()
    lines = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    lines.writeheader()
    for row in rows:
        texts = {name: defused(value) for name, value in _texts(row).items()}
        lines.writerow({"row": "pool", **texts, **_figures(row)})
    totals = Totals.of(rows)
    people = ngettext("{count} person", "{count} people", totals.people)
    sums = {name: getattr(totals, name) for name in ("required", "taken", "remaining")}
    lines.writerow({"row": "total", "person": people.format(count=totals.people), **sums})
    if book.outdated:
        lines.writerow({"row": "note", "next": outdated_note(book)})
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def write_book_json(book: Book, rows: Rows) -> str:
    """Return the rows with their households' ids; what is not known is null."""
    totals = Totals.of(rows)
    document = {
        "year": book.year,
        "as_of": book.as_of.isoformat(),
        "households_being_brought_up_to_date": book.outdated,
        "rows": [
            {"household_id": str(row.household.pk), **_texts(row), **_nulls(_figures(row))}
            for row in rows
        ],
        "totals": {
            "people": totals.people,
            **{name: str(getattr(totals, name)) for name in ("required", "taken", "remaining")},
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def write_book_calendar(book: Book, rows: Rows) -> bytes:
    """Return one event for each day to meet, with how many people it is for: no name, no amount.

    It is the custodian's day where that comes before the law's. What is done has none.
    """
    by_day: dict[date, list[Standing]] = {}
    for row in rows:
        if row.tone == "open" and row.deadline is not None and row.deadline >= book.as_of:
            by_day.setdefault(row.deadline, []).append(row)
    calendar = empty_calendar()
    if book.outdated:
        calendar.add("x-wr-caldesc", outdated_note(book))
    for day, due in sorted(by_day.items()):
        calendar.add_component(_event(book, day, due))
    ical: bytes = calendar.to_ical()
    return ical


def outdated_note(book: Book) -> str:
    """Say that some figures are not the last ones, for a file and for a form."""
    text = ngettext(
        "Figures of {count} household are being brought up to date: ask again in a minute.",
        "Figures of {count} households are being brought up to date: ask again in a minute.",
        book.outdated,
    )
    return text.format(count=f"{book.outdated:,}")


Writer = Callable[[Book, Rows], str | bytes]
BOOK_FILES: Mapping[str, tuple[Writer, str]] = {
    "csv": (write_book_csv, "text/csv; charset=utf-8"),
    "json": (write_book_json, "application/json"),
    "ics": (write_book_calendar, "text/calendar; charset=utf-8"),
}


def _texts(row: Standing) -> dict[str, str]:
    return {
        "household": row.household.name,
        "person": row.person_name,
        "pool": row.pool_text,
        "status": row.status_text,
        "balance": row.confidence_text,
        "next": row.next_action,
    }


def _figures(row: Standing) -> dict[str, Decimal | date | int | str]:
    figures = {
        "required": row.required,
        "taken": row.taken,
        "remaining": row.remaining,
        "due_on": row.due_on,
        "custodian_cutoff_on": row.cutoff_on,
    }
    said = {name: "" if value is None else value for name, value in figures.items()}
    return {"distribution_year": row.year, **said}


def _nulls(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int) else str(value) or None
        for name, value in figures.items()
    }


def _event(book: Book, day: date, due: Iterable[Standing]) -> Event:
    people = len({(row.household.pk, row.person) for row in due})
    firm = next(iter(due)).household.firm_id
    title = ngettext(
        "Required distribution of {count} person is due",
        "Required distributions of {count} people are due",
        people,
    )
    event = Event()
    event.add("uid", str(uuid5(CALENDAR, json.dumps([str(firm), "book", day.isoformat()]))))
    event.add("dtstamp", datetime(book.as_of.year, book.as_of.month, book.as_of.day, tzinfo=UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", title.format(count=people))
    event.add("description", _("The custodian's day where it comes before the law's."))
    for days in DAYS_OF_WARNING:
        event.add_component(alarm(days))
    return event
