"""What a form says of a field that is empty, or filled with what is not on its list."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django import forms

import clients.forms
import planning.forms
from clients.models import Team
from planning.forms.fields import DayField, DollarsField
from planning.forms.reasons import ReasonForm

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (forms.CharField(), "Fill this in."),
        (forms.EmailField(), "Type an e-mail address."),
        (DayField(), "Type the date as month/day/year, for example 05/10/1953."),
        (DollarsField(), "Type the amount."),
        (forms.ChoiceField(choices=[("a", "A")]), "Choose one."),
        (forms.BooleanField(), "Tick this to go on."),
        (forms.FileField(), "Choose a file first."),
        (forms.CharField(error_messages={"required": "Its own."}), "Its own."),
    ],
)
def test_an_empty_field_says_what_to_do(field: forms.Field, sentence: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(None)
    assert refused.value.messages == [sentence]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (forms.ChoiceField(choices=[("a", "A")]), "b"),
        (forms.TypedChoiceField(choices=[("a", "A")]), "b"),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ["b"]),
        (forms.MultipleChoiceField(choices=[("a", "A")]), "a"),
        (forms.ModelChoiceField(Team.objects.none()), NOBODY),
        (
            forms.ModelMultipleChoiceField(Team.objects.none()),
            [NOBODY],
        ),
        (forms.ModelMultipleChoiceField(Team.objects.none()), "b"),
    ],
)
def test_what_is_not_on_a_list_says_what_to_do(field: forms.Field, typed: object) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == ["Choose from the list."]


def test_a_form_with_a_sentence_of_its_own_says_that() -> None:
    assert ReasonForm.base_fields["because"].error_messages["required"] == (
        "Say why, in a few words."
    )


def test_no_form_of_the_site_speaks_in_the_words_of_the_framework() -> None:
    """A form that is imported before the sentences are given keeps the old ones."""
    for package in (clients.forms, planning.forms):
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    left = {
        (form.__name__, name)
        for form in _all_below(forms.BaseForm)
        if form.__module__.startswith(("clients.", "planning."))
        for name, field in form.base_fields.items()
        if field.error_messages.get("required") == "This field is required."
    }
    assert left == set()


def _all_below(kind: type[forms.BaseForm]) -> Iterator[Any]:
    for below in kind.__subclasses__():
        yield below
        yield from _all_below(below)


def test_what_is_no_key_at_all_is_answered_like_what_is_not_on_the_list() -> None:
    """Of several keys each is first read as the kind of key its table has."""
    with pytest.raises(forms.ValidationError) as refused:
        forms.ModelMultipleChoiceField(Team.objects.none()).clean(["b"])
    assert refused.value.messages == ["Choose from the list."]
