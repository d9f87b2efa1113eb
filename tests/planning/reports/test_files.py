"""The case as CSV, iCalendar and JSON."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from planning.engine.household_file import read_household
from planning.reports.files import write_calendar, write_csv, write_json
from planning.rmd_case import compute_rmd_case
from tests.planning.reports.households import MISSED, OWNER, OWNER_DIED, account, household

COUPLE = (Path(__file__).parents[2] / "examples" / "couple.json").read_text(encoding="utf-8")


def document(raw: str, *years: int) -> dict[str, Any]:
    return compute_rmd_case(read_household(raw), years=years or (2026,))


def rows(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(written.removeprefix("\N{BYTE ORDER MARK}"))))


def events(raw: str, *years: int) -> list[Any]:
    return Calendar.from_ical(write_calendar(document(raw, *years))).walk("VEVENT")


def test_csv_has_a_row_for_each_account_and_one_for_each_total() -> None:
    found = rows(write_csv(document(COUPLE)))
    shown = ("row", "account", "account_required", "required", "remaining")
    assert [tuple(r[name] for name in shown) for r in found[:4]] == [
        ("account", "Rollover IRA", "17921.15", "", ""),
        ("account", "SEP IRA", "3018.87", "", ""),
        ("pool", "", "", "20940.01", "5940.01"),
        ("account", "Old employer 401(k)", "9433.96", "", ""),
    ]
    assert found[0]["divisor"] == "27.9"
    assert found[2]["due_on"] == "2027-04-01"


def test_a_column_of_csv_adds_up_to_what_is_required() -> None:
    said = document(COUPLE)
    column = [Decimal(r["required"]) for r in rows(write_csv(said)) if r["required"]]
    assert sum(column) == sum(Decimal(o["required"]) for o in said["obligations"])


def test_csv_says_what_is_not_decided() -> None:
    said = document(COUPLE.replace('"class": "designated", ', ""))
    found = [r for r in rows(write_csv(said)) if r["row"] == "undecided"]
    assert [(r["person"], r["account"]) for r in found] == [("Ana Rivera", "Inherited IRA")]
    assert [r["remark"] for r in found] == [entry["text"] for entry in said["undecided"]]


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
    assert [e.decoded("dtstart").isoformat() for e in found] == [
        "2027-04-01",
        "2027-04-01",
        "2026-12-31",
    ]
    assert [len(e.walk("VALARM")) for e in found] == [3, 3, 3]
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
    assert len(set(first)) == 3


@pytest.mark.parametrize("change", [{"born_on": "1953-05-11"}, {"number_last4": "1234"}])
def test_two_clients_who_name_nobody_have_events_of_their_own(change: dict[str, str]) -> None:
    def client(**facts: str) -> str:
        person = {"id": "owner", "name": "The account owner", "born_on": "1953-05-10"}
        ira = account("account", owner="owner", number_last4="4321")
        person |= {key: fact for key, fact in facts.items() if key in person}
        ira |= {key: fact for key, fact in facts.items() if key in ira}
        return json.dumps(household([person], [ira], name="The account owner"))

    [first], [second] = events(client()), events(client(**change))
    assert first["uid"] != second["uid"]


def test_two_deadlines_on_one_day_are_told_apart() -> None:
    assert [str(e["summary"]) for e in events(COUPLE)] == [
        "Deadline: retirement distribution for 2026, IRA",
        "Deadline: retirement distribution for 2026, employer's plan",
        "Deadline: retirement distribution for 2026, inherited IRA",
    ]


def test_what_a_deceased_owner_left_is_a_deadline_until_the_waiver_ends() -> None:
    days = {
        as_of: [e.decoded("dtstart").isoformat() for e in events(json.dumps(raw))]
        for as_of in ("2026-11-21", "2027-02-01", "2028-01-01")
        for raw in [OWNER_DIED | {"as_of": as_of}]
    }
    assert days == {
        "2026-11-21": ["2026-12-31"],
        "2027-02-01": ["2027-12-31"],
        "2028-01-01": [],
    }


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
    assert len(events(COUPLE, 2026, 2027, 2028)) == 3
