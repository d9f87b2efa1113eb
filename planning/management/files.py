"""What the commands that answer a file have in common."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

REFUSED = 2


class FileCommand(BaseCommand):
    """Needs no database and no running service: a file goes in, a table or a document comes out.

    What is refused is a sentence on stderr and exit status 2; nothing is written.
    """

    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Answer a mistake with its one sentence, not with the usage before it."""
        return super().create_parser(prog_name, subcommand, usage=argparse.SUPPRESS, **kwargs)

    def refuse(self, *sentences: str) -> NoReturn:
        """End with what is wrong and what to do about it."""
        for sentence in sentences:
            self.stderr.write(sentence)
        sys.exit(REFUSED)


def unreadable(error: OSError, *, instead: str) -> str:
    """Say which file cannot be read, and what to name `instead`."""
    return f"{error.filename} cannot be read ({error.strerror}); name {instead}."


def a_day(text: str) -> date:
    """Read an argument that is a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        example = timezone.localdate().isoformat()
        raise argparse.ArgumentTypeError(
            f"{text} is not a date; write it as YYYY-MM-DD, for example {example}"
        ) from None


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, all of them or none. Raises: OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting: dict[str, Path] = {}
    try:
        for name, content in files.items():
            with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
                waiting[name] = Path(file.name)
                file.write(content)
        for name, path in waiting.items():
            path.chmod(0o644)
            path.replace(folder / name)
    finally:
        for path in waiting.values():
            path.unlink(missing_ok=True)
