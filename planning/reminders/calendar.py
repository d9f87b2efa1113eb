"""On which day, and at which moment? Pure arithmetic of days, zones and hours.

A legal date never moves. The day on which somebody is told of it does: a countdown moves to the
working day before, so that nobody has less time than was promised; what opens a season moves to
the working day after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY, THURSDAY = 5, 3
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
QUARTER = 15  # minutes between the mails that cannot wait for the next day
LONGEST_GAP = 26 * 60  # minutes; one island once left out a whole day


AGAIN = "."  # between a milestone and the how manieth telling of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A point on the way to a deadline, and the day on which it is told."""

    code: str
    nominal: date
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """On which days and at which times a firm is mailed, where it works."""

    zone: ZoneInfo
    slots: tuple[time, ...]
    opens: time
    closes: time
    holidays: Collection[date] = field(default_factory=frozenset)
    sends_on_weekends: bool = False
    days: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # of kinds with days of own

    def works_on(self, day: date) -> bool:
        if self.sends_on_weekends:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def on_or_before(self, day: date) -> date:
        while not self.works_on(day):
            day -= DAY
        return day

    def on_or_after(self, day: date) -> date:
        while not self.works_on(day):
            day += DAY
        return day

    def today(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return self.works_on(local.date()) and self.opens <= local.time() < self.closes

    def next_opening(self, at: datetime) -> datetime:
        """Return the first moment from `at` on at which somebody may be mailed."""
        if self.is_open(at):
            return at
        day = self.today(at)
        while True:
            if self.works_on(day) and (opening := moment(day, self.opens, self.zone)) >= at:
                return opening
            day += DAY

    def current_slot(self, at: datetime) -> time | None:
        """Return the slot whose mails leave at a moment, None where none do."""
        if not self.is_open(at):
            return None
        day = self.today(at)
        begun = [slot for slot in self.slots if moment(day, slot, self.zone) <= at]
        return begun[-1] if begun else None

    def end_of(self, day: date, slot: time) -> datetime:
        """Return when the next slot of a day takes over, or nobody is mailed any more."""
        following = [other for other in self.slots if other > slot]
        return moment(day, min([*following, self.closes]), self.zone)

    def next_slot(self, at: datetime) -> datetime:
        """Return when the first slot from `at` on begins."""
        day = self.today(at)
        while True:
            if self.works_on(day):
                for slot in self.slots:
                    if (begins := moment(day, slot, self.zone)) >= at:
                        return begins
            day += DAY

    def before_closing(self, at: datetime) -> datetime | None:
        """Return the next quarter of an hour at which somebody may still be mailed today."""
        local = at.astimezone(self.zone)
        minutes = local.hour * 60 + local.minute
        wait = -minutes % QUARTER or (QUARTER if local.second or local.microsecond else 0)
        quarter = (at + wait * MINUTE).replace(second=0, microsecond=0)
        return quarter if self.is_open(at) and self.is_open(quarter) else None


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return a local time as a moment: the first of two, and the next minute that exists."""
    local = datetime.combine(day, at)
    for minutes in range(LONGEST_GAP):
        tried = local + minutes * MINUTE
        utc = tried.replace(tzinfo=zone).astimezone(UTC)
        if utc.astimezone(zone).replace(tzinfo=None) == tried:
            return utc
    raise ValueError(f"{zone} has no {local}.")


def countdown(
    deadline: date,
    days: Iterable[int],
    hours: Hours,
    *,
    daily_from: date | None = None,
    opening: date | None = None,
) -> tuple[Milestone, ...]:
    """Return the milestones before a deadline, one for each day on which somebody is told.

    `daily_from` adds every working day from then on, the last one too; `opening` is a first
    milestone before which nobody is told.
    """
    found = [_before(deadline, count, hours) for count in days]
    if daily_from is not None:
        every = (day for day in _days(daily_from, deadline) if hours.works_on(day))
        found += [_before(deadline, (deadline - day).days, hours) for day in every]
    if opening is not None:
        found = [milestone for milestone in found if milestone.on > opening]
        found.append(Milestone(code="open", nominal=opening, on=hours.on_or_after(opening)))
    return _one_a_day(found)


def repeated(opening: date, after: Iterable[int], hours: Hours) -> tuple[Milestone, ...]:
    """Return what opens a season and asks again so many days later."""
    found = [Milestone(code="open", nominal=opening, on=hours.on_or_after(opening))]
    for count in after:
        day = opening + count * DAY
        found.append(Milestone(code=f"+{count}", nominal=day, on=hours.on_or_after(day)))
    return _one_a_day(found)


def reached(milestones: Iterable[Milestone], on: date) -> Milestone | None:
    """Return the last milestone that is reached on a day."""
    last = None
    for milestone in milestones:
        if milestone.on <= on:
            last = milestone
    return last


def between(milestones: Iterable[Milestone], after: date, until: date) -> Iterator[Milestone]:
    """Yield the milestones that were reached after a day."""
    return (milestone for milestone in milestones if after < milestone.on <= until)


def thanksgiving(year: int) -> date:
    """Return the fourth Thursday of November. 5 U.S.C. § 6103(a)."""
    first = date(year, 11, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 21)


def _before(deadline: date, days: int, hours: Hours) -> Milestone:
    nominal = deadline - days * DAY
    return Milestone(code=str(days), nominal=nominal, on=hours.on_or_before(nominal))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def _one_a_day(milestones: Iterable[Milestone]) -> tuple[Milestone, ...]:
    """Keep of those that fall on one day the one nearest to the deadline."""
    by_day = {}
    for milestone in sorted(milestones, key=lambda found: (found.nominal, found.on)):
        by_day[milestone.on] = milestone
    return tuple(by_day[day] for day in sorted(by_day))
