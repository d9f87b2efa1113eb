"""What a roadmap is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Household, Spending
from planning.models import RoadmapRun

Objective = RoadmapRun.Objective


class RoadmapForm(forms.Form):
    """What the plan makes as good as it can be."""

    objective = forms.ChoiceField(
        label=_("What the plan is to make as good as it can be"),
        choices=Objective.choices,
        error_messages={
            "required": _("Choose what the plan is for."),
            "invalid_choice": _("Choose spending, estate or lifetime tax."),
        },
    )

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household = household

    def clean_objective(self) -> str:
        """Refuse an aim that needs what is not on record."""
        objective: str = self.cleaned_data["objective"]
        if objective != Objective.SPENDING and not has_spending(self.household):
            raise forms.ValidationError(
                _(
                    "Say first what the household spends in a year: a plan for the estate or for "
                    "taxes rests on it."
                )
            )
        return objective


def has_spending(household: Household) -> bool:
    return Spending.objects.filter(household=household, annual__isnull=False).exists()
