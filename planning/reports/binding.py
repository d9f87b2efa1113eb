"""Bind letters that are made into one file: their very pages, or the files side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pikepdf
from django.utils.text import slugify

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
    with pikepdf.new() as bound:
        tree = _structure(bound)
        with bound.open_outline() as outline:
            for number, letter in enumerate(letters, start=1):
                outline.root.append(pikepdf.OutlineItem(letter.title, len(bound.pages)))
                with pikepdf.open(BytesIO(letter.pdf)) as source:
                    _append(bound, tree, source, number)
        bound.Root.StructTreeRoot = tree
        bound.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        bound.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        bound.Root.Lang = language
        with bound.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = title
            metadata["pdfuaid:part"] = "1"
        bound.docinfo["/Title"] = title
        bound.save(
            cast("BinaryIO", out),
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return out


def _structure(bound: pikepdf.Pdf) -> Any:
    """Return the root of a structure tree for one document of many parts."""
    tree = bound.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructTreeRoot,
            ParentTree=pikepdf.Dictionary(Nums=pikepdf.Array()),
        )
    )
    tree.K = bound.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=tree, K=pikepdf.Array()
        )
    )
    return tree


def _append(bound: pikepdf.Pdf, tree: Any, source: pikepdf.Pdf, number: int) -> None:
    first = len(bound.pages)
    bound.pages.extend(source.pages)
    numbers = tree.ParentTree.Nums
    offset = len(numbers) // 2
    for page in bound.pages[first:]:
        page.obj.StructParents = int(page.obj.StructParents) + offset
    structure = bound.copy_foreign(source.Root.StructTreeRoot)
    for element in structure.K:
        element.S = pikepdf.Name.Part
        if "/Lang" in source.Root:  # letters of one book speak several
            element.Lang = pikepdf.String(str(source.Root.Lang))
        element.P = tree.K
        tree.K.K.append(element)
    for key, elements in _pairs(structure.ParentTree.Nums):
        numbers.extend([int(key) + offset, elements])
    for element in _elements(structure.K):
        _rename(element, number)


def _rename(element: Any, number: int) -> None:
    """Let a cell and its headers know each other by names no other letter has."""
    if "/ID" in element:
        element.ID = pikepdf.String(f"{number}-{element.ID}")
    attributes = element.get("/A")
    if attributes is not None and "/Headers" in attributes:
        names = [pikepdf.String(f"{number}-{name}") for name in attributes.Headers]
        attributes.Headers = pikepdf.Array(names)


def _pairs(numbers: Any) -> Iterator[tuple[Any, Any]]:
    return zip(*[iter(numbers)] * 2, strict=True)


def _elements(node: Any) -> Iterator[Any]:
    """Yield the elements of a structure tree."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, pikepdf.Array):
            waiting.extend(current)
        elif isinstance(current, pikepdf.Dictionary) and "/S" in current:
            yield current
            if "/K" in current:
                waiting.append(current.K)
