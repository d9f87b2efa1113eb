"""What the worker is told to do about mails: an id in, one call of a service."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from clients.doorbell import Doorbell
from clients.mail import sending


@shared_task(base=Doorbell)
def send_mail(mail_id: str) -> None:
    sending.send_mail(UUID(mail_id))


@shared_task(base=Doorbell)
def sweep_mails() -> None:
    for mail_id in sending.sweep_mails():
        send_mail.delay(str(mail_id))
