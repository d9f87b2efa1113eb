"""Which part of the audit log is asked for? The answers stand in the address, to be shared."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clients.models import AuditAct, Firm, Household, User

MOST_HOUSEHOLDS = 20  # to choose from
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
    household = forms.CharField(
        label=_("Household"),
        max_length=150,
        required=False,
        help_text=_("Its name, or a part of it."),
    )
    object = forms.CharField(
        label=_("Object"), max_length=64, required=False, help_text=_("A kind, or an id.")
    )
    since = forms.DateField(label=_("From"), required=False, widget=DateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput)

    def __init__(self, *args: Any, firm: Firm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.firm, self.zone = firm, ZoneInfo(firm.time_zone)
        self.households: list[Household] = []  # that are asked for
        people = User.objects.filter(membership__firm=firm).order_by("full_name", "email")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = User.get_full_name  # type: ignore[attr-defined]

    def clean_household(self) -> str:
        """Find the households that are meant: the one of an id, or those of a name."""
        asked: str = self.cleaned_data["household"]
        if not asked:
            return ""
        found = list(_meant(self.firm, asked)[: MOST_HOUSEHOLDS + 1])
        if not found:
            raise forms.ValidationError(_("No household of the firm is called so."))
        if len(found) > MOST_HOUSEHOLDS:
            raise forms.ValidationError(_("Many households are called so. Write more of the name."))
        self.households = found
        return asked

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

    def about(self) -> Q:
        """Return what tells the events of the households asked for: theirs and of their rows."""
        ids = [str(household.pk) for household in self.households]
        if not ids:
            return Q()
        # Until refusals named the household as every act does, they had it as the address does.
        named = Q(detail__household__in=ids) | Q(detail__household_id__in=ids)
        return named | Q(object_type="household", object_id__in=ids)


def _meant(firm: Firm, asked: str) -> QuerySet[Household]:
    households = Household.objects.filter(firm=firm).order_by("name", "pk")
    try:
        return households.filter(pk=UUID(asked))
    except ValueError:
        return households.filter(name__icontains=asked)
