"""What may have been sent between a backup and its restoring? Planned again, and asked about.

The rows of that time are lost, the mails are not. So each slot of it is lived through once more,
in its order, which makes the same mails under the same Message-IDs. Such a mail counts as handed
over without an answer: it goes only where the proof of mails does not know it, or as the settings
say of mails in doubt.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from clients.instance import this_instance
from clients.models import Firm
from planning.models import Reminder, ReminderRound
from planning.reminders.calendar import moment
from planning.reminders.digests import gather
from planning.reminders.planner import plan_firm
from planning.reminders.preferences import hours_of, settings_of

LONGEST = timedelta(days=60)  # of an older backup nobody is reminded day by day


def live_through_what_was_lost(firm: Firm) -> int:
    """Make the mails of a firm that were made after the backup; return how many.

    All of it or nothing: until the firm is planned once more, this is done again.
    """
    instance = this_instance()
    taken, since = instance.restored_from, instance.since
    if taken is None or not instance.is_reconciled:
        return 0
    lost = ReminderRound.objects.filter(firm=firm, planned_at__lt=since)
    if not lost.exists():
        return 0
    with transaction.atomic():
        made = 0
        for at in _slots(firm, max(taken, since - LONGEST), since):
            plan_firm(firm, at)
            made += len(gather(firm, at))
    return made


def _slots(firm: Firm, begin: datetime, end: datetime) -> list[datetime]:
    """Return a moment of each slot that went on in between."""
    hours = hours_of(firm, settings_of(firm))
    day, found = hours.today(begin), []
    while day <= hours.today(end):
        for slot in hours.slots:
            begins = moment(day, slot, hours.zone)
            if begins <= end and hours.end_of(day, slot) > begin:
                found.append(max(begins, begin))
        day += timedelta(days=1)
    # And the moments at which something was to leave that could not wait for one of them.
    waiting = Reminder.objects.filter(firm=firm, state=Reminder.State.PENDING, digest=None)
    found += waiting.values_list("due_at", flat=True)
    return sorted({at for at in found if begin <= at <= end})
