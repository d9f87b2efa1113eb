"""What day is it where a firm works?"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from clients.models import Firm


def today_of(firm: Firm) -> date:
    """Return the date in the firm's own time zone: there December 31 begins and ends."""
    return timezone.localdate(timezone=ZoneInfo(firm.time_zone))


def day_of(moment: datetime, firm: Firm) -> date:
    """Return the date it was there at a moment."""
    return timezone.localdate(moment, ZoneInfo(firm.time_zone))
