"""What is done with files that somebody uploads as evidence?"""

from __future__ import annotations

import hashlib
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import ForeignObjectRel
from django.utils.translation import gettext as _

from clients.file_types import TEXT, TYPES, plain_name, type_of
from clients.models import Document, Household, Payment, User, YearEndBalance
from clients.services.editing import EditConflict, add, change, withdraw
from clients.stored_files import all_or_nothing

LARGEST_DOCUMENT = 10_000_000  # bytes; below what a request may hold
DOCUMENT_TYPES = tuple(known.content_type for known in (*TYPES, TEXT))
DOCUMENT_ENDINGS = tuple(ending for known in (*TYPES, TEXT) for ending in known.endings)

ENDED = ("withdrawn_at", "undone_at")  # what says that a row counts no more


@all_or_nothing()
def add_document(*, actor: User, household: Household, upload: UploadedFile[bytes]) -> Document:
    """Keep an uploaded file under a name of our own; only an authorising view hands it out.

    The same file again is the document that is there already.

    Raises: ValidationError for `file`, before anything is written.
    """
    if upload.size and upload.size > LARGEST_DOCUMENT:
        problem = _("This file is larger than %(most)d MB. Scan it with fewer dots, or split it.")
        raise ValidationError({"file": problem % {"most": LARGEST_DOCUMENT // 1_000_000}})
    content = upload.read()
    known = type_of(content)
    digest = hashlib.sha256(content).hexdigest()
    same = household.documents.filter(sha256=digest, withdrawn_at=None).first()
    if same is not None:
        return same
    document = Document(
        firm=household.firm,
        household=household,
        file=ContentFile(content, name=f"{uuid4()}{known.endings[0]}"),
        name=plain_name(upload.name or "", known),
        content_type=known.content_type,
        size=len(content),
        sha256=digest,
        uploaded_by=actor,
    )
    return add(document, actor=actor, household=household)


@transaction.atomic
def withdraw_document(*, actor: User, document: Document, revision: int, because: str) -> Document:
    """Take a document out of the list that is evidence of nothing; file and reason stay.

    Raises: EditConflict; ValidationError where no reason is given, or where it is evidence.
    """
    # Whoever makes it the evidence of something at this moment is waited for.
    document = Document.objects.select_for_update().get(pk=document.pk)
    if named := evidence_of(document):
        problem = _("It is the evidence of: %(what)s. Attach another to that first.")
        raise ValidationError(problem % {"what": ", ".join(named)})
    household = document.household
    return withdraw(document, actor=actor, household=household, revision=revision, because=because)


def attach_document(
    *,
    actor: User,
    to: Payment | YearEndBalance,
    document: Document | None,
    revision: int,
) -> Payment | YearEndBalance:
    """Name the document that proves a payment or a balance.

    Raises: EditConflict; ValidationError for `document`.
    """
    if (to.withdrawn_at if isinstance(to, YearEndBalance) else to.undone_at) is not None:
        raise EditConflict(to)
    return change(
        to,
        actor=actor,
        revision=revision,
        values={"document": document},
        household=to.account.household,
    )


def evidence_of(document: Document) -> list[str]:
    """Return what a document proves that still counts, whatever kind of row it is."""
    found = []
    for relation in Document._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        model = relation.related_model
        fields = {field.name for field in model._meta.fields}
        if "history_id" in fields or not getattr(model, "is_proven_by_documents", True):
            continue
        standing = {f"{name}__isnull": True for name in ENDED if name in fields}
        rows = model._default_manager.filter(**{relation.field.name: document}, **standing)
        found += [str(row) for row in rows]
    return found
