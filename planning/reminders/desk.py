"""How do a firm's mails stand, and what of them waits for somebody?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as lazy

from clients import audit
from clients.instance import PLANNER, SENDER
from clients.models import AuditAct, Firm, Heartbeat, Mail, MailStep, MailSwitch, User
from planning.models import Digest, LetterNotice, Reminder, ReminderRound
from planning.reminders import watch
from planning.reminders.calendar import moment
from planning.reminders.planner import MIDNIGHT
from planning.reminders.preferences import hours_of, settings_of
from planning.reminders.reasons import LET_BE, NO_ACCESS

State = Mail.State
DEAD_AND_WAITING = Q(state=State.DEAD, given_up_by=None)

# What the desk counts, and lists when it is asked for.
STANDINGS: Mapping[str, tuple[Any, Q]] = {
    "waits": (lazy("Wait for somebody"), Q(state=State.HELD) | DEAD_AND_WAITING),
    "held": (lazy("Held"), Q(state=State.HELD)),
    "dead": (lazy("Not sent"), DEAD_AND_WAITING),
    "doubt": (lazy("Handed over, no answer"), Q(state=State.HANDING_OFF)),
    "waiting": (lazy("On their way"), Q(state__in=[State.PENDING, State.CLAIMED])),
    "sent": (lazy("Sent"), Q(state=State.SENT)),
    "cancelled": (lazy("Not needed any more"), Q(state=State.CANCELLED)),
    "given_up": (lazy("Given up"), Q(state=State.DEAD, given_up_by__isnull=False)),
}
SHOWN = ("held", "dead", "doubt", "waiting")
PARTS = {PLANNER: lazy("Planner"), SENDER: lazy("Sender")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the parts that send are alive, and what the auditor found last."""

    parts: tuple[tuple[Any, datetime | None], ...]  # what each is called, and its last round
    round: ReminderRound | None


def counts_of(firm: Firm, at: datetime) -> dict[str, int]:
    """Count a firm's mails by how they stand, and those sent today where it works."""
    hours = hours_of(firm, settings_of(firm))
    midnight = moment(hours.today(at), MIDNIGHT, hours.zone)
    wanted = {name: Count("pk", filter=STANDINGS[name][1]) for name in SHOWN}
    today = Count("pk", filter=Q(state=State.SENT, sent_at__gte=midnight))
    return Mail.objects.filter(firm=firm).aggregate(**wanted, sent_today=today)


def mails_of(firm: Firm, asked: Mapping[str, Any]) -> QuerySet[Mail]:
    """Return the mails that answer every question, the latest first."""
    mails = Mail.objects.filter(firm=firm).order_by("-created_at", "pk")
    if standing := asked.get("standing"):
        mails = mails.filter(STANDINGS[standing][1])
    if kind := asked.get("kind"):
        mails = mails.filter(kind=kind)
    if words := asked.get("to"):
        mails = mails.filter(to__icontains=words)
    if since := asked.get("since"):
        mails = mails.filter(created_at__gte=since)
    if until := asked.get("until"):
        mails = mails.filter(created_at__lt=until)
    return mails


def health_of(firm: Firm) -> Health:
    heard = dict(Heartbeat.objects.values_list("name", "at"))
    return Health(
        parts=tuple((label, heard.get(name)) for name, label in PARTS.items()),
        round=ReminderRound.objects.filter(firm=firm).first(),
    )


def switches_over(firm: Firm) -> list[MailSwitch]:
    """Return the switches that stop something of a firm: its own, and the site's."""
    switches = MailSwitch.objects.filter(Q(firm=firm) | Q(firm=None))
    switches = switches.exclude(stops=MailSwitch.Stops.NOTHING)
    return list(switches.select_related("changed_by").order_by("firm"))


def switch_of(firm: Firm) -> MailSwitch:
    """Return the firm's own switch as it stands, also where nobody ever turned it."""
    switches = MailSwitch.objects.filter(firm=firm).select_related("changed_by")
    return switches.first() or MailSwitch(firm=firm)


def alarms_of(firm: Firm, at: datetime) -> list[str]:
    """Return what is wrong with a firm's mails, or with what sends them."""
    return [*watch.of_site(at), *watch.of_firm(firm, at)]


def told_to_nobody(firm: Firm) -> QuerySet[Reminder]:
    """Return the reminders whose recipient may not see the household any more."""
    held = Reminder.objects.filter(firm=firm, state=Reminder.State.HELD, because=NO_ACCESS)
    return held.select_related("recipient__user", "household").order_by("-due_local_date")


@transaction.atomic
def let_be(*, actor: User, firm: Firm, because: str) -> int:
    """Take note of how somebody saw to what nobody was told of; return how many there were."""
    held = told_to_nobody(firm)
    count = Reminder.objects.filter(pk__in=held.values("pk")).update(
        state=Reminder.State.CANCELLED,
        because=LET_BE,
        let_be_by=actor,
        said=because,
        settled_at=Now(),
    )
    audit.record(
        AuditAct.CHANGED, actor=actor, firm=firm, detail={"changed": "let be", "reminders": count}
    )
    return count


def digest_of(mail: Mail) -> Digest | None:
    return Digest.objects.filter(mail=mail).first()


def content_of(mail: Mail, digest: Digest | None) -> dict[str, str]:
    """Return what a mail that lets nobody in said when it was made last."""
    if digest is not None:
        return dict(digest.content)
    notice = LetterNotice.objects.filter(mail=mail).first()
    return dict(notice.content) if notice else {}


def steps_of(mail: Mail) -> QuerySet[MailStep]:
    return mail.steps.select_related("by")
