"""How is evidence handed in: a file, or a document that is on record already?"""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.forms.once import OnceForm
from clients.models import Document, Household
from clients.services import DOCUMENT_ENDINGS, LARGEST_DOCUMENT

ACCEPTED = ",".join(DOCUMENT_ENDINGS)


class DocumentFileField(forms.FileField):
    """A file that may be evidence. Its content is looked at where it is kept."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "help_text",
            lazy("PDF, PNG, JPEG, TIFF or CSV, up to %(most)d MB")
            % {"most": LARGEST_DOCUMENT // 1_000_000},
        )
        options.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTED}))
        super().__init__(allow_empty_file=True, **options)

    def to_python(self, data: Any) -> UploadedFile[bytes] | None:
        """Take a file whatever it is called: the name is cut where it is kept."""
        return None if data in self.empty_values else data


class DocumentForm(OnceForm):
    """One file for a household."""

    file = DocumentFileField(
        label=lazy("File"), error_messages={"required": lazy("Choose a file first.")}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = _helper()


class EvidenceForm(OnceForm):
    """The document that proves a payment or a balance: one on record, or a new file."""

    document: forms.ModelChoiceField[Document] = forms.ModelChoiceField(
        label=lazy("A document on record"), queryset=None, required=False, empty_label=lazy("None")
    )
    file = DocumentFileField(label=lazy("Or a new file"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, household: Household, **options: Any) -> None:
        super().__init__(*args, **options)
        standing = household.documents.filter(withdrawn_at=None)
        self.fields["document"].queryset = standing  # type: ignore[attr-defined]
        self.helper = _helper()

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        typed = super().clean() or {}
        if typed.get("document") and typed.get("file"):
            raise ValidationError(
                {"file": _("Choose a document on record or a new file, not both.")}
            )
        return typed


def _helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
