"""Which mails are asked for, and what is decided of one?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as lazy

from clients.forms.audit import DateInput
from clients.models import Firm, Mail, MailSwitch

EVERYTHING = [("", lazy("Everything"))]


class MailFilterForm(forms.Form):
    """What is left empty filters nothing; the answers stand in the address, to be shared."""

    standing = forms.ChoiceField(label=lazy("How it stands"), required=False)
    kind = forms.ChoiceField(
        label=lazy("Kind"), choices=[*EVERYTHING, *Mail.Kind.choices], required=False
    )
    to = forms.CharField(label=lazy("To"), max_length=150, required=False)
    since = forms.DateField(label=lazy("From"), required=False, widget=DateInput)
    until = forms.DateField(label=lazy("Until"), required=False, widget=DateInput)

    def __init__(
        self, *args: Any, firm: Firm, standings: Iterable[tuple[str, Any]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(firm.time_zone)
        self.fields["standing"].choices = [*EVERYTHING, *standings]  # type: ignore[attr-defined]
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def asked(self) -> dict[str, Any]:
        """Return the questions that were understood; days are those of the firm."""
        self.is_valid()
        asked = dict(self.cleaned_data)
        if since := asked.get("since"):
            asked["since"] = self._midnight(since)
        if until := asked.get("until"):
            asked["until"] = self._midnight(until + timedelta(days=1))
        return asked

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)


class DecisionForm(forms.Form):
    """Why something is decided of a mail."""

    because = forms.CharField(
        label=lazy("Why?"),
        max_length=200,
        error_messages={"required": lazy("Say why, in a few words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LetBeForm(DecisionForm):
    """How somebody knows that what nobody was told of is seen to."""

    because = forms.CharField(
        label=lazy("Who saw to it, and how?"),
        max_length=200,
        error_messages={"required": lazy("Say who saw to it, or why nobody need.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "id": "id_let_be"}),
    )


class SwitchForm(DecisionForm):
    """What is stopped, or let go again."""

    stops = forms.ChoiceField(
        label=lazy("Stop"),
        choices=[
            (
                MailSwitch.Stops.REMINDERS,
                lazy(
                    "What the site mails by itself: reminders, and what tells clients of a letter"
                ),
            ),
            (
                MailSwitch.Stops.EVERYTHING,
                lazy("Every mail, also invitations and new passwords"),
            ),
            (MailSwitch.Stops.NOTHING, lazy("Nothing: let mails go")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose what is to stop.")},
    )
    field_order = ("stops", "because")
