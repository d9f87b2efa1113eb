"""Why is a reminder not sent? The codes that stand on the row, and their sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as lazy

from clients.models import Firm, Payment
from planning.models import Reminder, ReminderSettings, Standing
from planning.reminders.deadlines import Deadline
from planning.reports.headline import DONE
from planning.worklist.kinds import TO_TAKE

SATISFIED, TOO_LATE, GONE = "satisfied", "too_late", "gone"
OFF, LEFT, NOT_TOLD, NO_ACCESS = "off", "left", "not_told", "no_access"
LATER, MAIL_DEAD, MAIL_HELD, RESTORED = "later", "mail_dead", "mail_held", "restored"
LET_BE, SET_ASIDE = "let_be", "set_aside"

SENTENCES: Mapping[str, Any] = {
    SATISFIED: lazy("It was done: the records prove it."),
    TOO_LATE: lazy("The day it counted down to was over; what follows it is another reminder."),
    GONE: lazy("The records no longer say that it is due."),
    OFF: lazy("The firm turned reminders of this kind off."),
    LEFT: lazy("The person no longer works for the firm."),
    NOT_TOLD: lazy("The person is no longer among those who are told of it."),
    SET_ASIDE: lazy("It was set aside on the worklist until a later day."),
    NO_ACCESS: lazy("The person may not see the household. Somebody has to decide who is told."),
    LATER: lazy("A later reminder of the same deadline took its place."),
    MAIL_DEAD: lazy("The mail server refused the mail for good."),
    MAIL_HELD: lazy("The mail is held until somebody decides."),
    LET_BE: lazy("The person may not see the household; somebody saw to it that others know."),
    RESTORED: lazy("A backup was restored, and somebody decided not to send it again."),
}
# What the facts decided, so that other facts bring it back.
COMES_BACK = {SATISFIED, TOO_LATE, GONE, OFF, NOT_TOLD, SET_ASIDE}

Place = tuple[UUID, str, int]


def why_not(
    reminders: Collection[Reminder],
    *,
    firm: Firm,
    on: date,
    settings: ReminderSettings,
    members: Collection[UUID],
    deadlines: Mapping[str, Deadline],
) -> dict[UUID, str]:
    """Return the reason of each reminder that is planned and no longer wanted."""
    facts = _Facts(firm, on.year, reminders)
    found = {}
    for reminder in reminders:
        deadline = deadlines.get(reminder.deadline_key)
        if not settings.is_on or reminder.kind in settings.kinds_off:
            found[reminder.pk] = OFF
        elif reminder.recipient_id not in members:
            found[reminder.pk] = LEFT
        elif deadline is not None:
            found[reminder.pk] = SET_ASIDE if deadline.mark.rests(on) else NOT_TOLD
        else:
            found[reminder.pk] = facts.reason(reminder)
    return found


class _Facts:
    """What the records say of what some reminders were about."""

    def __init__(self, firm: Firm, year: int, reminders: Iterable[Reminder]) -> None:
        households = {reminder.household_id for reminder in reminders}
        rows = Standing.objects.filter(firm=firm, book_year=year, household__in=households)
        wanted = rows.only("owner", "pool", "year", "status", "remaining", "confidence")
        self.standings = {(row.owner_id, row.pool, row.year): row for row in wanted}
        gifts = Payment.objects.filter(firm=firm, undone_at=None, kind=Payment.Kind.QCD)
        payments = gifts.filter(account__household__in=households)
        self.cleared = dict(payments.values_list("pk", "cleared_on"))

    def reason(self, reminder: Reminder) -> str:
        subject, pool, year = _place(reminder)
        if reminder.kind == "qcd":
            if subject not in self.cleared:
                return GONE
            return SATISFIED if self.cleared[subject] else TOO_LATE
        row = self.standings.get((subject, pool, year))
        if row is None:
            return GONE
        if reminder.kind == "balance":
            return SATISFIED if row.confidence != "missing" else GONE
        if row.status in DONE or not row.remaining:
            return SATISFIED
        return TOO_LATE if reminder.kind in TO_TAKE else GONE


def _place(reminder: Reminder) -> Place:
    """Return what a reminder is about: a person, a pool and a year, or a gift and its year."""
    _kind, subject, *pool, year = reminder.deadline_key.split(":")
    return UUID(subject), ":".join(pool), int(year)
