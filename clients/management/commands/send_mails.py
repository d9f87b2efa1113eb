"""Send the mails that wait, without a worker or beside it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from clients.mail import sending


class Command(BaseCommand):
    help = "Send the mails that wait, whether a worker runs or not."

    def handle(self, **options: Any) -> None:
        sending.sweep_mails()
        self.stdout.write(f"Mails tried: {sending.send_what_waits()}.")
