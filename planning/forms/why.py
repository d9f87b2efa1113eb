"""About whom is it asked?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from clients.models import Membership


class WhoForm(forms.Form):
    """Somebody who works for the firm, or everybody who is told."""

    who = forms.ModelChoiceField(
        Membership.objects.none(),
        label=lazy("About whom"),
        required=False,
        empty_label=lazy("Everybody who is told"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["who"]
        field.queryset = colleagues  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.user.get_full_name()  # type: ignore[attr-defined]

    @property
    def asked(self) -> Membership | None:
        """Who is meant, as far as it was understood."""
        self.is_valid()
        who: Membership | None = self.cleaned_data.get("who")
        return who
