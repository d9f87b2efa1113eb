"""A household file on its way into the records: chosen, looked at, put on record."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from clients.forms.once import OnceForm
from clients.models import Team
from planning.forms.household import HouseholdFileForm, HouseholdForm, HouseholdTextForm


class _OfATeam(HouseholdForm):
    """Says which team will look after the household."""

    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        label=lazy("Team"), queryset=None, empty_label=None
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class ImportFileForm(_OfATeam, HouseholdFileForm):
    """The file and the team."""

    field_order = ("file", "team")


class ImportTextForm(_OfATeam, HouseholdTextForm, OnceForm):
    """What was looked at, sent again to be put on record."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].widget = forms.HiddenInput()
        del self.fields["year"]
