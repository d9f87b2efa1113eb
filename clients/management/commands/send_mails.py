"""Send the mails that wait, without a worker or beside it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from clients.mail import sending


class Command(BaseCommand):
    help = "Send the mails that wait and were not just written, whether a worker runs or not."

    def handle(self, **options: Any) -> None:
        waiting = sending.sweep_mails()
        for mail_id in waiting:
            sending.send_mail(mail_id)
        self.stdout.write(f"Mails tried: {len(waiting)}.")
