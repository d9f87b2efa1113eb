"""Is anybody silent who should not be? Asked from outside: by a timer that needs no worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

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
    found = list(_of_the_site(at))
    for firm in Firm.objects.order_by("name"):
        found += [f"{firm.name}: {sentence}" for sentence in of_firm(firm, at)]
    return found


def of_firm(firm: Firm, at: datetime) -> Iterator[str]:
    """Yield what is wrong with a firm's reminders, for the firm's own pages too."""
    hours = hours_of(firm, settings_of(firm))
    late = Reminder.objects.filter(
        firm=firm, state=Reminder.State.PENDING, digest=None, due_at__lt=at - LONGEST_WAIT
    )
    is_overdue = hours.current_slot(at - LONGEST_WAIT) is not None and hours.is_open(at)
    if is_overdue and (count := late.count()):
        yield _("{count} reminders are due and in no mail.").format(count=count)
    mails = Mail.objects.filter(firm=firm, kind=Mail.Kind.REMINDER)
    waiting = mails.filter(state=Mail.State.PENDING, next_attempt_at__lt=at - LONGEST_WAIT)
    if count := waiting.count():
        yield _("{count} mails wait longer than they should.").format(count=count)
    day = timedelta(days=1)
    if count := mails.filter(state=Mail.State.DEAD, next_attempt_at__gt=at - day).count():
        yield _("{count} mails were refused for good.").format(count=count)
    if count := mails.filter(state=Mail.State.HELD).count():
        yield _("{count} mails are held until somebody decides.").format(count=count)
    if count := Reminder.objects.filter(firm=firm, because="no_access").count():
        yield _("{count} reminders went to nobody: access was lost.").format(count=count)
    round_ = ReminderRound.objects.filter(firm=firm).first()
    if round_ is None or round_.planned_until is None or round_.planned_until < hours.today(at):
        yield _("Nothing was planned today.")
    elif round_.differences:
        yield _("The audit found {count} differences.").format(count=round_.differences)
    elif round_.audited_at is None or round_.audited_at < at - LONGEST_UNAUDITED:
        yield _("The audit has not run for hours.")


def _of_the_site(at: datetime) -> Iterator[str]:
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
    for switch in MailSwitch.objects.exclude(stops=MailSwitch.Stops.NOTHING):
        yield _("Mails are stopped ({stops}, {scope}): {because}").format(
            stops=switch.stops, scope=switch.scope, because=switch.because
        )
