"""What day and what time is it where a firm works?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from clients.models import Firm


def today_of(firm: Firm) -> date:
    """Return the date in the firm's own time zone: there December 31 begins and ends."""
    return timezone.localdate(timezone=ZoneInfo(firm.time_zone))


def day_of(moment: datetime, firm: Firm) -> date:
    """Return the date it was there at a moment."""
    return timezone.localdate(moment, ZoneInfo(firm.time_zone))


def spoken_moment(there: datetime) -> str:
    """Write a moment as the clocks there show it: Nov 21, 2026, 11:08 PM EST."""
    return date_format(there, pgettext("a moment", "M j, Y, g:i A T"))


def database_now() -> datetime:
    """Return what the database's clock says: the one clock that all processes share."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')")
            return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
        cursor.execute("SELECT CLOCK_TIMESTAMP()")
        found: datetime = cursor.fetchone()[0]
        return found
