"""Until which day does each custodian take requests at the end of a year?"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

from clients.models import Custodian, Firm, Holiday

SATURDAY = 5


def cut_offs(firm: Firm, year: int) -> dict[str, date]:
    """Return the last day of each custodian of a firm, moved before weekends and holidays."""
    holidays = set(Holiday.objects.filter(firm=firm).values_list("on", flat=True))
    return {
        custodian.name: working_day(
            _day_in(year, custodian.cutoff_month, custodian.cutoff_day), holidays
        )
        for custodian in Custodian.objects.filter(firm=firm)
    }


def working_day(day: date, holidays: Collection[date]) -> date:
    """Return a day, or the last one before it on which the firm works."""
    while day.weekday() >= SATURDAY or day in holidays:
        day -= timedelta(days=1)
    return day


def _day_in(year: int, month: int, day_of_month: int) -> date:
    return date(year, month, min(day_of_month, monthrange(year, month)[1]))
