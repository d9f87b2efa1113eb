"""What may be asked of the book: every answer is an address that can be sent to a colleague."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from clients.models import Team
from planning.catalogue import STATUSES
from planning.engine.law import load_law
from planning.forms.fields import DayField


class BookForm(forms.Form):
    """The filter above the book. What it does not understand narrows nothing."""

    q = forms.CharField(
        label=lazy("Household or person"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        label=lazy("Team"), queryset=None, required=False, empty_label=lazy("All teams")
    )
    status = forms.ChoiceField(
        label=lazy("Status"), required=False, choices=[("", lazy("Any status")), *STATUSES.items()]
    )
    due_before = DayField(label=lazy("Due before"), required=False)
    year = forms.TypedChoiceField(label=lazy("Year"), coerce=int, required=False)
    view = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        teams: QuerySet[Team],
        today: date,
        views: list[str],
        sorts: list[str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        years = range(today.year + 1, max(today.year - 6, load_law().first_year), -1)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["view"].choices = [(view, view) for view in views]  # type: ignore[attr-defined]
        both_ways = [*sorts, *(f"-{sort}" for sort in sorts)]
        self.fields["sort"].choices = [(sort, sort) for sort in both_ways]  # type: ignore[attr-defined]

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
        """Return what was understood as the part of an address; the view of this year says none."""
        asked = self.asked
        if asked.get("year") == self.today.year:
            asked = {**asked, "year": None}
        if asked.get("view") == "all":
            asked = {**asked, "view": None}
        said = {name: asked.get(name) for name in self.fields}
        return urlencode({name: _written(value) for name, value in said.items() if value})


def _written(value: Any) -> str:
    return str(value.pk) if isinstance(value, Team) else str(value)
