"""What a form says of a field that is empty, or filled with what is not on its list."""

from __future__ import annotations

import pytest
from django import forms

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
