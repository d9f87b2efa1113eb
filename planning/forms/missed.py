"""The work on a missed requirement: which cases to open, and what is written down about one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as lazy

from clients.models import Document
from planning.forms.documents import DocumentFileField
from planning.forms.fields import DayField
from planning.forms.reasons import ConfirmForm
from planning.models import MissedCase

MISSED, ELSEWHERE = "missed", "elsewhere"


class AnswerForm(forms.Form):
    """What became of some years: they were missed, or taken elsewhere and who says so."""

    misses = forms.MultipleChoiceField(
        error_messages={"required": lazy("Tick at least one year.")},
        widget=forms.CheckboxSelectMultiple,
    )
    answer = forms.ChoiceField(
        choices=[
            (MISSED, lazy("They were missed: open the cases")),
            (ELSEWHERE, lazy("They were taken elsewhere")),
        ]
    )
    told_by = forms.CharField(
        label=lazy("Who says that it was taken, and when"),
        help_text=lazy("For example: her letter of March 3; the statement of the other custodian"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    file = DocumentFileField(label=lazy("What proves it (optional)"), required=False)

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["misses"].choices = list(choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was taken elsewhere has somebody who says so."""
        typed = super().clean() or {}
        if typed.get("answer") == ELSEWHERE and not typed.get("told_by"):
            self.add_error("told_by", lazy("Say who told you so, and when."))
        return typed

    def say(self, refusal: ValidationError) -> None:
        """Put each sentence beside its field, or above all."""
        for name, sentences in getattr(refusal, "error_dict", {None: refusal.messages}).items():
            self.add_error(name if name in self.fields else None, sentences)


class MissedCaseForm(ConfirmForm):
    """What happened, what was done, what was filed."""

    cause = forms.CharField(
        label=lazy("What happened"),
        help_text=lazy("Why it was not taken in time, with dates"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    steps_taken = forms.CharField(
        label=lazy("What was done to put it right"),
        help_text=lazy("The payment, and what keeps it from happening again"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    waiver = forms.ChoiceField(label=lazy("Waiver of the tax"), choices=MissedCase.Waiver.choices)
    return_filed_on = DayField(
        label=lazy("Income tax return of the year filed on"),
        help_text=lazy("From then the time to assess the tax runs"),
        required=False,
    )
    filed_on = DayField(label=lazy("Form 5329 filed on"), required=False)
    file = DocumentFileField(label=lazy("Proof of filing"), required=False)

    def __init__(self, *args: Any, row: MissedCase, **options: Any) -> None:
        super().__init__(*args, row=row, **options)
        for name in ("cause", "steps_taken", "waiver"):
            self.initial[name] = getattr(row, name)
        for name in ("return_filed_on", "filed_on"):
            day = getattr(row, name)
            self.initial[name] = day and day.strftime("%m/%d/%Y")
        self.helper.layout = Layout(
            "revision",
            "cause",
            "steps_taken",
            Div("waiver", "return_filed_on", css_class="fields"),
            Div("filed_on", "file", css_class="fields"),
        )

    def values(self, filing: Document | None) -> dict[str, Any]:
        """Return what was typed, under the names the service takes."""
        facts = self.facts
        del facts["file"]
        return facts if filing is None else facts | {"filing": filing}
