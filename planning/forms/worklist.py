"""What may be asked of the worklist, and what may be done to its items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Team, User
from planning.forms.fields import DayField
from planning.models import WorkAct

NOBODY = "nobody"
WHO = [
    ("", lazy("Everybody's")),
    ("me", lazy("Mine")),
    (NOBODY, lazy("Nobody's yet")),
]


def named(colleagues: Iterable[User]) -> list[tuple[str, str]]:
    """Return people as choices."""
    return [(str(user.pk), user.get_full_name() or user.email) for user in colleagues]


class WorklistForm(forms.Form):
    """The filter above the worklist. What it does not understand narrows nothing."""

    q = forms.CharField(
        label=lazy("Household or person"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        label=lazy("Team"), queryset=None, required=False, empty_label=lazy("All teams")
    )
    who = forms.ChoiceField(label=lazy("Whose"), required=False)
    rests = forms.ChoiceField(
        label=lazy("Show"),
        required=False,
        choices=[("", lazy("What waits now")), ("1", lazy("What is set aside"))],
    )
    due = DayField(required=False, widget=forms.HiddenInput)
    day = DayField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    when = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        teams: QuerySet[Team],
        colleagues: QuerySet[User],
        offered: Mapping[str, Iterable[str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name, values in offered.items():
            self.fields[name].choices = [(value, value) for value in values]  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["who"].choices = [*WHO, *named(colleagues)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def asked(self) -> dict[str, Any]:
        """Return the questions that were understood."""
        self.is_valid()
        return self.cleaned_data

    @property
    def query(self) -> str:
        """Return what was understood, as the part of an address."""
        said = {name: self.asked.get(name) for name in self.fields}
        written = {k: v.pk if isinstance(v, Team) else str(v) for k, v in said.items() if v}
        return urlencode(written)


class ActForm(forms.Form):
    """What is to be done to the items that were chosen."""

    verb = forms.ChoiceField(
        label=lazy("Do"),
        choices=WorkAct.Verb.choices,
        initial=WorkAct.Verb.ASSIGN,
        widget=forms.RadioSelect,
    )
    to = forms.ChoiceField(label=lazy("To whom"), required=False)
    until = DayField(label=lazy("Back on"), required=False)
    text = forms.CharField(
        label=lazy("Why, or what is to be said"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: QuerySet[User], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.people = {str(user.pk): user for user in colleagues}
        choices = [("", _("Choose…")), *named(self.people.values()), (NOBODY, _("Nobody"))]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_until(self) -> date | None:
        """Refuse a day that is no rest."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        return until

    def clean(self) -> dict[str, Any]:
        """Ask for what the verb cannot do without; leave out what it has no use for."""
        facts: dict[str, Any] = self.cleaned_data
        verb, to = facts.get("verb"), facts.get("to", "")
        if verb == WorkAct.Verb.ASSIGN and not to and "to" not in self.errors:
            self.add_error("to", _("Choose to whom they are given."))
        facts["to"] = self.people.get(to) if verb == WorkAct.Verb.ASSIGN else None
        if verb == WorkAct.Verb.SET_ASIDE:
            if not facts.get("until") and "until" not in self.errors:
                self.add_error("until", _("Type the day on which it is to come back."))
        else:
            facts["until"] = None
        return facts
