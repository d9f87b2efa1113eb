"""What is typed when a year is closed, approved or opened again."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as lazy

from planning.engine.law import load_law


class SeenForm(forms.Form):
    """The count a page was read at, so that nobody signs what they did not see."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReopenForm(SeenForm):
    """Why a closed year is opened again."""

    because = forms.CharField(
        label=lazy("Why is it opened again?"),
        help_text=lazy("Kept with the closing and said on its certificate"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class BookYearForm(forms.Form):
    """The year of a book, and the mark of the page a run is asked from."""

    year = forms.TypedChoiceField(
        label=lazy("Year"), coerce=int, widget=forms.Select(attrs={"class": "form-select"})
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, this_year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        years = range(this_year, max(this_year - 7, load_law().first_year - 1), -1)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class RequestForm(forms.Form):
    """What comes next, and the mark of the page it is asked from: sent twice, it is one run."""

    certify = forms.BooleanField(required=False)

    request_key = forms.UUIDField(widget=forms.HiddenInput)
