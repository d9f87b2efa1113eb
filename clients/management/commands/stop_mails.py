"""The switch: no mail leaves from the next claim on."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clients.mail.switch import stop
from clients.models import Firm, MailSwitch


def firm_named(name: str | None) -> Firm | None:
    """Return the firm of a name; no name means the whole site."""
    if name is None:
        return None
    firms = list(Firm.objects.filter(name=name)[:2])
    if len(firms) != 1:
        raise CommandError("There is no one firm of this name.")
    return firms[0]


class Command(BaseCommand):
    help = (
        "Stop every mail of the whole site, or of one firm, from the next one on; what is stopped "
        "waits. With --reminders: stop what the site mails by itself, reminders and mails "
        "about letters, and let people sign in. `start_mails` lets "
        "them go again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--because", required=True, help="shown to whoever asks why")
        parser.add_argument("--firm", metavar="NAME", help="only the firm of this name")
        parser.add_argument("--reminders", action="store_true", help="what lets nobody in")

    def handle(self, *, because: str, firm: str | None, reminders: bool, **options: Any) -> None:
        stops = MailSwitch.Stops.REMINDERS if reminders else MailSwitch.Stops.EVERYTHING
        switch = stop(firm=firm_named(firm), stops=stops, because=because, actor=None)
        self.stdout.write(f"Stopped, {firm or 'the whole site'}: {switch.get_stops_display()}.")
