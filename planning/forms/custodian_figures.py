"""What a custodian says an account's requirement is, and why it may be another than ours."""

from __future__ import annotations

from typing import Any

from crispy_forms.bootstrap import PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from clients.models import Document
from planning.forms.fields import DollarsField
from planning.forms.reasons import ConfirmForm


class CustodianFigureForm(forms.Form):
    """One amount, and where it stands."""

    amount = DollarsField(label=lazy("The custodian's figure"))
    source = forms.CharField(label=lazy("Where it stands"), required=False, max_length=200)
    document: forms.ModelChoiceField[Document] = forms.ModelChoiceField(
        label=lazy("Document"), queryset=None, required=False, empty_label=lazy("None")
    )

    def __init__(self, *args: Any, documents: QuerySet[Document], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(PrependedText("amount", "$"), "source", "document")

    def say(self, refusal: ValidationError) -> None:
        """Put each sentence beside its field, or above all."""
        for name, sentences in getattr(refusal, "error_dict", {None: refusal.messages}).items():
            self.add_error(name if name in self.fields else None, sentences)


class AnswerForm(ConfirmForm):
    """Asks why two figures differ."""

    answer = forms.CharField(
        label=lazy("Why do they differ?"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WithdrawFigureForm(ConfirmForm):
    """Asks why a figure on record is wrong."""

    because = forms.CharField(
        label=lazy("Why is the figure withdrawn?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
