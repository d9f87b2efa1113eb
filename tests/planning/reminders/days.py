"""A demo firm that lives through days."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from clients.mail.sending import send_mail
from clients.models import Firm, Mail
from planning.demo import seed_demo
from planning.reminders.auditor import audit_firm
from planning.reminders.digests import gather
from planning.reminders.planner import plan_firm

EASTERN = ZoneInfo("America/New_York")


class Days:
    """A demo firm that lives through days, ten o'clock in the morning each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, households: int, on: date) -> None:
        self.patch = monkeypatch
        self.day(on)
        self.firm: Firm = seed_demo(households=households, as_of=on)

    def day(self, on: date) -> datetime:
        at = datetime.combine(on, time(10), EASTERN)
        self.patch.setattr(timezone, "localdate", lambda *_, **__: on)
        self.patch.setattr("planning.reminders.source.database_now", lambda: at)
        return at

    def live(self, on: date) -> list[str]:
        at = self.day(on)
        _count_the_rows()
        # Months pass in a minute here, which the guard against too many in a day may not see.
        Mail.objects.update(handed_off_at=None)
        plan_firm(self.firm, at)
        for digest in gather(self.firm, at):
            send_mail(digest.mail_id)
        return self.audit(on)

    def audit(self, on: date) -> list[str]:
        found = audit_firm(self.firm, self.day(on))
        assert found is not None
        return found


def _count_the_rows() -> None:
    """Let PostgreSQL know how large its tables are, as it learns by itself of what is committed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
