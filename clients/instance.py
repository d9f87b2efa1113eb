"""Which copy of the data is this, may it act outside, and is its worker alive?"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from clients.models import Heartbeat, Instance

WORKER = "worker"


def this_instance() -> Instance:
    """Return the row of this copy of the data, made when it is first asked for."""
    instance, _created = Instance.objects.get_or_create(pk=1)
    return instance


def note_heartbeat() -> None:
    """Say that a message of the scheduler has reached a worker, which has reached the database."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=WORKER, at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def age_of_heartbeat() -> timedelta | None:
    """Return how long ago the worker was last heard of, None where it never was."""
    age = ExpressionWrapper(Now() - F("at"), output_field=DurationField())
    heard: list[timedelta] = list(
        Heartbeat.objects.filter(name=WORKER).annotate(age=age).values_list("age", flat=True)
    )
    return heard[0] if heard else None
