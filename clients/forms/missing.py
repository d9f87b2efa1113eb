"""What does a form say of a field that was left empty? What to do, not that it is required."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

SENTENCES: dict[type[forms.Field], Any] = {
    forms.Field: lazy("Fill this in."),
    forms.EmailField: lazy("Type an e-mail address."),
    forms.DateField: lazy("Type the date as month/day/year, for example 05/10/1953."),
    forms.DecimalField: lazy("Type the amount."),
    forms.IntegerField: lazy("Type a number."),
    forms.BooleanField: lazy("Tick this to go on."),
    forms.ChoiceField: lazy("Choose one."),
    forms.ModelChoiceField: lazy("Choose one."),
    forms.FileField: lazy("Choose a file first."),
}


def say_what_to_do() -> None:
    """Give every kind of field its sentence; a field's own still goes first."""
    for kind, sentence in SENTENCES.items():
        kind.default_error_messages = {**kind.default_error_messages, "required": sentence}
