"""What do clients say, and what does the firm ask of them?"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.forms.once import OnceForm
from clients.models import Household, Person
from planning.forms.documents import DocumentFileField
from planning.forms.fields import DollarsField
from planning.models import PortalAsk

LONGEST_TEXT = 2_000
MOST_PERCENT = 100


class PortalForm(OnceForm):
    """What is typed once, and said again on its receipt."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as the receipt shows it."""
        typed = self.cleaned_data.items()
        return {
            name: f"{value:.2f}" if isinstance(value, Decimal) else value
            for name, value in typed
            if name not in ("request_key", "file") and value not in (None, "")
        }


def _words(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        **options,
    )


class SendForm(PortalForm):
    """One file, and what it is if that is not plain."""

    file = DocumentFileField(
        label=lazy("File or photo"), error_messages={"required": lazy("Choose a file first.")}
    )
    text = forms.CharField(label=lazy("A note for your advisor"), max_length=300, required=False)


class WishesForm(PortalForm):
    """Whether to give to charity this year, and what to withhold for taxes."""

    gives = forms.ChoiceField(
        label=lazy("Would you like to give to charity straight from an IRA this year?"),
        choices=[("no", lazy("No")), ("yes", lazy("Yes")), ("unsure", lazy("Call me about it"))],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose one of the answers.")},
    )
    amount = DollarsField(label=lazy("How much, if yes"), required=False)
    charities = forms.CharField(
        label=lazy("To which charities, if yes"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    withholding = forms.ChoiceField(
        label=lazy("Income tax to be held back from what you take"),
        choices=[
            ("as_now", lazy("As it is now")),
            ("none", lazy("None")),
            ("percent", lazy("This many percent:")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose one of the answers.")},
    )
    percent = forms.IntegerField(
        label=lazy("Percent"),
        required=False,
        min_value=1,
        max_value=MOST_PERCENT,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": lazy("Type a whole number, such as 10."),
            "min_value": lazy("Type a whole number from 1 to 100."),
            "max_value": lazy("Type a whole number from 1 to 100."),
        },
    )

    def clean(self) -> dict[str, Any]:
        """Each answer with what belongs to it, and nothing beside it."""
        typed = super().clean() or {}
        if typed.get("withholding") != "percent":
            typed["percent"] = None
        elif not typed.get("percent") and "percent" not in self.errors:
            self.add_error("percent", _("Type how many percent."))
        if typed.get("gives") == "no":
            typed["amount"], typed["charities"] = None, ""
        return typed


class BeneficiariesForm(PortalForm):
    """Whether those on record are right."""

    is_right = forms.ChoiceField(
        label=lazy("Is this right?"),
        choices=[("yes", lazy("Yes, it is right")), ("no", lazy("No, something should change"))],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose one of the answers.")},
    )
    text = _words(lazy("What should change"), required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("is_right") == "no" and not typed.get("text"):
            self.add_error("text", _("Say in a few words what should change."))
        return typed


class QuestionForm(PortalForm):
    """A question about something on the page."""

    about = forms.ChoiceField(label=lazy("What is it about?"), required=False)
    text = _words(
        lazy("Your question"), error_messages={"required": lazy("Type your question first.")}
    )

    def __init__(self, *args: Any, subjects: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.subjects = dict(subjects)
        choices = [*self.subjects.items(), ("", _("Something else"))]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, and what it is about in the words of the page."""
        said = super().said
        return {**said, "about": self.subjects[said["about"]]} if "about" in said else said


class AnswerForm(PortalForm):
    """An answer to what the firm asked."""

    text = _words(lazy("Your answer"), error_messages={"required": lazy("Type your answer first.")})


class ClientInvitationForm(PortalForm):
    """Who is let in, and who of the household they are."""

    email = forms.EmailField(label=lazy("Their own e-mail address"))
    person: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=lazy("Who they are"),
        queryset=None,
        required=False,
        empty_label=lazy("Somebody who looks after things for them"),
        help_text=lazy("Each person has a sign-in of their own, spouses too."),
    )

    def __init__(self, *args: Any, household: Household, **options: Any) -> None:
        super().__init__(*args, **options)
        members = household.people.filter(is_member=True, archived_at=None, died_on=None)
        self.fields["person"].queryset = members  # type: ignore[attr-defined]
        self.fields["person"].initial = members.first()


class AskForm(PortalForm):
    """What the firm needs from the clients of a household."""

    kind = forms.ChoiceField(label=lazy("What for"), choices=PortalAsk.Kind.choices)
    text = forms.CharField(
        label=lazy("What you need, as the client reads it"),
        max_length=300,
        help_text=lazy("For example: Your December 31 statement of the Schwab IRA"),
        error_messages={"required": lazy("Write what you need, in words the client will know.")},
    )


class SettleForm(PortalForm):
    """What the client reads back."""

    answer = _words(lazy("Your answer, as the client reads it"), required=False)
