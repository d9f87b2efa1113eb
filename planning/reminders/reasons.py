"""Why is a reminder not sent? The codes that stand on the row, and their sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as lazy

from clients.models import Firm
from planning.models import Reminder, ReminderSettings, Standing
from planning.reports.headline import DONE

SATISFIED, TOO_LATE, GONE = "satisfied", "too_late", "gone"
OFF, LEFT, NOT_TOLD, NO_ACCESS = "off", "left", "not_told", "no_access"
LATER, MAIL_DEAD, MAIL_HELD, RESTORED = "later", "mail_dead", "mail_held", "restored"
LET_BE = "let_be"

SENTENCES: Mapping[str, Any] = {
    SATISFIED: lazy("It was done: the records prove it."),
    TOO_LATE: lazy("The day it counted down to was over; what follows it is another reminder."),
    GONE: lazy("The records no longer say that it is due."),
    OFF: lazy("The firm turned reminders of this kind off."),
    LEFT: lazy("The person no longer works for the firm."),
    NOT_TOLD: lazy("The person is no longer among those who are told of it."),
    NO_ACCESS: lazy("The person may not see the household. Somebody has to decide who is told."),
    LATER: lazy("A later reminder of the same deadline took its place."),
    MAIL_DEAD: lazy("The mail server refused the mail for good."),
    MAIL_HELD: lazy("The mail is held until somebody decides."),
    LET_BE: lazy("The person may not see the household; somebody saw to it that others know."),
    RESTORED: lazy("A backup was restored, and somebody decided not to send it again."),
}
# What the facts decided, so that other facts bring it back.
COMES_BACK = {SATISFIED, TOO_LATE, GONE, OFF, NOT_TOLD}

Place = tuple[UUID, str, int]  # the person, the pool, the tax year


def why_not(
    reminders: Collection[Reminder],
    *,
    firm: Firm,
    year: int,
    settings: ReminderSettings,
    members: Collection[UUID],
    open_keys: Collection[str],
) -> dict[UUID, str]:
    """Return the reason of each reminder that is planned and no longer wanted."""
    standing = _standings(firm, year, {reminder.household_id for reminder in reminders})
    found = {}
    for reminder in reminders:
        if not settings.is_on or reminder.kind in settings.kinds_off:
            found[reminder.pk] = OFF
        elif reminder.recipient_id not in members:
            found[reminder.pk] = LEFT
        elif reminder.deadline_key in open_keys:
            found[reminder.pk] = NOT_TOLD
        else:
            found[reminder.pk] = _of_the_facts(reminder, standing.get(_place(reminder)))
    return found


def _of_the_facts(reminder: Reminder, row: Standing | None) -> str:
    if row is None:
        return GONE
    if reminder.kind == "qcd":
        return SATISFIED if not row.uncleared else TOO_LATE
    if reminder.kind == "balance":
        return SATISFIED if row.confidence != "missing" else GONE
    if row.status in DONE or not row.remaining:
        return SATISFIED
    return TOO_LATE if reminder.kind in ("rmd", "rmd_late", "rmd_first") else GONE


def _place(reminder: Reminder) -> Place:
    _kind, _colon, subject = reminder.deadline_key.partition(":")
    person, _colon, pool_and_year = subject.partition(":")
    pool, _colon, year = pool_and_year.rpartition(":")
    return UUID(person), pool, int(year)


def _standings(firm: Firm, year: int, households: Iterable[UUID]) -> dict[Place, Standing]:
    rows = Standing.objects.filter(firm=firm, book_year=year, household__in=list(households))
    wanted = rows.only("owner", "pool", "year", "status", "remaining", "uncleared", "confidence")
    return {(row.owner_id, row.pool, row.year): row for row in wanted}
