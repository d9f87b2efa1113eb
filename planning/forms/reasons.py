"""Why is something archived or withdrawn, or what happens to it?"""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as lazy

from clients.models import Account, Fact
from clients.services import EditConflict


class ConfirmForm(forms.Form):
    """Carries the revision the page was opened at, and says what a service refuses."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Fact, **options: Any) -> None:
        options["initial"] = {"revision": row.revision}
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, under the names the services take."""
        return self.cleaned_data | {"revision": self.cleaned_data["revision"] or 0}

    def say(self, refusal: ValidationError | EditConflict) -> None:
        """Put each sentence beside its field, or above all."""
        if isinstance(refusal, EditConflict):
            self.add_error(None, str(refusal))
            return
        for name, sentences in getattr(refusal, "error_dict", {None: refusal.messages}).items():
            self.add_error(name if name in self.fields else None, sentences)


class ReasonForm(ConfirmForm):
    """Asks for a reason."""

    because = forms.CharField(
        label=lazy("Why?"),
        max_length=200,
        error_messages={"required": lazy("Say why, in a few words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class ArchiveAccountForm(ReasonForm):
    """Asks what became of an account: that decides what it still owes."""

    became = forms.ChoiceField(
        label=lazy("What became of it?"),
        choices=Account.Archived.choices,
        widget=forms.RadioSelect,
    )
    field_order = ("became", "because")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["because"].widget.attrs["autofocus"]  # it is not the first question
