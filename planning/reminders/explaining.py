"""Why did somebody get a mail about something, or why not? Said from what stands on the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Firm, Household, MailStep, Membership
from planning.models import Reminder
from planning.reminders.calendar import AGAIN, Milestone, reached
from planning.reminders.deadlines import Deadline, deadlines_of
from planning.reminders.kinds import COMPLIANCE, KINDS, SECOND
from planning.reminders.preferences import hours_of, settings_of
from planning.reminders.reasons import SENTENCES
from planning.reminders.recipients import Recipients

State = Reminder.State


TONES = {State.SENT: "good", State.PENDING: "open", State.HELD: "bad", State.DEAD: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One milestone of one deadline for one person: what became of it, and why."""

    milestone: str
    on: date
    state: str
    sentence: str
    reminder: Reminder | None = None  # None: not planned
    steps: tuple[MailStep, ...] = ()  # of the mail it is in

    @property
    def milestone_text(self) -> str:
        """Say how far from the deadline it was."""
        return milestone_text(self.milestone)

    @property
    def tone(self) -> str:
        return tone_of(self.state)

    @property
    def state_text(self) -> str:
        return str(State(self.state).label) if self.reminder else _("Not told")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All that there is to say to one person about one deadline."""

    recipient: Membership
    kind: str
    kind_text: Any
    deadline_key: str
    deadline: date
    level: int
    is_open: bool
    told: tuple[Told, ...]
    coming: tuple[Milestone, ...]  # while it stays open


def account_of(
    household: Household, at: datetime, *, recipient: Membership | None = None
) -> list[Account]:
    """Return, for everybody or one person, what they were told of a household, and what not.

    What is open and not planned says why; what was planned says what became of it.
    """
    firm = household.firm
    settings = settings_of(firm)
    hours = hours_of(firm, settings)
    on = hours.today(at)
    rows = Reminder.objects.filter(firm=firm, household=household)
    rows = rows.select_related("recipient__user", "digest__mail", "let_be_by")
    rows = rows.prefetch_related("digest__mail__steps__by")
    if recipient is not None:
        rows = rows.filter(recipient=recipient)
    planned: dict[tuple[UUID, str], list[Reminder]] = {}
    for row in rows.order_by("due_local_date", "created_at"):
        planned.setdefault((row.recipient_id, row.deadline_key), []).append(row)
    recipients = Recipients(firm, settings)
    open_now = {
        deadline.key: deadline
        for deadline in deadlines_of(firm, on, hours, households=[household.pk])
    }
    places = list(planned)
    for deadline in open_now.values():
        people = [recipient.pk] if recipient else [pk for pk, _ in recipients.of(deadline, on)]
        places += [(pk, deadline.key) for pk in people if (pk, deadline.key) not in planned]
    names = Membership.objects.select_related("user").in_bulk({pk for pk, _key in places})
    asking = _Asking(firm, on, settings.is_on, settings.kinds_off, recipients)
    return [
        asking.account(names[pk], planned.get((pk, key), []), open_now.get(key))
        for pk, key in places
    ]


class _Asking:
    """One question about one household on one day."""

    def __init__(
        self, firm: Firm, on: date, is_on: bool, kinds_off: list[str], recipients: Recipients
    ) -> None:
        self.firm, self.on, self.is_on, self.off = firm, on, is_on, kinds_off
        self.recipients = recipients

    def account(
        self, person: Membership, rows: list[Reminder], deadline: Deadline | None
    ) -> Account:
        told = [_of_row(row) for row in rows]
        coming: tuple[Milestone, ...] = ()
        if deadline is not None:
            codes = {row.milestone for row in rows}
            coming = tuple(m for m in deadline.milestones if m.on > self.on)
            last = reached(deadline.milestones, self.on)
            if last is None or last.code not in codes:
                told.append(self._not_planned(person, deadline, last))
        first = rows[0] if rows else None
        kind = deadline.kind if deadline else first.kind if first else ""
        return Account(
            recipient=person,
            kind=kind,
            kind_text=KINDS[kind].label,
            deadline_key=deadline.key if deadline else first.deadline_key if first else "",
            deadline=deadline.on if deadline else first.deadline if first else self.on,
            level=max((row.level for row in rows), default=0),
            is_open=deadline is not None,
            told=tuple(told),
            coming=coming,
        )

    def _not_planned(self, person: Membership, deadline: Deadline, last: Milestone | None) -> Told:
        return Told(
            milestone=last.code if last else "",
            on=self.on,
            state="not_planned",
            sentence=self._why_not_planned(person, deadline, last),
        )

    def _why_not_planned(
        self, person: Membership, deadline: Deadline, last: Milestone | None
    ) -> str:
        if not self.is_on or deadline.kind in self.off:
            return str(SENTENCES["off"])
        member = self.recipients.members.get(person.pk)
        if member is None:
            return str(SENTENCES["left"])
        if not member.sees(deadline.team):
            return _("They may not see the household.")
        if person.pk not in dict(self.recipients.of(deadline, self.on)):
            if deadline.mark.rests(self.on):
                return str(SENTENCES["set_aside"])
            return str(SENTENCES["not_told"])
        if last is None:
            first = deadline.milestones[0]
            return _("It is told from {day} on.").format(day=date_format(first.on, "F j, Y"))
        return _("It is planned within the next minutes.")


def tone_of(state: str) -> str:
    """Say how a reminder's end looks."""
    return {str(known): tone for known, tone in TONES.items()}.get(state, "quiet")


def milestone_text(code: str) -> str:
    """Say where on the way to a deadline a milestone is."""
    code, again, _count = code.partition(AGAIN)
    if again:
        return _("{milestone}, told again").format(milestone=milestone_text(code))
    if code == "open":
        return _("When it opened")
    if not code:
        return ""
    count = abs(int(code))
    if code.startswith("+"):
        return ngettext("{count} day later", "{count} days later", count).format(count=count)
    if count == 0:
        return _("On the last day")
    return ngettext("{count} day before", "{count} days before", count).format(count=count)


def _of_row(row: Reminder) -> Told:
    return Told(
        milestone=row.milestone,
        on=row.due_local_date,
        state=row.state,
        sentence=" ".join(_sentences(row)),
        reminder=row,
        steps=tuple(row.digest.mail.steps.all()) if row.digest else (),
    )


def _sentences(row: Reminder) -> Iterator[str]:
    """Say who brought the person in, when it was to be told, and what became of that."""
    if row.level == SECOND:
        yield _("They are told as the second person.")
    elif row.level == COMPLIANCE:
        yield _("They are told as compliance.")
    if row.state == State.SENT and row.digest:
        yield _("Sent in the mail of {day}, {time}.").format(
            day=date_format(row.digest.on, "F j, Y"), time=time_format(row.digest.time, "g:i A")
        )
        if row.digest.mail.may_be_second:
            yield _("It may have arrived twice: the mail server did not answer the first time.")
    elif row.state == State.PENDING and row.digest:
        yield (
            _("In the mail of {day}, which has not left yet. {error}")
            .format(day=date_format(row.digest.on, "F j, Y"), error=row.digest.mail.error)
            .strip()
        )
    elif row.state == State.PENDING:
        yield _("It is to be sent on {day}.").format(day=date_format(row.due_local_date, "F j, Y"))
    else:
        yield str(SENTENCES[row.because])
        if row.let_be_by:
            yield _("{name}: {said}").format(name=row.let_be_by.get_full_name(), said=row.said)
