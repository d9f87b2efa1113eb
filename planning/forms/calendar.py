"""Which part of the calendar is looked at?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from clients.models import Team, User
from planning.forms.worklist import WHO, named


class CalendarForm(forms.Form):
    """The filter above the calendar. What it does not understand narrows nothing."""

    month = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)
    view = forms.ChoiceField(
        required=False, choices=[("agenda", "agenda")], widget=forms.HiddenInput
    )
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        label=lazy("Team"), queryset=None, required=False, empty_label=lazy("All teams")
    )
    who = forms.ChoiceField(label=lazy("Whose"), required=False)

    def __init__(
        self,
        *args: Any,
        teams: QuerySet[Team],
        colleagues: Iterable[User],
        today: date,
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.today = today
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["who"].choices = [*WHO, *named(colleagues)]  # type: ignore[attr-defined]
        for name in ("team", "who"):
            self.fields[name].widget.attrs["class"] = "form-select"

    @property
    def asked(self) -> dict[str, Any]:
        """Return the questions that were understood."""
        self.is_valid()
        return self.cleaned_data

    @property
    def month_asked(self) -> date:
        """Return the first day of the month that is looked at, of those the book knows."""
        first = self.first_of(self.asked.get("month") or "")
        return first if first and self.is_known(first) else self.today.replace(day=1)

    @staticmethod
    def first_of(month: str) -> date | None:
        """Return the first day of a month written as 2026-12."""
        try:
            return datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
        except ValueError:
            return None

    def is_known(self, month: date) -> bool:
        """Whether the book of this year may say something of a month: heirs have a year more."""
        return self.today.year <= month.year <= self.today.year + 1

    @property
    def narrowing(self) -> str:
        """Return what narrows the calendar, as the part of an address."""
        team, who = self.asked.get("team"), self.asked.get("who")
        said = {"team": team.pk if team else "", "who": who}
        return urlencode({name: value for name, value in said.items() if value})
