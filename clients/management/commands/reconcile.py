"""After a backup was restored: what becomes of mails that may have been sent already."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clients.instance import mails_in_doubt, reconcile, this_instance


class Command(BaseCommand):
    help = (
        "A restored backup holds mails as not sent that may have left since, so none leaves until "
        "this is told what becomes of them. Alone, it lists them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--send", action="store_true", help="some may arrive a second time")
        choice.add_argument("--drop", action="store_true", help="some may never have arrived")

    def handle(self, *, send: bool, drop: bool, **options: Any) -> None:
        instance = this_instance()
        if instance.is_reconciled:
            raise CommandError("Nothing is locked: no backup was restored since the last time.")
        if send or drop:
            count = reconcile(drop=drop)
            self.stdout.write(f"Mails in doubt, {'to be sent' if send else 'dropped'}: {count}.")
            return
        for mail in mails_in_doubt():
            self.stdout.write(f"{mail.created_at:%Y-%m-%d %H:%M} {mail.kind:<12} {mail.pk}")
        self.stdout.write(
            f"Mails not sent when the backup was taken, {instance.restored_from:%Y-%m-%d %H:%M} "
            f"UTC: {mails_in_doubt().count()}. Add --send or --drop."
        )
