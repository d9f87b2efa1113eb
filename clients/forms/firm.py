"""Forms of a firm's settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from clients.models import Custodian, Firm, Holiday, Team
from clients.teams import teams_of

LARGEST_LOGO = 500_000  # bytes
MOST_PIXELS = 4_000_000
LOGO_KINDS = ("PNG", "JPEG")


class FirmForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    class Meta:
        model = Firm
        fields = [
            "name",
            "time_zone",
            "color",
            "logo",
            "disclosures",
            "mails_may_name_clients",
            "needs_second_person",
        ]
        widgets = {
            "color": forms.TextInput(attrs={"type": "color"}),
            "logo": forms.FileInput,
            "disclosures": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "logo": _("PNG or JPEG, up to 500 kB. It is printed on letters."),
            "disclosures": _("Printed under every letter."),
        }

    def clean_logo(self) -> Any:
        """Take a picture by what it is, not by what it is called."""
        logo = self.cleaned_data["logo"]
        if "logo" not in self.changed_data or not logo:
            return logo
        if logo.size > LARGEST_LOGO:
            raise ValidationError(_("Use a picture of up to 500 kB."))
        try:
            with Image.open(logo, formats=LOGO_KINDS) as picture:
                kind, (width, height) = picture.format, picture.size
                picture.verify()
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise ValidationError(_("Use a PNG or a JPEG; this is neither.")) from error
        if width * height > MOST_PIXELS:
            raise ValidationError(_("Use a picture of up to 2,000 by 2,000 pixels."))
        logo.seek(0)
        logo.name = f"logos/{self.instance.pk}.{'png' if kind == 'PNG' else 'jpg'}"
        return logo


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


class CustodianForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    class Meta:
        model = Custodian
        fields = ["name", "cutoff_month", "cutoff_day"]

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
