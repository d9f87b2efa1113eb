"""What is wrong in a household file, and what is the place called?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from planning.engine.errors import EngineError
from planning.engine.household_file.values import shown

Document = Any  # the file as JSON: dicts, lists, text, exact decimals, true, false, null
Path = tuple[str | int, ...]

_WEIGHED = 200  # a file with more problems than this is told one of the first found


class Problem(NamedTuple):
    """One thing wrong at one place: what it is and what to do."""

    path: Path
    text: str


class HouseholdFileError(EngineError):
    """A household file was refused; the text names the field and says what to do."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.field = field
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"


def first_in_file(document: Document, problems: Iterator[Problem]) -> Problem | None:
    """Return the problem that a reader of the file meets first."""
    found = islice(problems, _WEIGHED)
    return min(found, key=lambda problem: _position(document, problem.path), default=None)


def field_name(document: Document, path: Path) -> str:
    """Name a place as `accounts.ira1.kind`, or `accounts[3].kind` where the id does not tell."""
    name = ""
    value = document
    for depth, part in enumerate(path):
        if isinstance(part, int):
            is_the_id = path[depth + 1 : depth + 2] == ("id",)
            entry_id = None if is_the_id else _own_id(value, part)
            name += f"[{part}]" if entry_id is None else f".{_plain(entry_id)}"
            value = value[part]
        else:
            name += f".{_plain(part)}"
            value = value.get(part) if isinstance(value, dict) else None
    return name.lstrip(".") or "household file"


def _own_id(entries: list[Document], index: int) -> str | None:
    """Return the id of an entry where it is text and no other entry has it."""
    ids = [entry.get("id") if isinstance(entry, dict) else None for entry in entries]
    entry_id = ids[index]
    return entry_id if isinstance(entry_id, str) and ids.count(entry_id) == 1 else None


def _plain(word: str) -> str:
    return word if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", word) else shown(word)


def _position(document: Document, path: Path) -> tuple[int, ...]:
    """Return where a path stands in the file; what is missing stands before what is there."""
    position: list[int] = []
    value = document
    for part in path:
        if isinstance(part, int):
            position.append(part)
            value = value[part]
        elif isinstance(value, dict) and part in value:
            position.append(list(value).index(part))
            value = value[part]
        else:
            position.append(-1)
    return tuple(position)
