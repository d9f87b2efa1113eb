"""What would be sent on some day, to whom? Asked without writing or sending anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from clients.models import Firm, Membership
from planning import standings
from planning.models import Reminder, ReminderRound
from planning.reminders.calendar import moment
from planning.reminders.deadlines import deadlines_of
from planning.reminders.kinds import KINDS
from planning.reminders.letter import Line, lines_of
from planning.reminders.planner import draft
from planning.reminders.preferences import hours_of, settings_of
from planning.reminders.recipients import Recipients


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One mail that would leave."""

    recipient: Membership
    lines: tuple[Line, ...]
    count: int


def rehearse(firm: Firm, on: date) -> list[Rehearsed]:
    """Return the mails a firm's people would get on a day, from what is on record now.

    The book is worked out as of that day, and put back as it was.
    """
    with transaction.atomic():
        for _done in standings.rebuild(firm, year=on.year, as_of=on, only_outdated=True):
            pass
        mails = list(_mails(firm, on))
        transaction.set_rollback(True)
    return mails


def _mails(firm: Firm, on: date) -> Iterator[Rehearsed]:
    settings = settings_of(firm)
    hours = hours_of(firm, settings)
    recipients = Recipients(firm, settings)
    since = ReminderRound.objects.filter(firm=firm).values_list("planned_until", flat=True).first()
    at = moment(on, hours.slots[0], hours.zone)
    plan = draft(firm, at, settings=settings, recipients=recipients, since=since)
    waiting = Reminder.objects.filter(
        firm=firm, state=Reminder.State.PENDING, digest=None, due_at__lte=at
    )
    ended = {reminder.pk for reminder in (*plan.superseded, *plan.cancelled)}
    told: dict[UUID, set[str]] = defaultdict(set)
    for reminder in (*plan.new, *plan.revived, *waiting):
        if reminder.pk not in ended and (reminder.due_at is None or reminder.due_at <= at):
            told[reminder.recipient_id].add(reminder.deadline_key)
    kinds = KINDS.keys() - settings.kinds_off
    deadlines = {deadline.key: deadline for deadline in deadlines_of(firm, on, hours, kinds=kinds)}
    people = Membership.objects.filter(pk__in=told).select_related("user")
    for person in people.order_by("user__email"):
        own = [deadlines[key] for key in sorted(told[person.pk]) if key in deadlines]
        if own:
            lines = tuple(lines_of(firm, settings, own, on))
            yield Rehearsed(recipient=person, lines=lines, count=len(own))
