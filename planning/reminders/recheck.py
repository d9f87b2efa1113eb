"""Is everything a digest tells still true, now that its mail is about to leave?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from clients.models import Household, Mail
from planning import standings
from planning.models import Digest, Reminder, ReminderSettings
from planning.reminders.calendar import Hours
from planning.reminders.deadlines import Deadline, deadlines_of
from planning.reminders.reasons import LATER, MAIL_DEAD, MAIL_HELD, NO_ACCESS, why_not
from planning.reminders.recipients import Recipients

State = Reminder.State
CHUNK = 500


def work_out_again(digest: Digest, on: date) -> None:
    """Bring what is stored of a digest's households up to its facts, outside any transaction."""
    firm = digest.firm
    told = members_of(digest=digest).values("household")
    households = Household.objects.filter(firm=firm, pk__in=told)
    old = standings.outdated(households, year=on.year, as_of=on)
    ids = list(old.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        standings.work_out(ids[start : start + CHUNK], firm=firm, year=on.year, as_of=on)


def still_true(
    digest: Digest, on: date, settings: ReminderSettings, hours: Hours
) -> list[tuple[Reminder, Deadline]]:
    """End what is not true any more and return the rest, each with what it is of today.

    What the mail itself held up counts again: somebody asked to try it once more.
    """
    firm = digest.firm
    recipients = Recipients(firm, settings)
    members = list(members_of(digest=digest).order_by("deadline", "deadline_key"))
    found = deadlines_of(
        firm,
        on,
        hours,
        kinds={reminder.kind for reminder in members}.difference(settings.kinds_off),
        households={reminder.household_id for reminder in members},
    )
    deadlines = {deadline.key: deadline for deadline in found} if settings.is_on else {}
    later = _later_ones(digest, members)
    person = recipients.members.get(digest.recipient_id)
    kept, over = [], []
    for reminder in members:
        deadline = deadlines.get(reminder.deadline_key)
        if deadline is None or person is None:
            over.append(reminder)
        elif reminder.pk in later:
            _end([reminder.pk], state=State.SUPERSEDED, because=LATER, by=later[reminder.pk])
        elif not person.sees(deadline.team):
            _end([reminder.pk], state=State.HELD, because=NO_ACCESS)
        elif person.id not in dict(recipients.of(deadline, on)):
            over.append(reminder)
        else:
            kept.append((reminder, deadline))
    if over:
        reasons = why_not(
            over,
            firm=firm,
            on=on,
            settings=settings,
            members=recipients.members,
            deadlines=deadlines,
        )
        for reason in set(reasons.values()):
            ids = [pk for pk, because in reasons.items() if because == reason]
            _end(ids, state=State.CANCELLED, because=reason)
    if any(reminder.state != State.PENDING for reminder in members):
        members_of(digest=digest).exclude(state=State.PENDING).update(
            state=State.PENDING, because="", settled_at=None
        )
    return kept


def members_of(**of: Digest | Mail) -> QuerySet[Reminder]:
    """Return what a digest would tell if it left."""
    may_leave = Q(state=State.PENDING) | Q(because__in=[MAIL_DEAD, MAIL_HELD])
    return Reminder.objects.filter(may_leave, **of)


def _later_ones(digest: Digest, members: Sequence[Reminder]) -> dict[UUID, UUID]:
    """Return which members another reminder of the same deadline has overtaken."""
    rows = Reminder.objects.filter(
        firm=digest.firm,
        recipient=digest.recipient,
        state__in=[State.PENDING, State.SENT],
        created_at__gt=digest.created_at,
        deadline_key__in=[reminder.deadline_key for reminder in members],
    ).exclude(digest=digest)
    newest = dict(rows.order_by("created_at").values_list("deadline_key", "pk"))
    return {
        reminder.pk: newest[reminder.deadline_key]
        for reminder in members
        if reminder.deadline_key in newest
    }


def _end(ids: Sequence[UUID], *, state: str, because: str, by: UUID | None = None) -> None:
    Reminder.objects.filter(pk__in=ids).update(
        state=state, because=because, superseded_by=by, settled_at=Now()
    )
