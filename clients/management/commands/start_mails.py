"""The switch: mails go again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from clients.mail.switch import stop, switch_of
from clients.management.commands.stop_mails import firm_named
from clients.models import MailSwitch


class Command(BaseCommand):
    help = (
        "Let the mails of the whole site, or of one firm, go again. What the other switch stops, "
        "the firm's or the site's, stays stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--firm", metavar="NAME", help="only the firm of this name")
        parser.add_argument("--because", default="", help="shown to whoever asks why")

    def handle(self, *, firm: str | None, because: str, **options: Any) -> None:
        whose = firm_named(firm)
        was = switch_of(whose).get_stops_display()
        stop(firm=whose, stops=MailSwitch.Stops.NOTHING, because=because, actor=None)
        self.stdout.write(f"Mails go again, {firm or 'the whole site'}; stopped was: {was}.")
