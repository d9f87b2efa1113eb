"""What is asked when letters are made from the records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from clients.models import Person
from planning.models import LetterBatch


class PersonLetterForm(forms.Form):
    """One person, and the mark of the page the letter is asked from."""

    person: forms.ModelChoiceField[Person] = forms.ModelChoiceField(queryset=None)
    request_key = forms.UUIDField()

    def __init__(self, *args: Any, people: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class BookLettersForm(forms.Form):
    """How the letters are bound, and how many were promised on the page that was confirmed."""

    form = forms.ChoiceField(
        label=lazy("As"),
        choices=LetterBatch.Form.choices,
        initial=LetterBatch.Form.PDF,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)
    letters = forms.IntegerField(widget=forms.HiddenInput)
