"""Is this file a table of text, and what stands in its cells?

Whatever comes in is refused with one sentence or read completely. Both take time in proportion to
the size of the file, which is limited; no cell is ever taken for a formula.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext as _

LARGEST_FILE = 5_000_000  # bytes
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 1_000
DELIMITERS = ",;\t|"
LINES_LOOKED_AT = 50

# Files that people take for tables of text, told by how their bytes begin.
NOT_TEXT = (
    (b"PK\x03\x04", "workbook"),
    (b"\xd0\xcf\x11\xe0", "workbook"),
    (b"%PDF-", "pdf"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
AS_FORMULA = re.compile(r'="([^"]*)"')  # how a spreadsheet keeps the zeros of ="00123"
UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class ImportRefusedError(ValueError):
    """Nothing of a file can be used; the sentence says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank, and the line of the file it stands on."""

    line: int
    cells: list[str]

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]


def read_rows(content: bytes) -> list[Row]:
    """Return the rows of a file, their cells without what cannot be seen.

    Raises: ImportRefusedError.
    """
    if len(content) > LARGEST_FILE:
        raise ImportRefusedError(
            _("This file is larger than %d MB. Export fewer accounts at a time.")
            % (LARGEST_FILE // 1_000_000)
        )
    text = _decoded(content)
    if not text.strip():
        raise ImportRefusedError(_("This file is empty."))
    rows: list[Row] = []
    for row in _parsed(text):
        if len(rows) == MOST_ROWS:
            raise ImportRefusedError(
                _("This file has more than %s rows. Export fewer accounts at a time.")
                % f"{MOST_ROWS:,}"
            )
        rows.append(row)
    return rows


def plain(text: str) -> str:
    """Return a text in its usual characters: no marks nobody sees, no full-width digits."""
    if not text.isascii():
        text = UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return text.strip()


def _decoded(content: bytes) -> str:
    kind = next((kind for start, kind in NOT_TEXT if content.startswith(start)), "")
    if kind == "workbook":
        raise ImportRefusedError(
            _("This is a workbook or an archive. Save the sheet as CSV and choose that file.")
        )
    if kind == "pdf":
        raise ImportRefusedError(_("This is a PDF. Ask the custodian’s site for a CSV file."))
    if kind == "utf-16":
        raise ImportRefusedError(
            _("This text is in UTF-16. Save it as “CSV UTF-8” and choose that file.")
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROL.search(text) is None:
            return text
    raise ImportRefusedError(_("This file is not text. Choose the CSV file of the custodian."))


def _parsed(text: str) -> Iterator[Row]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    last = 0
    while True:
        try:
            raw = next(reader, None)
        except csv.Error as error:
            is_long = "field limit" in str(error)
            raise (_too_long if is_long else _unbalanced)(last + 1) from None
        if raw is None:
            return
        line, last = last + 1, reader.line_num
        # No custodian breaks a line inside a cell: a quotation mark was left open.
        if last > line:
            raise _unbalanced(line)
        if len(raw) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in raw):
            raise _too_long(line)
        cells = [plain(_unwrapped(cell)) for cell in raw]
        if any(cells):
            yield Row(line, cells)


def _delimiter(text: str) -> str:
    """Return what parts the cells: a comma, unless something else stands in more lines."""
    lines = text.splitlines()[:LINES_LOOKED_AT]
    return max(DELIMITERS, key=lambda mark: sum(mark in line for line in lines))


def _unwrapped(cell: str) -> str:
    wrapped = AS_FORMULA.fullmatch(cell.strip()) if "=" in cell else None
    return wrapped[1] if wrapped else cell


def _unbalanced(line: int) -> ImportRefusedError:
    sentence = _("A quotation mark in line %(line)d is opened or closed without its partner.")
    return ImportRefusedError(sentence % {"line": line})


def _too_long(line: int) -> ImportRefusedError:
    sentence = _("Line %(line)d is longer than any line of a table of balances.")
    return ImportRefusedError(sentence % {"line": line})
