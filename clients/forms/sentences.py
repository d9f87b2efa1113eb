"""What does a form say of a field that was left empty, or filled with what is not on its list?

What to do, not that it is required or invalid.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as lazy

LEFT_EMPTY: dict[type[forms.Field], Any] = {
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
OF_LISTS = (
    forms.ChoiceField,
    forms.MultipleChoiceField,
    forms.ModelChoiceField,
    forms.ModelMultipleChoiceField,
)
NOT_ON_THE_LIST = dict.fromkeys(
    ("invalid_choice", "invalid_list", "invalid_pk_value"), lazy("Choose from the list.")
)


def say_what_to_do() -> None:
    """Give every kind of field its sentences; a field's own still go first."""
    for kind, sentence in LEFT_EMPTY.items():
        kind.default_error_messages = {**kind.default_error_messages, "required": sentence}
    for of_a_list in OF_LISTS:
        messages = {**of_a_list.default_error_messages, **NOT_ON_THE_LIST}
        of_a_list.default_error_messages = messages
    # A list of rows reads each key with the field of their table, which then speaks for itself.
    invalid = NOT_ON_THE_LIST["invalid_choice"]
    models.UUIDField.default_error_messages = {"invalid": invalid}
