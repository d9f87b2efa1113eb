"""Bind letters that are made into one file: their very pages, or the files side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils.text import slugify

from planning.reports.bound_pdf import LetterBinder

EARLIEST = (1980, 1, 1, 0, 0, 0)  # in a ZIP; the same letters give the same bytes
LONGEST_NAME = 60
MOST_IN_MEMORY = 10_000_000  # bytes of a file; what is larger goes on in one without a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One letter to bind."""

    title: str  # its bookmark
    person: str
    year: int
    pdf: bytes


def bind_zip(letters: Iterable[Bound]) -> IO[bytes]:
    """Return a ZIP of the letters; the number before a name keeps the order and tells twins apart.

    One letter at a time is in memory, however many there are. A name has the letters and digits
    of the person's and nothing a path is made of.
    """
    out = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 - whoever asked closes it
    try:
        with ZipFile(out, "w", ZIP_STORED) as bound:  # a PDF is compressed already
            for number, letter in enumerate(letters, start=1):
                entry = ZipInfo(file_name(number, letter), EARLIEST)
                entry.external_attr = 0o600 << 16
                bound.writestr(entry, letter.pdf)
    except BaseException:
        out.close()
        raise
    return out


def file_name(number: int, letter: Bound) -> str:
    """Return the name of a letter inside the ZIP."""
    name = slugify(letter.person)[:LONGEST_NAME].strip("-_") or "letter"
    return f"{number:04}-{name}-{letter.year}.pdf"


def bind_pdf(letters: Iterable[Bound], *, title: str, language: str) -> IO[bytes]:
    """Return one PDF of all pages, each letter under a bookmark of its own.

    What a screen reader is told comes along: the structure trees become one.
    """
    out = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 - whoever asked closes it
    try:
        binder = LetterBinder(out)
        for letter in letters:
            binder.add(letter.title, letter.pdf)
        binder.finish(title=title, language=language)
    except BaseException:
        out.close()
        raise
    return out
