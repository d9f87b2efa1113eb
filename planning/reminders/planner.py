"""Which reminders should there be? Planned set by set; planned twice, they are there once.

What is wanted on a day follows from that day's facts alone: for everything open, the milestone
that was reached last. So a planner that was away for a fortnight, one of eight at once, and one
whose clock jumped all want the same rows, and the key of a row makes nothing of the second. What
was reached meanwhile and is not the last any more is kept as superseded, so that every milestone
is accounted for.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as time_of_day
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Now

from clients.instance import this_instance
from clients.mail import points
from clients.mail.points import Point
from clients.mail.switch import expect
from clients.models import Firm, Household
from planning import standings
from planning.models import Reminder, ReminderRound, ReminderSettings, WorkAct
from planning.reminders.calendar import AGAIN, Hours, Milestone, between, moment, reached
from planning.reminders.deadlines import Deadline, deadlines_of
from planning.reminders.inserting import insert
from planning.reminders.kinds import FIRST, KINDS
from planning.reminders.preferences import hours_of, settings_of
from planning.reminders.reasons import COMES_BACK, LATER, why_not
from planning.reminders.recipients import Recipients

TURN = 20.0  # seconds a round may work out households before it lets others come in between
BATCH = 2_000
MIDNIGHT = time_of_day()
State = Reminder.State


class Key(NamedTuple):
    """What makes a reminder of a firm the same reminder."""

    recipient: UUID
    deadline: str
    milestone: str


@dataclass(slots=True, kw_only=True)
class Plan:
    """What one round would change."""

    firm: Firm
    on: date
    new: list[Reminder] = field(default_factory=list)
    superseded: list[Reminder] = field(default_factory=list)  # with what took their place
    revived: list[Reminder] = field(default_factory=list)
    cancelled: list[Reminder] = field(default_factory=list)
    over: list[str] = field(default_factory=list)  # deadlines that were told and are open no more
    expected: int = 0  # mails of a day


def plan_firm(firm: Firm, at: datetime) -> Plan | None:
    """Plan a firm's reminders as of a moment; None where nothing changed, or nothing may be done.

    Nothing is planned from a restored backup before somebody has looked, nor from a book that is
    not worked out: the next round goes on where this one ended.
    """
    settings = settings_of(firm)
    hours = hours_of(firm, settings)
    on = hours.today(at)
    if not this_instance().is_reconciled or not _bring_up_to_date(firm, on):
        return None
    recipients = Recipients(firm, settings)
    seen = planned_from(firm, on, settings, hours, recipients)
    if ReminderRound.objects.filter(firm=firm, seen=seen).exists():
        return None
    with transaction.atomic():
        ReminderRound.objects.get_or_create(firm=firm)
        # Others who plan the same firm wait here, and then find it done: that saves work only.
        rounds = ReminderRound.objects.select_for_update().filter(firm=firm)
        state = rounds.get()
        if state.seen == seen:
            return None
        plan = draft(firm, at, settings=settings, recipients=recipients, since=state.planned_until)
        _write(plan)
        points.reached(Point.PLANNED)
        until = max(filter(None, (state.planned_until, on)))  # a clock set back takes nothing back
        rounds.update(planned_until=until, seen=seen, planned_at=Now())
    return plan


def draft(
    firm: Firm,
    at: datetime,
    *,
    settings: ReminderSettings,
    recipients: Recipients,
    since: date | None,
) -> Plan:
    """Return what a round would change, and change nothing."""
    hours = hours_of(firm, settings)
    on = hours.today(at)
    drafting = _Drafting(firm, at, hours, recipients, since)
    kinds = KINDS.keys() - settings.kinds_off if settings.is_on else ()
    drafting.want(deadlines_of(firm, on, hours, kinds=kinds))
    drafting.compare_with_rows()
    drafting.plan.expected = len(recipients.members) * len(hours.slots)
    return drafting.plan


class _Drafting:
    """One comparison of what is wanted with the rows there are."""

    def __init__(
        self,
        firm: Firm,
        at: datetime,
        hours: Hours,
        recipients: Recipients,
        since: date | None,
    ) -> None:
        self.firm, self.at, self.recipients, self.since = firm, at, recipients, since
        self.hours = hours
        self.plan = Plan(firm=firm, on=hours.today(at))
        is_first_of_day = since is None or since < self.plan.on
        morning = moment(self.plan.on, MIDNIGHT, hours.zone)
        self.due_at = hours.next_slot(morning if is_first_of_day else at)
        # What cannot wait until another day leaves before the firm closes.
        is_another_day = hours.today(self.due_at) > self.plan.on
        self.soon = (is_another_day and hours.before_closing(at)) or self.due_at
        self.wanted: dict[Key, tuple[Deadline, int]] = {}
        self.passed: list[tuple[Key, Deadline, int, Milestone]] = []
        self.open: dict[str, Deadline] = {}

    def want(self, deadlines: Iterable[Deadline]) -> None:
        on = self.plan.on
        for deadline in deadlines:
            self.open[deadline.key] = deadline
            last = reached(deadline.milestones, on)
            if last is None:
                continue
            meanwhile: list[Milestone] = []
            if self.since is not None and self.since < on:
                found = between(deadline.milestones, self.since, on)
                meanwhile = [milestone for milestone in found if milestone != last]
            for member, level in self.recipients.of(deadline, on):
                self.wanted[Key(member, deadline.key, last.code)] = (deadline, level)
                for milestone in meanwhile:
                    key = Key(member, deadline.key, milestone.code)
                    self.passed.append((key, deadline, level, milestone))

    def compare_with_rows(self) -> None:
        there = self._rows()
        self._tell_again(there)
        last_of: dict[tuple[UUID, str], Reminder] = {}
        for key, (deadline, level) in self.wanted.items():
            reminder = there.get(key)
            if reminder is None:
                reminder = self._row(key, deadline, level)
                self.plan.new.append(reminder)
            elif reminder.state == State.CANCELLED and reminder.because in COMES_BACK:
                reminder.due_at = self.soon
                reminder.due_local_date = self.hours.today(self.soon)
                self.plan.revived.append(reminder)
            last_of[key.recipient, key.deadline] = reminder
        for key, deadline, level, milestone in self.passed:
            if key not in there:
                late = self._row(key, deadline, level)
                late.due_local_date, late.settled_at = milestone.on, self.at
                self._supersede(late, last_of[key.recipient, key.deadline])
        self._end_what_is_not_wanted(last_of)
        self._note_what_is_over()

    def _tell_again(self, there: dict[Key, Reminder]) -> None:
        """Want another telling of what was told, was over, and is open again."""
        told = [key for key in self.wanted if key in there and _is_over(there[key])]
        if not told:
            return
        rows = Reminder.objects.filter(firm=self.firm, milestone__contains=AGAIN)
        for reminder in rows.filter(deadline_key__in={key.deadline for key in told}):
            key = Key(reminder.recipient_id, reminder.deadline_key, reminder.milestone)
            there[key] = reminder
        for key in told:
            count, again = 2, key
            while again in there and _is_over(there[again]):
                again = key._replace(milestone=f"{key.milestone}{AGAIN}{count}")
                count += 1
            self.wanted[again] = self.wanted.pop(key)

    def _note_what_is_over(self) -> None:
        """Note which deadlines that somebody was told of are open no more, by their facts."""
        settings = self.recipients.settings
        if not settings.is_on:
            return
        told = Reminder.objects.filter(firm=self.firm, state=State.SENT, over_at=None)
        told = told.exclude(kind__in=settings.kinds_off)
        keys = set(told.order_by().values_list("deadline_key", flat=True).distinct())
        self.plan.over = sorted(keys - self.open.keys())

    def _end_what_is_not_wanted(self, last_of: dict[tuple[UUID, str], Reminder]) -> None:
        columns = ("id", "recipient_id", "deadline_key", "milestone")
        waiting = Reminder.objects.filter(firm=self.firm, state=State.PENDING, digest=None)
        ids = [
            row
            for row, *key in waiting.values_list(*columns).iterator()
            if Key(*key) not in self.wanted
        ]
        over = []
        for reminder in _in_bulk(ids):
            last = last_of.get((reminder.recipient_id, reminder.deadline_key))
            if last is None:
                over.append(reminder)
            else:
                self._supersede(reminder, last)
        if not over:
            return
        reasons = why_not(
            over,
            firm=self.firm,
            on=self.plan.on,
            settings=self.recipients.settings,
            members=self.recipients.members,
            deadlines=self.open,
        )
        for reminder in over:
            reminder.state, reminder.because = State.CANCELLED, reasons[reminder.pk]
            self.plan.cancelled.append(reminder)

    def _rows(self) -> dict[Key, Reminder]:
        """Return the rows there are of what is wanted."""
        places = {(deadline.kind, key.milestone) for key, (deadline, _) in self.wanted.items()}
        places |= {(deadline.kind, key.milestone) for key, deadline, _, _ in self.passed}
        if not places:
            return {}
        of_places = Q()
        for kind, milestone in places:
            of_places |= Q(kind=kind, milestone=milestone)
        years = {deadline.year for deadline, _level in self.wanted.values()}
        rows = Reminder.objects.filter(of_places, firm=self.firm, year__in=years)
        columns = ("recipient_id", "deadline_key", "milestone", "id", "state", "because", "over_at")
        found = {}
        for recipient, deadline, milestone, row, state, because, over in rows.values_list(*columns):
            key = Key(recipient, deadline, milestone)
            if key in self.wanted or self.passed:
                found[key] = Reminder(
                    id=row, firm_id=self.firm.pk, recipient_id=recipient, deadline_key=deadline,
                    milestone=milestone, state=state, because=because, over_at=over,
                )  # fmt: skip
        return found

    def _row(self, key: Key, deadline: Deadline, level: int) -> Reminder:
        is_near = self.recipients.level(deadline, self.plan.on) > FIRST
        cannot_wait = is_near and deadline.on >= self.plan.on
        due_at = self.soon if cannot_wait else self.due_at
        return Reminder(
            firm_id=self.firm.pk,
            recipient_id=key.recipient,
            household_id=deadline.household,
            kind=deadline.kind,
            deadline_key=deadline.key,
            milestone=key.milestone,
            year=deadline.year,
            deadline=deadline.on,
            level=level,
            due_local_date=self.hours.today(due_at),
            time_zone=self.firm.time_zone,
            due_at=due_at,
        )

    def _supersede(self, reminder: Reminder, by: Reminder) -> None:
        reminder.state, reminder.because, reminder.superseded_by_id = (
            State.SUPERSEDED,
            LATER,
            by.pk,
        )
        self.plan.superseded.append(reminder)


def _write(plan: Plan) -> None:
    """Write what changed. Rows that somebody else planned or gathered meanwhile are left alone."""
    insert(plan.new)
    late = [reminder for reminder in plan.superseded if reminder._state.adding]
    insert(late)
    waiting = Reminder.objects.filter(state=State.PENDING, digest=None)
    for reminder in (*plan.superseded, *plan.cancelled):
        if not reminder._state.adding:
            waiting.filter(pk=reminder.pk).update(
                state=reminder.state,
                because=reminder.because,
                superseded_by=reminder.superseded_by_id,
                settled_at=Now(),
            )
    revived = [reminder.pk for reminder in plan.revived]
    if plan.revived:
        Reminder.objects.filter(pk__in=revived, state=State.CANCELLED).update(
            state=State.PENDING,
            because="",
            digest=None,
            settled_at=None,
            due_at=plan.revived[0].due_at,
            due_local_date=plan.revived[0].due_local_date,
        )
    for start in range(0, len(plan.over), BATCH):
        told = Reminder.objects.filter(firm=plan.firm, state=State.SENT, over_at=None)
        told.filter(deadline_key__in=plan.over[start : start + BATCH]).update(over_at=Now())
    _follow_the_zone(plan.firm)
    expect(plan.firm, of_a_day=plan.expected)


def _is_over(reminder: Reminder) -> bool:
    return reminder.state == State.SENT and reminder.over_at is not None


def _in_bulk(ids: Sequence[UUID]) -> Iterator[Reminder]:
    for start in range(0, len(ids), BATCH):
        yield from Reminder.objects.filter(pk__in=ids[start : start + BATCH])


def _follow_the_zone(firm: Firm) -> None:
    """Move what is not yet in a mail to the same local time of a zone the firm changed to."""
    hours = hours_of(firm, settings_of(firm))
    moved = Reminder.objects.filter(firm=firm, state=State.PENDING, digest=None).exclude(
        time_zone=firm.time_zone
    )
    for day in set(moved.values_list("due_local_date", flat=True)):
        moved.filter(due_local_date=day).update(
            time_zone=firm.time_zone, due_at=moment(day, hours.slots[0], hours.zone)
        )


def _bring_up_to_date(firm: Firm, on: date) -> bool:
    """Work out the households whose rows are old, for a turn; say whether none is left."""
    ends_at = time.monotonic() + TURN
    for _done in standings.rebuild(firm, year=on.year, as_of=on, only_outdated=True):
        if time.monotonic() > ends_at:
            return False
    return True


def planned_from(
    firm: Firm, on: date, settings: ReminderSettings, hours: Hours, recipients: Recipients
) -> str:
    """Return what changes when anything a plan follows from does."""
    households = Household.objects.filter(firm=firm, archived_at=None)
    facts = households.aggregate(count=Count("pk"), revisions=Sum("facts_revision"))
    teams = households.values_list("team").annotate(count=Count("pk")).order_by("team")
    # Acts are never edited but to be undone.
    acts = WorkAct.objects.filter(firm=firm).aggregate(done=Count("pk"), undone=Count("undone_at"))
    parts: list[Any] = [
        on,
        firm.time_zone,
        standings.rules_digest(),
        settings.pk if not settings._state.adding else None,
        settings.revision,
        sorted(hours.holidays),
        sorted(
            (m.id.hex, m.role, *sorted(t.hex for t in m.teams)) for m in recipients.members.values()
        ),
        sorted(facts.items()),
        list(teams),
        sorted(acts.items()),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()
