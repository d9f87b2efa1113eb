"""How does a text stand in a file that a spreadsheet will open?"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | Decimal | None


def defused(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Write a table line by line, however long; texts are defused, numbers stay numbers."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\N{BYTE ORDER MARK}" + writer.writerow(headings)
    for row in rows:
        yield writer.writerow([defused(c) if isinstance(c, str) else c for c in row])


class _Echo:
    """A file that hands every line on."""

    def write(self, line: str) -> str:
        return line
