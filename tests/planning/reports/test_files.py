"""The case as CSV, iCalendar and JSON."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from planning.engine.household_file import read_household
from planning.reports.files import write_calendar, write_csv, write_json
from planning.rmd_case import compute_rmd_case
from tests.planning.reports.households import MISSED, OWNER, account, household

COUPLE = (Path(__file__).parents[2] / "examples" / "couple.json").read_text(encoding="utf-8")


def document(raw: str, *years: int) -> dict[str, Any]:
    return compute_rmd_case(read_household(raw), years=years or (2026,))


def rows(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(written.removeprefix("\N{BYTE ORDER MARK}"))))


def events(raw: str, *years: int) -> list[Any]:
    return Calendar.from_ical(write_calendar(document(raw, *years))).walk("VEVENT")


def test_csv_has_a_row_for_each_account_and_one_for_each_total() -> None:
    found = rows(write_csv(document(COUPLE)))
    assert [(r["account"], r["required"], r["remaining"]) for r in found[:4]] == [
        ("Rollover IRA", "17921.15", ""),
        ("SEP IRA", "3018.87", ""),
        ("", "20940.01", "5940.01"),
        ("Old employer 401(k)", "9433.96", ""),
    ]
    assert found[0]["divisor"] == "27.9"
    assert found[2]["due_on"] == "2027-04-01"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(start: str) -> None:
    name = f"{start}HYPERLINK(A1)"
    said = document(COUPLE)
    said["people"]["ana"]["name"] = name
    said["accounts"]["ira1"]["name"] = name
    said["obligations"][0]["pool_text"] = name
    first = rows(write_csv(said))[0]
    assert [first[column] for column in ("person", "account", "pool")] == [f"'{name}"] * 3


def test_a_negative_amount_stays_a_number() -> None:
    said = document(COUPLE)
    said["obligations"][0]["remaining"] = "-12.50"
    assert rows(write_csv(said))[2]["remaining"] == "-12.50"


def test_json_is_the_document_itself() -> None:
    said = document(COUPLE, 2026, 2027)
    assert json.loads(write_json(said)) == said


def test_each_open_deadline_is_an_event_of_a_whole_day_with_warnings() -> None:
    found = events(COUPLE)
    assert [e.decoded("dtstart").isoformat() for e in found] == ["2027-04-01"] * 2
    assert [len(e.walk("VALARM")) for e in found] == [3, 3]
    assert found[0].decoded("dtend").isoformat() == "2027-04-02"


def test_an_event_names_nobody_and_no_amount() -> None:
    written = write_calendar(document(COUPLE)).decode()
    for private in ("Ana", "Rivera", "Rollover", "Schwab", "5940", "20940", "ira1"):
        assert private not in written


def test_an_event_keeps_its_identity_as_facts_change() -> None:
    changed = COUPLE.replace('"amount": "10000.00"', '"amount": "12000.00"')
    assert changed != COUPLE
    first, second = ([str(e["uid"]) for e in events(raw)] for raw in (COUPLE, changed))
    assert first == second
    assert len(set(first)) == 2


def test_the_same_case_gives_the_same_file() -> None:
    assert write_calendar(document(COUPLE)) == write_calendar(document(COUPLE))


def test_what_is_done_past_or_only_projected_has_no_event() -> None:
    done = household(
        [OWNER],
        [account("a")],
        name="B",
        distributions=[
            {"account": "a", "paid_on": "2026-03-01", "amount": "5000.00", "kind": "cash"}
        ],
    )
    assert events(json.dumps(done)) == []
    assert events(json.dumps(MISSED), 2025) == []
    assert len(events(COUPLE, 2026, 2027, 2028)) == 2
