"""Which copy of the data is this, may it act outside, and is its worker alive?"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients import audit
from clients.mail.outcomes import settle
from clients.models import AuditAct, Heartbeat, Instance, Mail, MailStep

WORKER = "worker"
SENDER = "sender"
PLANNER = "planner"


def this_instance() -> Instance:
    """Return the row of this copy of the data, made when it is first asked for."""
    instance, _created = Instance.objects.get_or_create(pk=1)
    return instance


def note_heartbeat(name: str = WORKER) -> None:
    """Say that a part of the background work has done its round, and reached the database."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def age_of_heartbeat(name: str = WORKER) -> timedelta | None:
    """Return how long ago a part was last heard of, None where it never was."""
    age = ExpressionWrapper(Now() - F("at"), output_field=DurationField())
    heard: list[timedelta] = list(
        Heartbeat.objects.filter(name=name).annotate(age=age).values_list("age", flat=True)
    )
    return heard[0] if heard else None


@transaction.atomic
def reconcile(*, drop: bool) -> int:
    """Let a restored backup act outside again, and return how many of its mails are in doubt.

    Whether they left after the backup was taken cannot be known here: they are dropped or sent,
    as whoever asks has found out.
    """
    instance = Instance.objects.select_for_update().get(pk=this_instance().pk)
    doubtful = mails_in_doubt()
    count = doubtful.count()
    never_twice = doubtful.filter(kind__in=Mail.NEVER_TWICE)
    if drop:
        for mail in never_twice:
            sentence = _("Dropped after a backup was restored.")
            settle(mail, Mail.State.DEAD, MailStep.Step.GIVEN_UP, code="restored", error=sentence)
        doubtful.update(
            state=Mail.State.DEAD, sealed="", error=_("Dropped after a backup was restored.")
        )
    else:  # they are asked about before they go: see clients/mail/doubt.py
        never_twice.update(
            state=Mail.State.HANDING_OFF,
            lease_until=Now(),
            next_attempt_at=Now(),
            fence=F("fence") + 1,
        )
    instance.is_reconciled = True
    instance.save(update_fields=["is_reconciled"])
    audit.record(
        AuditAct.SECURITY,
        actor=None,
        firm=None,
        subject=instance,
        detail={"changed": "reconciled", "mails": count, "dropped": drop},
    )
    return count


def mails_in_doubt() -> QuerySet[Mail]:
    """Return the mails that a restored backup holds as not sent."""
    return Mail.objects.unfinished().filter(created_at__lt=this_instance().since)
