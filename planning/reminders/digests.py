"""How do reminders become one mail a person and slot? Attached in the transaction that makes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings as site
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from clients.instance import this_instance
from clients.mail import points
from clients.mail.points import Point
from clients.mail.tasks import ring_for
from clients.models import Firm, Mail, Membership
from planning.models import Digest, Reminder
from planning.reminders.calendar import Hours, moment
from planning.reminders.preferences import hours_of, settings_of

TRIED_FOR = timedelta(days=30)  # whether it is still true is asked at every attempt
PEOPLE_AT_ONCE = 50
State = Reminder.State


def gather(firm: Firm, at: datetime, *, rings: bool = True) -> list[Digest]:
    """Put what is due into one mail for each person, where a slot is open now.

    What could not wait for the next day has a slot of its own, the quarter of an hour it is due.
    Workers are rung for, unless nobody is to send them.
    """
    hours = hours_of(firm, settings_of(firm))
    slot = hours.current_slot(at)
    if slot is None or not this_instance().is_reconciled:
        return []
    on = hours.today(at)
    begun = moment(on, slot, hours.zone)
    later = _due(firm, at).filter(due_at__gt=begun).values_list("due_at", flat=True)
    digests: list[Digest] = []
    for begins in (begun, *sorted(set(later))):
        at_slot = begins.astimezone(hours.zone).time()
        waiting = _due(firm, begins).order_by().values_list("recipient", flat=True).distinct()
        have_one = Digest.objects.filter(firm=firm, on=on, slot=f"{at_slot:%H:%M}")
        people = sorted(waiting.exclude(recipient__in=have_one.values("recipient")))
        may_have_left = _may_have_left(hours, on, at_slot)
        for start in range(0, len(people), PEOPLE_AT_ONCE):
            some = people[start : start + PEOPLE_AT_ONCE]
            made = _gathered(firm, some, on, at_slot, begins, may_have_left=may_have_left)
            if made and rings:
                points.reached(Point.BEFORE_DOORBELL)
                ring_for(len(made))
            digests += made
    return digests


def _due(firm: Firm, until: datetime) -> QuerySet[Reminder]:
    """Return what is due by a moment and in no mail yet."""
    waiting = Reminder.objects.filter(firm=firm, state=State.PENDING, digest=None)
    return waiting.filter(due_at__lte=until)


@transaction.atomic
def _gathered(
    firm: Firm,
    recipients: Sequence[UUID],
    on: date,
    slot: time,
    begins: datetime,
    *,
    may_have_left: bool,
) -> list[Digest]:
    """Make the digests of a slot of some people, with their mails and members, where they are not
    there already."""
    # Who gathers the same at the same time waits here, and then finds it done.
    people = Membership.objects.filter(pk__in=recipients).select_for_update(of=("self",))
    place = {"firm": firm, "on": on, "slot": f"{slot:%H:%M}"}
    by_id = {person.pk: person for person in people.select_related("user", "firm").order_by("pk")}
    of_slot = Digest.objects.filter(**place, recipient__in=recipients)
    have_one = set(of_slot.values_list("recipient", flat=True))
    # Nobody takes these away before they are in their mail.
    waiting = _due(firm, begins).filter(recipient__in=recipients).select_for_update()
    told = set(waiting.order_by("pk").values_list("recipient", flat=True)) - have_one
    if not told:
        return []
    digests = [
        Digest(recipient=person, mail=_mail(person, on, slot, may_have_left=may_have_left), **place)
        for person in by_id.values()
        if person.pk in told
    ]
    Mail.objects.bulk_create(digest.mail for digest in digests)
    Digest.objects.bulk_create(digests)
    _due(firm, begins).filter(recipient__in=told).update(
        digest=Subquery(of_slot.filter(recipient=OuterRef("recipient")).values("pk"))
    )
    if may_have_left:  # then it told all of these
        for digest in digests:
            members = list(digest.reminders.only("deadline_key", "milestone"))
            digest.members, digest.members_hash = len(members), members_hash(members)
        Digest.objects.bulk_update(digests, ["members", "members_hash"])
    points.reached(Point.GATHERED)
    return digests


def _mail(person: Membership, on: date, slot: time, *, may_have_left: bool) -> Mail:
    return Mail(
        state=Mail.State.HANDING_OFF if may_have_left else Mail.State.PENDING,
        lease_until=Now() if may_have_left else None,
        kind=Mail.Kind.REMINDER,
        to=person.user.email,
        firm=person.firm,
        message_id=message_id(person.firm, person, on, slot),
        good_until=Now() + TRIED_FOR,
    )


def _may_have_left(hours: Hours, on: date, slot: time) -> bool:
    """Say whether a slot went on between the backup that was restored and its restoring.

    A planner that comes late, or finds something new, gathers at any time until the slot ends.
    """
    instance = this_instance()
    taken = instance.restored_from
    if taken is None:
        return False
    begins = moment(on, slot, hours.zone)
    return begins <= instance.since and hours.end_of(on, slot) > taken


def message_id(firm: Firm, recipient: Membership, on: date, slot: time) -> str:
    """Return the Message-ID of a digest: the same whenever and by whomever it is made."""
    host = urlsplit(site.BASE_URL).hostname
    return f"<{key_of(firm, recipient, on, slot)}.{on:%Y%m%d}{slot:%H%M}@{host}>"


def key_of(firm: Firm, recipient: Membership, on: date, slot: time) -> str:
    """Return a digest's key, which tells nobody else anything."""
    place = f"{firm.pk}:{recipient.pk}:{on}:{slot:%H:%M}"
    return salted_hmac("planning.reminders", place, algorithm="sha256").hexdigest()[:32]


def members_hash(reminders: Iterable[Reminder]) -> str:
    """Return the hash over the keys of what a mail told."""
    keys = sorted(f"{reminder.deadline_key} {reminder.milestone}" for reminder in reminders)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()
