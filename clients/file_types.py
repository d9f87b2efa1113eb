"""What is an uploaded file? Told by its bytes, never by its name or by what the browser says.

A file that is two things at once, or that a browser or a system would run, is refused: whoever
opens it later cannot see which of the two they get.
"""

from __future__ import annotations

import struct
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

LONGEST_NAME = 150
ZIP_END = b"PK\x05\x06"
ZIP_END_SIZE = 22
PDF_TAIL = 2_048  # its end is marked, and little may follow
MOST_PIXELS = 60_000_000
# What makes a text a page or a drawing; of a picture only what is too long to be there by chance.
IN_PICTURES = (b"<!doctype", b"<script", b"<iframe", b"<html>", b"<html ")
MARKUP = (*IN_PICTURES, b"<html", b"<svg", b"<?xml", b"<?php", b"<body")
CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of evidence: how it begins, what it is called and what else must be true of it."""

    content_type: str
    endings: tuple[str, ...]
    beginnings: tuple[bytes, ...]
    check: Callable[[bytes], None]


def type_of(content: bytes) -> FileType:
    """Return what a file is.

    Raises: ValidationError for `file`, in one sentence.
    """
    if not content:
        raise _refusal(_("This file is empty. Choose the file again."))
    if content.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")):
        raise _refusal(_("This is a program, not a document. Upload a PDF, a picture or a CSV."))
    if _is_zip(content):
        raise _refusal(_("This file holds an archive (ZIP). Upload the document itself."))
    for known in TYPES:
        if content.startswith(known.beginnings):
            known.check(content)
            return known
    _check_text(content)
    return TEXT


def plain_name(name: str, known: FileType) -> str:
    """Return a name that can be shown: no folders, one line, not too long, and its true ending."""
    last = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    shown = "".join(c for c in last if c.isprintable()).strip(" .") or _("Document")
    stem, ending = PurePath(shown).stem, PurePath(shown).suffix
    if ending.lower() not in known.endings:
        stem, ending = shown, known.endings[0]
    return stem[: LONGEST_NAME - len(ending)] + ending


def _is_zip(content: bytes) -> bool:
    """Tell whether programs would find an archive in the file, whatever it begins with."""
    if content.startswith(b"PK\x03\x04"):
        return True
    at = content.rfind(ZIP_END, max(0, len(content) - 65_535 - ZIP_END_SIZE))
    if at < 0 or at + ZIP_END_SIZE > len(content):
        return False
    (comment,) = struct.unpack_from("<H", content, at + ZIP_END_SIZE - 2)
    return bool(at + ZIP_END_SIZE + comment <= len(content))


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-PDF_TAIL:]:
        raise _refusal(_("This PDF is cut off before its end. Save or scan it again."))
    _refuse_markup(content[:1024] + content[-PDF_TAIL:])


def _check_picture(content: bytes) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as picture:
                width, height = picture.size
                picture.verify()
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        raise _refusal(_("This picture is damaged. Save or scan it again.")) from None
    if width * height > MOST_PIXELS:
        raise _refusal(_("This picture is too large to be shown. Scan it with fewer dots."))
    _refuse_markup(content, IN_PICTURES)


def _check_text(content: bytes) -> None:
    """Let a CSV or a plain text pass, in any encoding a spreadsheet writes."""
    if any(byte in CONTROLS for byte in content[:65_536]) or b"\0" in content:
        raise _refusal(_("Upload a PDF, a PNG, JPEG or TIFF picture, or a CSV: this is none."))
    _refuse_markup(content)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            content.decode("cp1252")
        except UnicodeDecodeError:
            problem = _("Upload a PDF, a PNG, JPEG or TIFF picture, or a CSV: this is none.")
            raise _refusal(problem) from None


def _refuse_markup(content: bytes, marks: tuple[bytes, ...] = MARKUP) -> None:
    """Refuse what a browser would take for a page."""
    lowered = content.lower()
    if any(mark in lowered for mark in marks):
        raise _refusal(_("This file holds a web page or a drawing (HTML, SVG). Print it to PDF."))


def _refusal(sentence: str) -> ValidationError:
    return ValidationError({"file": sentence})


TYPES = (
    FileType("application/pdf", (".pdf",), (b"%PDF-",), _check_pdf),
    FileType("image/png", (".png",), (b"\x89PNG\r\n\x1a\n",), _check_picture),
    FileType("image/jpeg", (".jpg", ".jpeg"), (b"\xff\xd8\xff",), _check_picture),
    FileType("image/tiff", (".tiff", ".tif"), (b"II*\0", b"MM\0*"), _check_picture),
)
TEXT = FileType("text/csv", (".csv", ".txt"), (), _check_text)
