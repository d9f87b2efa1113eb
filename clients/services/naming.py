"""May a row name this other one? Only of its own firm and household, and only what stands.

Forms offer nothing else; whoever writes an address or a form by hand is refused here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from clients.models import Custodian, Document, FirmRow, Household, Person, Team


def check_named(row: FirmRow, household: Household, names: Collection[str] | None = None) -> None:
    """Refuse a row of a household that names what is not of it, among its fields of these names.

    A document is held on to until the end of the transaction: who would withdraw it meanwhile
    waits, and then finds what it is the evidence of.

    Raises: ValidationError, by field.
    """
    for field in row._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey) or (
            names is not None and field.name not in names
        ):
            continue
        if getattr(row, field.attname) is None or not issubclass(field.related_model, FirmRow):
            continue
        named: FirmRow = getattr(row, field.name)
        if named.firm_id != household.firm_id or _household_of(named) not in (None, household.pk):
            raise ValidationError({field.name: _not_of_it(named)})
        if isinstance(named, Document):
            check_stands(named, field.name)


def check_stands(document: Document, name: str = "document") -> None:
    """Refuse a document that was withdrawn, and let nobody withdraw it until the end.

    Raises: ValidationError for the field of this name.
    """
    current = Document.objects.select_for_update().only("withdrawn_at").get(pk=document.pk)
    if current.withdrawn_at is not None:
        raise ValidationError({name: _("This document was withdrawn. Choose another.")})


def usable_documents(documents: Iterable[Document | None]) -> dict[UUID, UUID]:
    """Return of several documents those that stand, each with its household, held on to alike."""
    ids = {document.pk for document in documents if document is not None}
    if not ids:
        return {}
    standing = Document.objects.select_for_update().filter(pk__in=ids, withdrawn_at=None)
    return dict(standing.order_by("pk").values_list("pk", "household_id"))


def _household_of(row: FirmRow) -> UUID | None:
    """Return the household a row belongs to; None for what is the firm's as a whole."""
    if isinstance(row, Household):
        return row.pk
    found: UUID | None = getattr(row, "household_id", None)
    account = getattr(row, "account", None)
    return found or (account and account.household_id)


def _not_of_it(named: FirmRow) -> str:
    if isinstance(named, Document):
        return _("This document is of another household.")
    if isinstance(named, Person):
        return _("This person is not in the household.")
    if isinstance(named, Team):
        return _("This is not a team of the firm.")
    if isinstance(named, Custodian):
        return _("This is not a custodian of the firm.")
    return _("This is of another household.")
