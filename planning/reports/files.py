"""The case as a file: CSV for a spreadsheet, iCalendar for the deadlines, JSON for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from clients.spreadsheets import defused
from planning.engine.rmd.pools import parts_of

Document = Mapping[str, Any]

COLUMNS = (
    "row", "distribution_year", "person", "pool", "account", "kind", "balance_on", "balance",
    "balance_basis", "divisor", "table", "account_required", "required", "taken", "remaining",
    "due_on", "status", "remark",
)  # fmt: skip
FIGURES = ("balance_on", "balance", "balance_basis", "divisor")
TOTALS = ("required", "taken", "remaining", "due_on")
DAYS_OF_WARNING = (30, 14, 3)
CALENDAR = UUID("6a3bb4a0-5c1e-4d0e-9a4c-3f7f5ae6d3f1")  # names our events; never changes
ENDED = {"paid", "satisfied", "closed", "not_required", "undecided"}


def write_csv(document: Document) -> str:
    """Return a row for each account and year, for each pool's total, for what is undecided.

    The first column says which it is; only totals are in the columns that can be added up.
    A text that a spreadsheet would run as a formula gets an apostrophe before it; amounts are
    the document's own and stay numbers, also negative ones.
    """
    out = StringIO()
    rows = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    rows.writeheader()
    rows.writerows(_csv_rows(document))
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def write_json(document: Document) -> str:
    """Return the document itself."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def write_calendar(document: Document) -> bytes:
    """Return the deadlines still open as all-day events that name nobody and no amount.

    What a deceased owner left is open until its waiver ends. An event keeps its identity from
    file to file, so that a calendar replaces it.
    """
    as_of = date.fromisoformat(document["as_of"])
    calendar = empty_calendar()
    for o in document["obligations"]:
        if o["status"] not in ENDED and not o["is_projected"]:
            days = (date.fromisoformat(o[end]) for end in ("due_on", "waived_until") if o[end])
            for deadline in [day for day in days if day >= as_of][:1]:
                calendar.add_component(_event(document, o, deadline, as_of))
    ical: bytes = calendar.to_ical()
    return ical


FILES: Mapping[str, tuple[Callable[[Document], str | bytes], str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "json": (write_json, "application/json"),
    "ics": (write_calendar, "text/calendar; charset=utf-8"),
}


def empty_calendar() -> Calendar:
    """Return a calendar to put deadlines into."""
    calendar = Calendar()
    calendar.add("prodid", "-//Advisorsite//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _csv_rows(document: Document) -> Iterator[dict[str, str | int]]:
    for o in document["obligations"]:
        common = {
            "distribution_year": o["distribution_year"],
            "person": defused(document["people"][o["person"]]["name"]),
            "pool": defused(o["pool_text"]),
        }
        for amount in o["accounts"]:
            account = document["accounts"][amount["account"]]
            names = {"account": defused(account["name"]), "kind": defused(account["kind_text"])}
            figures = {name: amount[name] or "" for name in FIGURES}
            required = amount["required"] or ""
            table = {"table": amount["table_text"] or "", "account_required": required}
            yield common | names | figures | table | {"row": "account"}
        totals = {name: o[name] or "" for name in TOTALS}
        yield common | totals | {"row": "pool", "status": o["status_text"]}
    for entry in document["undecided"]:
        yield {
            "row": "undecided",
            "distribution_year": entry["year"] or "",
            "person": defused(document["people"][entry["person"]]["name"]),
            "account": defused(document["accounts"][entry["account"]]["name"]),
            "remark": defused(entry["text"]),
        }


def _event(document: Document, o: Mapping[str, Any], deadline: date, as_of: date) -> Event:
    year = o["distribution_year"]
    title = {
        "own_iras": _("Deadline: retirement distribution for %(year)d, IRA"),
        "own_403bs": _("Deadline: retirement distribution for %(year)d, 403(b)"),
        "inherited_iras": _("Deadline: retirement distribution for %(year)d, inherited IRA"),
        "inherited_roth_iras": _(
            "Deadline: retirement distribution for %(year)d, inherited Roth IRA"
        ),
        "inherited_403bs": _("Deadline: retirement distribution for %(year)d, inherited 403(b)"),
        "inherited_plan": _("Deadline: retirement distribution for %(year)d, inherited plan"),
    }.get(
        parts_of(o["pool"]).kind,
        _("Deadline: retirement distribution for %(year)d, employer's plan"),
    )
    event = Event()
    event.add("uid", str(uuid5(CALENDAR, json.dumps(_identity(document, o)))))
    event.add("dtstamp", datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC))
    event.add("dtstart", deadline)
    event.add("dtend", deadline + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", title % {"year": year})
    event.add("description", _("The legal deadline. It does not move for a weekend."))
    for days in DAYS_OF_WARNING:
        event.add_component(alarm(days))
    return event


def _identity(document: Document, o: Mapping[str, Any]) -> list[Any]:
    """Return what tells an obligation from every other, also of households that name nobody."""
    accounts = [(row["account"], document["accounts"][row["account"]]) for row in o["accounts"]]
    return [
        document["household"],
        o["person"],
        document["people"][o["person"]]["born_on"],
        o["pool"],
        sorted([key, account["kind"], account["number_last4"] or ""] for key, account in accounts),
        o["distribution_year"],
    ]


def alarm(days: int, *, before_end: bool = False) -> Alarm:
    """Return a warning some days ahead: of the beginning, or of when work is due."""
    warning = Alarm()
    warning.add("action", "DISPLAY")
    warning.add("description", _("A deadline is near"))
    related = {"RELATED": "END"} if before_end else {}
    warning.add("trigger", timedelta(days=-days), parameters=related)
    return warning
