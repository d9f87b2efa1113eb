"""Which payments somebody looked at, of those on a page."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _


class SeenForm(forms.Form):
    """The payments that are ticked, each with the revision that was shown."""

    seen = forms.MultipleChoiceField(required=False)

    def __init__(self, data: QueryDict | None, *, payments: Mapping[UUID, object]) -> None:
        super().__init__(data)
        self.fields["seen"].choices = [(str(pk), str(pk)) for pk in payments]  # type: ignore[attr-defined]

    def clean_seen(self) -> dict[UUID, int]:
        """Return the revisions of the payments that are ticked."""
        ticked = [UUID(pk) for pk in self.cleaned_data["seen"]]
        if not ticked:
            raise ValidationError(_("Tick the payments whose evidence you looked at."))
        shown = {pk: str(self.data.get(f"revision-{pk}", "")) for pk in ticked}
        return {pk: int(said) if said.isdecimal() else 0 for pk, said in shown.items()}
