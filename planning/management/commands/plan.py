"""Work the whole plan of a household file out: the document that a version keeps, and its PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from planning.engine.errors import EngineError
from planning.engine.household_file import read_household
from planning.engine.roadmap.household.modelled import Objective
from planning.management.files import FileCommand, a_day, unreadable, write_all
from planning.plan_case import compute_plan
from planning.reports.pdf import PdfError
from planning.reports.plan_pdf import build_plan_pdf

DOCUMENT, PDF = "plan.json", "plan.pdf"


class Command(FileCommand):
    """A household file goes in; into a folder come `plan.json` and `plan.pdf`."""

    help = "The whole plan of a household file, as the site keeps it: plan.json and plan.pdf."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the folder, and what the plan is for."""
        parser.add_argument("file", help="a household file (household/1, JSON)")
        parser.add_argument("--out", required=True, metavar="DIR", help="the folder to write to")
        parser.add_argument("--as-of", type=a_day, help="the day the facts speak from, YYYY-MM-DD")
        parser.add_argument(
            "--objective",
            choices=[objective.value for objective in Objective],
            default=Objective.SPENDING.value,
            help="what the roadmap makes as good as it can be; default: spending",
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="of the PDF; default: en",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, work out, set; then write both files or none."""
        path, folder = Path(options["file"]), Path(options["out"])
        try:
            text = path.read_bytes()
        except OSError as error:
            self.refuse(unreadable(error, instead="a household file"))
        try:
            facts = facts_of(text, options["as_of"])
            document = compute_plan(facts, objective=options["objective"])
        except EngineError as error:
            self.refuse(str(error))
        try:
            pdf = build_plan_pdf(document, language=options["language"])
        except PdfError as error:
            raise CommandError(str(error)) from error
        written = json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
        try:
            write_all(folder, {DOCUMENT: written, PDF: pdf})
        except OSError as error:
            self.refuse(
                f"{error.filename or folder} cannot be written ({error.strerror}); "
                "name another folder after --out."
            )
        self.stdout.write(f"{folder / DOCUMENT}\n{folder / PDF}")


def facts_of(text: bytes, as_of: Any) -> dict[str, Any]:
    """Return the file as facts, with the day it speaks from.

    Raises: EngineError, with a sentence, where it is refused.
    """
    household = read_household(text, as_of=as_of)
    facts: dict[str, Any] = json.loads(text.decode("utf-8-sig"))
    return {**facts, "as_of": household.as_of.isoformat()}
