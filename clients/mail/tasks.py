"""What the worker is told to do about mails: one call of a service.

A single mail is rung for by its id. Of many only a few bells are rung: whoever answers one goes on
for a turn, so that a queue never holds a message for each of thousands.
"""

from __future__ import annotations

from math import ceil
from uuid import UUID

from celery import shared_task

from clients.doorbell import Doorbell
from clients.mail import sending

MOST_BELLS = 8  # at one time; more processes than this send in vain to one mail server
MAILS_A_BELL = 10


@shared_task(base=Doorbell)
def send_mail(mail_id: str) -> None:
    sending.send_mail(UUID(mail_id))


@shared_task(base=Doorbell)
def send_mails() -> None:
    if sending.send_for_a_turn().goes_on:
        send_mails.delay()


@shared_task(base=Doorbell)
def sweep_mails() -> None:
    ring_for(sending.sweep_mails())


def ring_for(mails: int) -> None:
    """Call as many workers as so many mails need."""
    for _bell in range(min(MOST_BELLS, ceil(mails / MAILS_A_BELL))):
        send_mails.delay()
