"""What the worker is told to do: an id in, one call of a service."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready

from clients.doorbell import Doorbell
from planning import services


@shared_task(base=Doorbell)
def build_letter(letter_id: str) -> None:
    services.build_letter(UUID(letter_id))


@shared_task(base=Doorbell)
def sweep_letters() -> None:
    for letter_id in services.sweep_letters():
        build_letter.delay(str(letter_id))


@worker_ready.connect
def sweep_at_start(**_signal: object) -> None:
    """Take up what a worker before this one left, also where no beat runs."""
    sweep_letters.delay()
