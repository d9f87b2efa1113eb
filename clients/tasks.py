"""What the worker is told to do: no more than a call of a service."""

from __future__ import annotations

from celery import shared_task
from celery.signals import worker_ready

from clients import second_factor_resets
from clients.doorbell import Doorbell
from clients.mail.tasks import sweep_mails


@shared_task(base=Doorbell)
def reset_second_factors() -> None:
    second_factor_resets.carry_out_due()


@worker_ready.connect
def sweep_at_start(**_signal: object) -> None:
    """Take up what a worker before this one left, also where no beat runs."""
    sweep_mails.delay()
    reset_second_factors.delay()
