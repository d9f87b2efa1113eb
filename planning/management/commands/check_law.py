"""Say what law a coming year lacks, and write the page that lists all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from planning.engine.law import load_law
from planning.engine.law.listing import law_listing, missing_for

PAGE = Path(settings.BASE_DIR) / "docs" / "LAW.md"


class Command(BaseCommand):
    """Reads the parameter files; needs no database."""

    help = "List what the law files lack for the coming year and regenerate docs/LAW.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the year to look at and whether only to compare the page."""
        parser.add_argument("--year", type=int, help="default: the coming year")
        parser.add_argument("--check", action="store_true", help="compare LAW.md, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is missing; write the page, or with --check fail where it is out of date."""
        law = load_law()
        year = options["year"] or timezone.localdate().year + 1
        lines = missing_for(law, year) or [f"Nothing is missing for {year}."]
        self.stdout.write("\n".join([f"Law {law.version}, looking at {year}", *lines]))
        listing = law_listing(law)
        if not options["check"]:
            PAGE.write_text(listing, encoding="utf-8")
        elif PAGE.read_text(encoding="utf-8") != listing:
            raise CommandError("docs/LAW.md is out of date: run python3 dev.py law.")
