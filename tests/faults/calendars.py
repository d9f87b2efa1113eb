"""Days, slots and milestones against an oracle that shares no code: the C library's clock.

`python -m tests.faults.calendars --cases 10000 --seed 1` prints JSON. The site reckons with
`zoneinfo`; here every minute of a local day is asked of `localtime(3)`, most often around year ends
and the days on which clocks change. Milestones are compared with the audit's second reckoning.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import django

django.setup()

from planning.reminders.calendar import Hours, moment, reached  # noqa: E402
from planning.reminders.expectations import _milestone  # noqa: E402
from planning.reminders.kinds import KINDS  # noqa: E402

ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
    "America/St_Johns", "Pacific/Guam", "Europe/London", "Australia/Lord_Howe",
)  # fmt: skip
YEARS = range(2025, 2030)
DAY = timedelta(days=1)
MINUTES_AROUND = 15 * 60  # no zone is further from UTC
MILESTONES = 8  # one case in so many is a milestone's


def _enter(zone: str) -> None:
    os.environ["TZ"] = zone
    time.tzset()


@cache
def minutes_of(zone: str, day: date) -> tuple[tuple[time_of_day, int], ...]:
    """Return every minute of a local day, as the C library lives through it."""
    _enter(zone)
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    found = []
    for minute in range(-MINUTES_AROUND, 24 * 60 + MINUTES_AROUND):
        local = time.localtime(midnight + 60 * minute)
        if (local.tm_year, local.tm_mon, local.tm_mday) == (day.year, day.month, day.day):
            found.append((time_of_day(local.tm_hour, local.tm_min), midnight + 60 * minute))
    return tuple(found)


@cache
def changes_of(zone: str, year: int) -> tuple[date, ...]:
    """Return the days of a year on which clocks are changed."""
    _enter(zone)
    days = [date(year, 1, 1) + number * DAY for number in range(365)]
    offsets = [
        time.localtime(time.mktime((*day.timetuple()[:3], 12, 0, 0, 0, 0, -1))) for day in days
    ]
    pairs = zip(days[1:], offsets, offsets[1:], strict=False)
    return tuple(day for day, one, other in pairs if one.tm_gmtoff != other.tm_gmtoff)


def first(zone: str, day: date, at: time_of_day) -> int:
    """Return when a local time comes for the first time, or the next that does come."""
    minutes = minutes_of(zone, day)
    exact = [stamp for local, stamp in minutes if local == at]
    if exact:
        return exact[0]
    later = [(local, stamp) for local, stamp in minutes if local > at]
    return min(later)[1] if later else minutes_of(zone, day + DAY)[0][1]


class Case:
    """One firm's hours on one day, chosen where it is difficult."""

    def __init__(self, dice: Random) -> None:
        self.zone, year = dice.choice(ZONES), dice.choice(YEARS)
        changes = changes_of(self.zone, year)
        self.day = dice.choice(
            [
                date(year, 12, dice.randint(26, 31)),
                date(year, 1, dice.randint(1, 5)),
                *[change + dice.randint(-1, 1) * DAY for change in changes],
            ]
        )
        self.at = time_of_day(dice.randrange(24), dice.randrange(60))
        opens, closes = dice.randint(4, 9), dice.randint(15, 23)
        slots = sorted(dice.sample(range(opens * 60, closes * 60), dice.randint(1, 3)))
        holidays = [self.day + dice.randint(-3, 4) * DAY for _ in range(dice.randint(0, 3))]
        self.hours = Hours(
            zone=ZoneInfo(self.zone),
            slots=tuple(time_of_day(*divmod(slot, 60)) for slot in slots),
            opens=time_of_day(opens),
            closes=time_of_day(closes),
            holidays=frozenset(holidays),
            sends_on_weekends=dice.random() < 0.3,
        )
        stamps = minutes_of(self.zone, self.day)
        self.local, self.now = stamps[dice.randrange(len(stamps))]

    def works(self, day: date) -> bool:
        is_off = day.isoweekday() > 5 or day in self.hours.holidays
        return self.hours.sends_on_weekends or not is_off

    def wrong(self) -> list[str]:
        hours, now = self.hours, datetime.fromtimestamp(self.now, tz=UTC)
        is_open = self.works(self.day) and hours.opens <= self.local < hours.closes
        begun = [slot for slot in hours.slots if first(self.zone, self.day, slot) <= self.now]
        opening = now.timestamp() if is_open else self._next((hours.opens,))
        expected: dict[str, tuple[object, object]] = {
            "moment": (
                _stamp(moment(self.day, self.at, hours.zone)),
                first(self.zone, self.day, self.at),
            ),
            "today": (hours.today(now), self.day),
            "is_open": (hours.is_open(now), is_open),
            "slot": (hours.current_slot(now), begun[-1] if is_open and begun else None),
            "next_slot": (_stamp(hours.next_slot(now)), self._next(hours.slots)),
            "next_opening": (_stamp(hours.next_opening(now)), opening),
        }
        return [
            f"{name} in {self.zone} on {self.day} {self.local}: {ours}, not {theirs}"
            for name, (ours, theirs) in expected.items()
            if ours != theirs
        ]

    def _next(self, times: tuple[time_of_day, ...]) -> int:
        day = self.day
        while True:
            stamps = [first(self.zone, day, at) for at in times] if self.works(day) else []
            if coming := [stamp for stamp in stamps if stamp >= self.now]:
                return coming[0]
            day += DAY

    def wrong_milestones(self, dice: Random) -> list[str]:
        kind = dice.choice([*KINDS])
        deadline = date(self.day.year, *((1, 31) if kind == "balance" else (12, 31)))
        if kind == "rmd_first":
            deadline = date(self.day.year, 4, 1)
        elif kind == "missed":
            deadline = date(self.day.year - 1, 12, 31)
        elif kind == "starter":
            deadline = date(self.day.year + 1, 12, 31)
        last = reached(KINDS[kind].days(deadline, self.hours), self.day)
        ours = last.code if last else ""
        theirs = _milestone(kind, deadline, self.day, self.hours)
        if ours == theirs or (last and self.day - last.on > 400 * DAY):
            return []
        return [f"{kind} by {deadline} on {self.day}: {ours!r}, not {theirs!r}"]


def _stamp(at: datetime) -> float:
    return at.timestamp()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", default="1")
    chosen = parser.parse_args()
    dice = Random(chosen.seed)
    wrong, tried = [], Counter[str]()
    for number in range(chosen.cases):
        case = Case(dice)
        tried[case.zone] += 1
        wrong += case.wrong()
        if number % MILESTONES == 0:
            tried["milestones"] += 1
            wrong += case.wrong_milestones(dice)
    print(json.dumps({"cases": chosen.cases, "tried": tried, "wrong": wrong}))
