"""What is done every minute and every hour, by a worker or by a command."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now

from clients.instance import PLANNER, note_heartbeat
from clients.models import Firm
from clients.today import database_now
from planning.models import ReminderRound
from planning.reminders.auditor import audit_firm
from planning.reminders.digests import gather
from planning.reminders.planner import plan_firm
from planning.reminders.restoring import live_through_what_was_lost

logger = logging.getLogger(__name__)

AUDITED_EVERY = timedelta(hours=1)
NAMED = 20  # differences that stand in the log; the count is of all


def go_round(at: datetime | None = None) -> int:
    """Plan and gather for every firm; return how many digests were made.

    One firm that cannot be planned keeps no other from being, and shows: its last round grows old.
    """
    at = at or database_now()
    made = 0
    for firm in _firms():
        try:
            made += live_through_what_was_lost(firm)
            plan_firm(firm, at)
            made += len(gather(firm, at))
        except Exception:
            logger.exception("the reminders of firm %s could not be planned", firm.pk)
    note_heartbeat(PLANNER)
    return made


def audit_all(at: datetime | None = None, *, is_forced: bool = False) -> int:
    """Work out anew what every firm's people should be told; return how much is not so.

    Asked every few minutes, it looks at each firm once an hour: a scheduler that starts anew
    before its hour is over would else never ask.
    """
    at = at or database_now()
    found = 0
    lately = ReminderRound.objects.filter(audited_at__gt=Now() - AUDITED_EVERY)
    firms = _firms() if is_forced else _firms().exclude(pk__in=lately.values("firm"))
    for firm in firms:
        plan_firm(firm, at)
        differences = audit_firm(firm, at)
        if differences is None:  # facts changed meanwhile; the next hour looks again
            continue
        found += len(differences)
        for difference in differences[:NAMED]:
            logger.critical("reminders of firm %s: %s", firm.pk, difference)
        ReminderRound.objects.filter(firm=firm).update(
            audited_at=Now(), differences=len(differences)
        )
    return found


def _firms() -> QuerySet[Firm]:
    """Return the firms, first the one whose last round is the longest ago."""
    planned_at = ReminderRound.objects.filter(firm=OuterRef("pk")).values("planned_at")
    return Firm.objects.annotate(planned_at=Subquery(planned_at)).order_by(
        F("planned_at").asc(nulls_first=True), "pk"
    )
