"""Print the required minimum distributions of a household file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from planning.engine.errors import EngineError
from planning.engine.household_file import read_household
from planning.management.files import FileCommand, a_day, unreadable
from planning.reports.terminal import rmd_table
from planning.rmd_case import compute_rmd_case


class YearsReversed(EngineError):
    """The last year asked for is before the first."""


class Command(FileCommand):
    """A household file goes in, a table or a document comes out."""

    help = "The required minimum distributions of a household file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the years and the form of the answer."""
        parser.add_argument("file", help="a household file (household/1, JSON)")
        parser.add_argument("--year", type=_year, help="distribution year; default: that of as_of")
        parser.add_argument("--through", type=_year, help="the last of several distribution years")
        parser.add_argument("--as-of", type=a_day, help="the day the facts speak from, YYYY-MM-DD")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compute, print."""
        try:
            document = _document(options)
        except EngineError as error:
            self.refuse(str(error))
        except OSError as error:
            self.refuse(unreadable(error, instead="a household file"))
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
