"""Days of mails move, legal dates never; a local time that does not exist is the next that does."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from planning.reminders.calendar import (
    Hours,
    between,
    countdown,
    moment,
    reached,
    repeated,
    thanksgiving,
)
from planning.reminders.kinds import KINDS

CHRISTMAS = date(2026, 12, 25)
EASTERN = ZoneInfo("America/New_York")


def hours(zone: str = "America/New_York", *slots: time, holidays: tuple[date, ...] = ()) -> Hours:
    return Hours(
        zone=ZoneInfo(zone),
        slots=slots or (time(8),),
        opens=time(8),
        closes=time(18),
        holidays=holidays,
    )


def told(kind: str, deadline: date, **how: object) -> dict[str, date]:
    found = KINDS[kind].days(deadline, hours(**how))  # type: ignore[arg-type]
    return {milestone.code: milestone.on for milestone in found}


def test_a_countdown_moves_to_the_working_day_before() -> None:
    days = told("rmd", date(2026, 12, 10))  # a Thursday
    assert days == {
        "90": date(2026, 9, 11),
        "60": date(2026, 10, 9),  # a Sunday's, on Friday
        "30": date(2026, 11, 10),
        "14": date(2026, 11, 26),
        "7": date(2026, 12, 3),
        "3": date(2026, 12, 7),
        "1": date(2026, 12, 9),
    }
    assert told("rmd", date(2026, 12, 10), holidays=(date(2026, 11, 26),))["14"] == date(
        2026, 11, 25
    )


def test_from_december_15_every_working_day_is_one_of_it() -> None:
    days = told("rmd", date(2026, 12, 31), holidays=(CHRISTMAS,))
    december = sorted(day for day in days.values() if day >= date(2026, 12, 15))
    weekdays = [date(2026, 12, 15) + timedelta(days=n) for n in range(17)]
    assert december == [day for day in weekdays if day.weekday() < 5 and day != CHRISTMAS]
    assert days["0"] == date(2026, 12, 31)
    assert len(set(days.values())) == len(days)


def test_the_april_1_track_begins_in_february_and_counts_down() -> None:
    days = told("rmd_first", date(2026, 4, 1))
    assert days["open"] == date(2026, 2, 2)  # the 1st is a Sunday
    assert sorted(days.values())[0] == days["open"]
    assert (days["30"], days["0"]) == (date(2026, 3, 2), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("due", "first"),
    [(date(2026, 12, 31), date(2027, 1, 4)), (date(2026, 4, 1), date(2026, 4, 2))],
)
def test_what_was_missed_is_told_from_the_day_after(due: date, first: date) -> None:
    assert told("missed", due)["open"] == first  # January 2, 2027 is a Saturday


def test_gifts_are_asked_for_from_thanksgiving() -> None:
    assert [thanksgiving(year).day for year in range(2023, 2030)] == [23, 28, 27, 26, 25, 23, 22]
    assert told("qcd", date(2026, 12, 31))["open"] == date(2026, 11, 26)


def test_starters_are_told_in_october_and_balances_in_january() -> None:
    assert told("starter", date(2027, 12, 31)) == {"open": date(2026, 10, 1)}
    assert all(day.month == 1 for day in told("balance", date(2026, 1, 31)).values())


def test_the_last_one_reached_counts_and_the_others_are_between() -> None:
    milestones = countdown(date(2026, 12, 10), (90, 60, 30, 14, 7, 3, 1), hours())
    assert reached(milestones, date(2026, 9, 10)) is None
    last = reached(milestones, date(2026, 11, 28))
    assert last is not None
    assert last.code == "14"
    passed = between(milestones, date(2026, 10, 1), date(2026, 11, 28))
    assert [milestone.code for milestone in passed] == ["60", "30", "14"]


def test_two_that_fall_on_one_day_are_one() -> None:
    days = [m.on for m in repeated(date(2027, 1, 2), (1, 2, 7), hours())]
    assert len(days) == len(set(days))


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("America/New_York", date(2026, 12, 31), time(8), "2026-12-31T13:00"),
        ("Pacific/Honolulu", date(2026, 12, 31), time(23, 30), "2027-01-01T09:30"),
        # 2:30 does not exist: 3:00 is the next minute that does.
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:00"),
        # 1:30 exists twice: the first counts.
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),
        # An island that left a day out.
        ("Pacific/Apia", date(2011, 12, 30), time(8), "2011-12-30T10:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),
    ],
)
def test_a_local_time_is_one_moment(zone: str, day: date, at: time, expected: str) -> None:
    assert moment(day, at, ZoneInfo(zone)) == datetime.fromisoformat(expected + "+00:00")


def test_mails_leave_in_their_slot_and_within_the_hours_of_a_working_day() -> None:
    office = hours("America/New_York", time(8), time(13), holidays=(CHRISTMAS,))
    thursday = datetime(2026, 12, 24, 7, 59, tzinfo=EASTERN)
    assert office.current_slot(thursday) is None
    assert office.current_slot(thursday + timedelta(minutes=1)) == time(8)
    assert office.current_slot(thursday.replace(hour=13)) == time(13)
    assert office.current_slot(thursday.replace(hour=18)) is None
    assert office.next_slot(thursday) == thursday.replace(hour=8, minute=0)
    assert office.next_slot(thursday.replace(hour=9)) == thursday.replace(hour=13, minute=0)
    monday = datetime(2026, 12, 28, 8, tzinfo=EASTERN)
    assert office.next_slot(thursday.replace(hour=14)) == monday
    assert office.next_opening(thursday.replace(hour=20)) == monday
    assert not office.is_open(datetime(2026, 12, 25, 10, tzinfo=EASTERN))
