"""What a plan is asked for, and what is said of one before it is released."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Household
from planning.forms.roadmap import RoadmapForm
from planning.models import Scenario

MOST_SCENARIOS = 3
LONGEST_WORDS = 2_000
LONGEST_REASON = 300


class PlanForm(RoadmapForm):
    """The aim, scenarios that go into the plan, and the advisor's own words."""

    scenarios: forms.ModelMultipleChoiceField[Scenario] = forms.ModelMultipleChoiceField(
        label=lazy("Scenarios that go into it"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": lazy("This scenario was given up; leave it out.")},
    )
    words = forms.CharField(
        label=lazy("Your words to the client"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("They stand first, on screen and in print. Promise nothing in them."),
    )

    def __init__(
        self, *args: Any, household: Household, scenarios: QuerySet[Scenario], **kwargs: Any
    ) -> None:
        super().__init__(*args, household=household, **kwargs)
        self.fields["scenarios"].queryset = scenarios  # type: ignore[attr-defined]

    def clean_scenarios(self) -> list[Scenario]:
        """Refuse more columns than are told apart on a page."""
        chosen = list(self.cleaned_data["scenarios"])
        if len(chosen) > MOST_SCENARIOS:
            raise ValidationError(_("Choose at most {most} scenarios.").format(most=MOST_SCENARIOS))
        return chosen


class ReviewForm(forms.Form):
    """A reason for everything that has to be weighed, by its key."""

    def __init__(self, *args: Any, keys: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"reason-{hash_of_key(key)}": key for key in keys}
        for name in self.keys:
            self.fields[name] = forms.CharField(
                label=lazy("Why this may pass"),
                max_length=LONGEST_REASON,
                error_messages={
                    "required": lazy("Say in a few words why this may pass."),
                    "max_length": lazy("A reason has at most 300 characters; shorten it."),
                },
            )

    @property
    def reasons(self) -> dict[str, str]:
        """The reasons that were typed, by key."""
        return {key: self.cleaned_data.get(name, "") for name, key in self.keys.items()}

    def field_of(self, key: str) -> forms.BoundField:
        """Return the field in which the reason of a finding is typed."""
        return self[next(name for name, one in self.keys.items() if one == key)]


def hash_of_key(key: str) -> str:
    """Return a name for a field: what came up between two looks moves no reason to another."""
    return sha256(key.encode()).hexdigest()[:12]


class SendBackForm(forms.Form):
    """Why a reviewed plan goes back."""

    because = forms.CharField(
        label=lazy("Why it goes back"),
        max_length=LONGEST_REASON,
        error_messages={"required": lazy("Say in a few words why it goes back.")},
    )
