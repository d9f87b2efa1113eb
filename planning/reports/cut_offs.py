"""Until which day does each custodian take requests at the end of a year?"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from clients.models import Custodian, Firm, Holiday

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CutOffs:
    """The last days of a firm's custodians, by their names, and the days it does not work on."""

    days: Mapping[str, tuple[int, int]]  # month, day
    holidays: Collection[date]

    def of(self, custodian: str, year: int) -> date | None:
        """Return the last day of a custodian, moved before weekends and holidays."""
        if custodian not in self.days:
            return None
        return working_day(_day_in(year, *self.days[custodian]), self.holidays)


def cut_offs_of(firm: Firm) -> CutOffs:
    """Return until when each custodian of a firm takes requests at the end of a year."""
    custodians = Custodian.objects.filter(firm=firm)
    return CutOffs(
        days={c.name: (c.cutoff_month, c.cutoff_day) for c in custodians},
        holidays=set(Holiday.objects.filter(firm=firm).values_list("on", flat=True)),
    )


def cut_offs(firm: Firm, year: int) -> dict[str, date]:
    """Return the last day of each custodian of a firm in a year."""
    found = cut_offs_of(firm)
    days = {name: found.of(name, year) for name in found.days}
    return {name: day for name, day in days.items() if day}


def working_day(day: date, holidays: Collection[date]) -> date:
    """Return a day, or the last one before it on which the firm works."""
    while day.weekday() >= SATURDAY or day in holidays:
        day -= timedelta(days=1)
    return day


def _day_in(year: int, month: int, day_of_month: int) -> date:
    return date(year, month, min(day_of_month, monthrange(year, month)[1]))
