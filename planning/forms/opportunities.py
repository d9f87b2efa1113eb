"""What may be asked of the opportunities: every answer is an address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from clients.models import User
from planning.forms.worklist import named
from planning.opportunity_catalogue import KINDS, SURENESS, UNDECIDED


class OpportunityForm(forms.Form):
    """The filter above the list. What it does not understand narrows nothing."""

    q = forms.CharField(
        label=lazy("Household or person"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    advisor = forms.ChoiceField(label=lazy("Advisor"), required=False)
    sure = forms.ChoiceField(
        label=lazy("Rests on"),
        required=False,
        choices=[("", lazy("Anything")), *SURENESS.items()],
    )
    kind = forms.ChoiceField(
        required=False,
        choices=[(kind, kind) for kind in (*KINDS, UNDECIDED)],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, advisors: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", lazy("Everybody’s")), *named(advisors)]
        self.fields["advisor"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def asked(self) -> dict[str, Any]:
        """Return the questions that were understood."""
        self.is_valid()
        return self.cleaned_data

    @property
    def query(self) -> str:
        """Return what was understood, as the part of an address."""
        said = {name: self.asked.get(name) for name in self.fields}
        return urlencode({name: value for name, value in said.items() if value})
