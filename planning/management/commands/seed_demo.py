"""Put the labelled demo on record: two firms, their people, and a book that touches every rule."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clients.models import Firm
from planning.demo import is_seeded, seed_demo
from planning.reminders.demonstration import live_through_the_last_weeks, release_a_letter

LIVED_THROUGH = 200  # households; a larger book is for measuring, and weeks of it take long


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many households, the day the book speaks from, and whether only if empty."""
        parser.add_argument("--households", type=int, default=60, help="default: 60")
        parser.add_argument(
            "--as-of", type=date.fromisoformat, help="the book's day, YYYY-MM-DD; default: today"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there is a firm already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed once; a second demo beside the first would only confuse."""
        if options["if_empty"] and Firm.objects.exists():
            return
        if is_seeded():
            raise CommandError("The demo is there already. Seed it into an empty database.")
        as_of = options["as_of"] or timezone.localdate()
        firm = seed_demo(households=options["households"], as_of=as_of)
        if options["households"] <= LIVED_THROUGH:
            live_through_the_last_weeks(firm, as_of)
            release_a_letter(firm)
        self.stdout.write(f"{firm}: {options['households']} households as of {as_of}.")
