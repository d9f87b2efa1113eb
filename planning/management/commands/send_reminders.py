"""Plan and send what is due, without a worker or beside it; or rehearse a day."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clients.mail.sending import send_what_waits, sweep_mails
from clients.models import Firm, Mail
from clients.today import today_of
from planning.reminders.rehearsal import rehearse
from planning.reminders.rounds import go_round


class Command(BaseCommand):
    help = (
        "Plan the reminders of every firm, gather them into mails and send what waits, whether a "
        "worker runs or not. With --dry-run: print what would go to whom on a day, and do nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", metavar="DATE", help="the day to rehearse (today)")
        parser.add_argument("--dry-run", action="store_true", help="print, and do nothing")
        parser.add_argument("--firm", help="only the firm of this name")

    def handle(self, *, as_of: str | None, dry_run: bool, firm: str | None, **options: Any) -> None:
        firms = Firm.objects.filter(name=firm) if firm else Firm.objects.order_by("name")
        if not firms:
            raise CommandError("There is no such firm.")
        if as_of and not dry_run:
            raise CommandError("Mails leave as of now; rehearse another day with --dry-run.")
        if dry_run:
            for one in firms:
                self.rehearse(one, _day(as_of) if as_of else today_of(one))
            return
        made = go_round()
        sweep_mails()
        self.stdout.write(f"Digests made: {made}. Mails seen to: {send_what_waits()}.")

    def rehearse(self, firm: Firm, on: date) -> None:
        self.stdout.write(f"{firm.name}, {on}")
        mails = rehearse(firm, on)
        for mail in mails:
            self.stdout.write(f"  {mail.recipient.user.email} ({mail.recipient.role})")
            for line in mail.lines:
                self.stdout.write(f"    {line.text}")
        waiting = Mail.objects.unfinished().filter(firm=firm, kind=Mail.Kind.REMINDER).count()
        self.stdout.write(f"  Mails that would leave: {len(mails)}; made before: {waiting}.")


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        raise CommandError("Write the day as 2026-12-01.") from None
