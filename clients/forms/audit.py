"""Which part of the audit log is asked for? The answers stand in the address, to be shared."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import AuditAct, Firm, User

EVERYTHING = [("", _("Everything"))]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AuditFilterForm(forms.Form):
    """What is left empty filters nothing."""

    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Everybody"),
    )
    act = forms.ChoiceField(
        label=_("Act"), choices=[*EVERYTHING, *AuditAct.choices], required=False
    )
    object = forms.CharField(
        label=_("Object"), max_length=64, required=False, help_text=_("A kind, or an id.")
    )
    since = forms.DateField(label=_("From"), required=False, widget=DateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput)

    def __init__(self, *args: Any, firm: Firm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(firm.time_zone)
        people = User.objects.filter(membership__firm=firm).order_by("full_name", "email")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = User.get_full_name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("This is before the first day."))
        return cleaned

    def lookups(self) -> dict[str, Any]:
        """Return what the form asks for, as far as it was understood; days are the firm's."""
        asked = self.cleaned_data
        found: dict[str, Any] = {}
        if asked.get("person"):
            found["actor"] = asked["person"]
        if asked.get("act"):
            found["act"] = asked["act"]
        if asked.get("since"):
            found["at__gte"] = datetime.combine(asked["since"], time.min, self.zone)
        if asked.get("until"):
            day_after = asked["until"] + timedelta(days=1)
            found["at__lt"] = datetime.combine(day_after, time.min, self.zone)
        return found
