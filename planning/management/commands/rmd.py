"""Print the required minimum distributions of a household file."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from planning.engine.errors import EngineError
from planning.engine.household_file import read_household
from planning.reports.terminal import rmd_table
from planning.rmd_case import compute_rmd_case

REFUSED = 2


class YearsReversed(EngineError):
    """The last year asked for is before the first."""


class Command(BaseCommand):
    """Needs no database and no running service: a file goes in, a table or a document comes out."""

    help = "The required minimum distributions of a household file."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Answer a mistake with its one sentence, not with the usage before it."""
        return super().create_parser(prog_name, subcommand, usage=argparse.SUPPRESS, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the years and the form of the answer."""
        parser.add_argument("file", help="a household file (household/1, JSON)")
        parser.add_argument("--year", type=_year, help="distribution year; default: that of as_of")
        parser.add_argument("--through", type=_year, help="the last of several distribution years")
        parser.add_argument("--as-of", type=_day, help="the day the facts speak from, YYYY-MM-DD")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compute, print. A refused input is one sentence on stderr and exit status 2."""
        try:
            document = _document(options)
        except (EngineError, OSError) as error:
            self.stderr.write(_sentence(error))
            sys.exit(REFUSED)
        if options["format"] == "json":
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(rmd_table(document))


def _document(options: dict[str, Any]) -> dict[str, Any]:
    household = read_household(Path(options["file"]).read_bytes(), as_of=options["as_of"])
    first = household.as_of.year if options["year"] is None else options["year"]
    last = first if options["through"] is None else options["through"]
    if last < first:
        raise YearsReversed(f"--through {last} is before --year {first}; name a later year.")
    return compute_rmd_case(household, years=range(first, last + 1))


def _year(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text} is not a year; write it as YYYY, for example {timezone.localdate().year}"
        ) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        example = timezone.localdate().isoformat()
        raise argparse.ArgumentTypeError(
            f"{text} is not a date; write it as YYYY-MM-DD, for example {example}"
        ) from None


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename} cannot be read ({error.strerror}); name a household file."
    return str(error)
