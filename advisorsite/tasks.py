"""The site's own background work: showing that there is any."""

from __future__ import annotations

from celery import shared_task
from celery.signals import worker_ready

from clients.doorbell import Doorbell
from clients.instance import note_heartbeat


@shared_task(base=Doorbell)
def beat_heart() -> None:
    note_heartbeat()


@worker_ready.connect
def beat_at_start(**_signal: object) -> None:
    """Do not leave the first half minute after a start without a sign of life."""
    beat_heart.delay()
