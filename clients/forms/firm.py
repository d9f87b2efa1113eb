"""Forms of a firm's settings."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clients.logos import drawn_anew
from clients.models import Custodian, Firm, Holiday, Team
from clients.teams import teams_of

US_ZONES = {
    "America/New_York": _("Eastern"),
    "America/Chicago": _("Central"),
    "America/Denver": _("Mountain"),
    "America/Phoenix": _("Arizona"),
    "America/Los_Angeles": _("Pacific"),
    "America/Anchorage": _("Alaska"),
    "Pacific/Honolulu": _("Hawaii"),
}
MONTHS = [(month, date_format(date(2001, month, 1), "F")) for month in range(1, 13)]


def time_zones() -> list[tuple[str, Any]]:
    """Return the zones of the United States by their names there, then every other."""
    ours = [(zone, f"{name} ({zone})") for zone, name in US_ZONES.items()]
    others = [(zone, zone) for zone in sorted(available_timezones()) if zone not in US_ZONES]
    return [(str(_("United States")), ours), (str(_("Elsewhere")), others)]


class SettingForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """A form that carries the revision it was opened at, so that nobody's change is lost."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["revision"] = self.instance.revision


class FirmForm(SettingForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zones,
        help_text=_("Days begin and end there: December 31 too."),
        error_messages={"invalid_choice": _("Choose a time zone of the list.")},
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    field_order = ("name", "time_zone", "color", "dark_color", "logo", "remove_logo")

    class Meta:
        model = Firm
        fields = [
            "name",
            "time_zone",
            "color",
            "dark_color",
            "logo",
            "disclosures",
            "mails_may_name_clients",
            "needs_second_person",
        ]
        widgets = {
            "color": forms.TextInput(attrs={"type": "color"}),
            "dark_color": forms.TextInput(attrs={"type": "color"}),
            "logo": forms.FileInput,
            "disclosures": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {"color": _("Color on light pages and on paper")}
        help_texts = {
            "logo": _("PNG or JPEG, up to 500 kB. It is made small enough for a letter’s head."),
            "disclosures": _("Printed under every letter."),
            "mails_may_name_clients": _(
                "Otherwise a mail or a calendar says only that something is due."
            ),
            "needs_second_person": _("Whoever prepared something cannot approve it."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance.logo:
            del self.fields["remove_logo"]

    def clean_logo(self) -> Any:
        logo = self.cleaned_data["logo"]
        return drawn_anew(logo) if "logo" in self.changed_data and logo else logo

    def clean(self) -> dict[str, Any]:
        """Take the logo away, unless another is handed in with the same form."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("remove_logo") and "logo" not in self.changed_data:
            cleaned["logo"] = False  # what a file field takes for none
        return cleaned


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    class Meta:
        model = Team
        fields = ["name"]


class ArchiveTeamForm(forms.Form):
    """Who takes over what a team looks after."""

    successor = forms.ModelChoiceField(
        Team.objects.none(),
        label=_("Its households and people go to"),
        required=False,
        empty_label=_("Choose a team"),
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = teams_of(team.firm).exclude(pk=team.pk)
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]


class CustodianForm(SettingForm):
    class Meta:
        model = Custodian
        fields = ["name", "cutoff_month", "cutoff_day"]
        widgets = {"cutoff_month": forms.Select(choices=MONTHS)}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        month, day = cleaned.get("cutoff_month"), cleaned.get("cutoff_day")
        if month and day and day > (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]:
            self.add_error("cutoff_day", _("This month has no such day in every year."))
        return cleaned


class HolidayForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    class Meta:
        model = Holiday
        fields = ["on", "name"]
        widgets = {"on": forms.DateInput(attrs={"type": "date"})}
