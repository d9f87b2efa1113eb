"""A new household and the people in it, typed on one page and saved as one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Household, User
from clients.services import households
from planning.forms.fields import DayField
from planning.forms.records import HouseholdRecordForm

MOST_PEOPLE = 4


class NewHouseholdForm(HouseholdRecordForm):
    """The household, and rows for people: a row without a name is left out."""

    are_married = forms.BooleanField(
        label=lazy("The first two are married to each other"), required=False
    )
    married_on = DayField(label=lazy("Married on"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(1, MOST_PEOPLE + 1):
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name"), max_length=150, required=number == 1
            )
            self.fields[f"born_on_{number}"] = DayField(label=_("Birth date"), required=number == 1)

    @property
    def people(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The rows of the page."""
        return [
            (number, self[f"name_{number}"], self[f"born_on_{number}"])
            for number in range(1, MOST_PEOPLE + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse half a row, and a marriage of one."""
        typed = super().clean() or {}
        for number in range(2, MOST_PEOPLE + 1):
            name, born_on = typed.get(f"name_{number}"), typed.get(f"born_on_{number}")
            if name and not born_on and f"born_on_{number}" not in self.errors:
                self.add_error(f"born_on_{number}", _("Type the birth date."))
            if born_on and not name:
                self.add_error(f"name_{number}", _("Type the name."))
        if typed.get("are_married") and not typed.get("name_2"):
            self.add_error("are_married", _("Only one person is named."))
        return typed

    def save(self, actor: User) -> Household:
        """Begin the household with its people."""
        typed = self.cleaned_data
        household = households.create_household(
            actor=actor,
            team=typed["team"],
            name=typed["name"],
            state=typed["state"],
            records_begin_on=typed["records_begin_on"],
        )
        people = [
            households.add_person(
                actor=actor,
                household=household,
                name=typed[f"name_{number}"],
                born_on=typed[f"born_on_{number}"],
            )
            for number in range(1, MOST_PEOPLE + 1)
            if typed[f"name_{number}"]
        ]
        if typed["are_married"]:
            households.add_marriage(
                actor=actor,
                household=household,
                one=people[0],
                other=people[1],
                from_on=typed["married_on"],
            )
        return household
