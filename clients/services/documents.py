"""What is done with files that somebody uploads as evidence?"""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Document, Household, User
from clients.services.editing import add

LARGEST_DOCUMENT = 2_000_000  # bytes; below what a request may hold

# A type is told by how the bytes begin, never by the name or what the browser says.
DOCUMENT_TYPES = {
    "application/pdf": (b"%PDF-", ".pdf"),
    "image/png": (b"\x89PNG\r\n\x1a\n", ".png"),
    "image/jpeg": (b"\xff\xd8\xff", ".jpg"),
}


@transaction.atomic
def add_document(*, actor: User, household: Household, upload: UploadedFile[bytes]) -> Document:
    """Keep an uploaded file under a name of our own; only an authorising view hands it out.

    Raises: ValidationError for `file`, before anything is written.
    """
    if not upload.size:
        raise ValidationError({"file": _("This file is empty.")})
    if upload.size > LARGEST_DOCUMENT:
        problem = _("This file is larger than %(most)d MB.")
        raise ValidationError({"file": problem % {"most": LARGEST_DOCUMENT // 1_000_000}})
    content = upload.read()
    content_type, ending = _type_of(content)
    document = Document(
        firm=household.firm,
        household=household,
        file=ContentFile(content, name=f"{uuid4()}{ending}"),
        name=_plain_name(upload.name or ""),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor,
    )
    return add(document, actor=actor, household=household)


def _type_of(content: bytes) -> tuple[str, str]:
    for content_type, (beginning, ending) in DOCUMENT_TYPES.items():
        if content.startswith(beginning):
            return content_type, ending
    raise ValidationError({"file": _("Upload a PDF, a PNG or a JPEG.")})


def _plain_name(name: str) -> str:
    """Return a name that can be shown: no folders, one line, not too long."""
    plain = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())
    return plain[-150:] or _("Document")
