"""Work out the book of every firm anew, or say where what is stored of it is not what the facts
say. Nothing needs this command for the book to be right; it is how one makes sure."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clients.models import Firm
from clients.today import today_of
from planning import standings

NAMED = 20  # differences that are printed; the count is of all


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the year of the book, and whether to compare instead of to write."""
        parser.add_argument("--check", action="store_true", help="compare, write nothing")
        parser.add_argument("--year", type=int, help="default: this year, where the firm works")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the firms one by one; differences end it with exit status 1."""
        different = 0
        for firm in Firm.objects.order_by("name"):
            today = today_of(firm)
            year = options["year"] or today.year
            if options["check"]:
                found = standings.compare(firm, year=year, as_of=today)
                different += len(found.differences)
                self.stdout.write(
                    f"{firm}, {year}: {found.rows} rows of {found.households} households "
                    f"compared, {len(found.differences)} differences; "
                    f"{found.waiting} households wait to be worked out."
                )
                for difference in found.differences[:NAMED]:
                    self.stdout.write(f"  {difference}")
            else:
                start, households, rows = time.monotonic(), 0, 0
                for of_chunk, rows_of_chunk in standings.rebuild(firm, year=year, as_of=today):
                    households, rows = households + of_chunk, rows + rows_of_chunk
                self.stdout.write(
                    f"{firm}, {year}: {rows} rows of {households} households "
                    f"in {time.monotonic() - start:.1f} s."
                )
        if different:
            raise CommandError(f"{different} stored figures are not what the facts say.")
