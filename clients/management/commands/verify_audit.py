"""Read the audit log from its first event and say whether anything was changed or removed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clients import audit
from clients.models import Firm


class Command(BaseCommand):
    help = (
        "Verify the audit log of every firm and of the site. With --heads, compare it also with "
        "the heads noted in a file at earlier runs, and note the present ones where all is well: "
        "keep that file away from this machine and its database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--firm", type=UUID, help="the id of the only firm to look at")
        parser.add_argument("--heads", type=Path, help="the file of heads, one JSON a line")

    def handle(self, *args: Any, **options: Any) -> None:
        noted = _noted(options["heads"])
        firms = _chains(options["firm"])
        failures = []
        for firm in firms:
            name = audit.name_of(firm)
            problems = [*audit.verify(firm), *audit.verify_heads(firm, noted.get(name, []))]
            for problem in problems:
                self.stdout.write(f"{name}: {problem}")
            if problems:
                failures.append(f"{name}, first at event {problems[0].sequence}")
            else:
                count = audit.events_of(firm).count()
                self.stdout.write(f"{name}: {count} events, nothing changed")
        if failures:
            raise CommandError(f"The audit log was tampered with: {'; '.join(failures)}.")
        if options["heads"]:
            _note(options["heads"], firms)


def _chains(firm_id: UUID | None) -> list[Firm | None]:
    if firm_id is None:
        return [None, *Firm.objects.order_by("created_at", "id")]
    firm = Firm.objects.filter(pk=firm_id).first()
    if firm is None:
        raise CommandError(f"There is no firm {firm_id}.")
    return [firm]


def _noted(file: Path | None) -> dict[str, list[audit.NotedHead]]:
    """Return the heads noted so far, by the name of their chain."""
    noted: dict[str, list[audit.NotedHead]] = {}
    if file is not None and file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            head = json.loads(line)
            noted.setdefault(head["chain"], []).append((head["sequence"], head["hash"]))
    return noted


def _note(file: Path, firms: list[Firm | None]) -> None:
    with file.open("a", encoding="utf-8") as lines:
        for head in audit.heads(firms):
            lines.write(json.dumps(head) + "\n")
