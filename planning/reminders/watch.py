"""Is anybody silent who should not be? Asked from outside: by a timer that needs no worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.instance import PLANNER, SENDER, age_of_heartbeat, this_instance
from clients.models import Firm, Mail, MailSwitch
from clients.today import database_now
from planning.models import Reminder, ReminderRound
from planning.reminders.preferences import hours_of, settings_of

LONGEST_SILENCE = timedelta(minutes=15)
LONGEST_WAIT = timedelta(minutes=30)
LONGEST_UNAUDITED = timedelta(hours=3)


def alarms(at: datetime | None = None) -> list[str]:
    """Return what somebody should look at, in sentences without names."""
    at = at or database_now()
    found = [*of_site(at), *_stopped(None)]
    for firm in Firm.objects.order_by("name"):
        sentences = (*_stopped(firm), *of_firm(firm, at))
        found += [f"{firm.name}: {sentence}" for sentence in sentences]
    return found


def of_firm(firm: Firm, at: datetime) -> Iterator[str]:
    """Yield what is wrong with a firm's reminders, for the firm's own pages too."""
    hours = hours_of(firm, settings_of(firm))
    late = Reminder.objects.filter(
        firm=firm, state=Reminder.State.PENDING, digest=None, due_at__lt=at - LONGEST_WAIT
    )
    is_overdue = hours.current_slot(at - LONGEST_WAIT) is not None and hours.is_open(at)
    if is_overdue and (count := late.count()):
        yield ngettext(
            "{count} reminder is due and in no mail.",
            "{count} reminders are due and in no mail.",
            count,
        ).format(count=count)
    mails = Mail.objects.filter(firm=firm, kind__in=Mail.NEVER_TWICE)
    waiting = mails.filter(state=Mail.State.PENDING, next_attempt_at__lt=at - LONGEST_WAIT)
    if count := waiting.count():
        yield ngettext(
            "{count} mail waits longer than it should.",
            "{count} mails wait longer than they should.",
            count,
        ).format(count=count)
    day = timedelta(days=1)
    dead = mails.filter(state=Mail.State.DEAD, given_up_by=None)
    if count := dead.filter(next_attempt_at__gt=at - day).count():
        yield ngettext(
            "{count} mail was refused for good.", "{count} mails were refused for good.", count
        ).format(count=count)
    if count := mails.filter(state=Mail.State.HELD).count():
        yield ngettext(
            "{count} mail is held until somebody decides.",
            "{count} mails are held until somebody decides.",
            count,
        ).format(count=count)
    if count := Reminder.objects.filter(firm=firm, because="no_access").count():
        yield ngettext(
            "{count} reminder went to nobody: access was lost.",
            "{count} reminders went to nobody: access was lost.",
            count,
        ).format(count=count)
    round_ = ReminderRound.objects.filter(firm=firm).first()
    if round_ is None or round_.planned_until is None or round_.planned_until < hours.today(at):
        yield _("Nothing was planned today.")
    elif round_.differences:
        yield ngettext(
            "The audit found {count} difference.",
            "The audit found {count} differences.",
            round_.differences,
        ).format(count=round_.differences)
    elif (round_.audited_at or firm.created_at) < at - LONGEST_UNAUDITED:
        yield _("The audit has not run for hours.")


def of_site(at: datetime) -> Iterator[str]:
    """Yield what is wrong with what sends every firm's mails, in words that name no firm."""
    for name in (PLANNER, SENDER):
        age = age_of_heartbeat(name)
        if age is None:
            yield _("The {part} was never heard of.").format(part=name)
        elif age > LONGEST_SILENCE:
            minutes = int(age.total_seconds() // 60)
            yield _("The {part} is silent for {minutes} minutes.").format(
                part=name, minutes=minutes
            )
    if not this_instance().is_reconciled:
        yield _("A backup was restored; nothing leaves before `manage.py reconcile`.")


def _stopped(firm: Firm | None) -> Iterator[str]:
    switches = MailSwitch.objects.filter(firm=firm).exclude(stops=MailSwitch.Stops.NOTHING)
    for switch in switches:
        whose = _("of the firm") if firm else _("of the whole site")
        yield _("Mails {whose} are stopped ({what}): {because}").format(
            whose=whose, what=switch.get_stops_display(), because=switch.because
        )
