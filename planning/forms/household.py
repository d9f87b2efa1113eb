"""A household that comes as a text: in a file, or sent again by a button of its case."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from planning.engine.household import Household
from planning.engine.household_file import HouseholdFileError, read_household
from planning.engine.law import load_law


class HouseholdForm(forms.Form):
    """A form whose answer is a household: its `facts` and, to be sent again, its `text`."""

    facts: Household
    text: str

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    @property
    def distribution_year(self) -> int:
        """The year asked for, or else the year the facts speak from."""
        year: int | None = self.cleaned_data.get("year")
        return year or self.facts.as_of.year

    def accept(self, text: str) -> None:
        """Read the household, and write today into a file that leaves its day open.

        Raises: ValidationError with the reader's sentence.
        """
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError):
            raw = None
        is_undated = isinstance(raw, dict) and raw.get("as_of") is None
        try:
            self.facts = read_household(text, as_of=self.today if is_undated else None)
        except HouseholdFileError as error:
            raise ValidationError(self.refusal(error)) from None
        self.text = json.dumps(raw | {"as_of": self.today.isoformat()}) if is_undated else text

    def refusal(self, error: HouseholdFileError) -> str:
        """Say why a household was refused, as its sender knows it."""
        return str(error)


class HouseholdFileForm(HouseholdForm):
    """The second door: a household file."""

    file = forms.FileField(
        label=lazy("Household file"),
        error_messages={"required": lazy("Choose a household file first.")},
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> str:
        upload = self.cleaned_data["file"]
        if upload.size > settings.HOUSEHOLD_FILE_MAX_BYTES:
            raise ValidationError(_("The file is larger than a household file can be (1 MB)."))
        try:
            self.accept(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError(_("The file is not text. A household file is JSON.")) from None
        return self.text


class HouseholdTextForm(HouseholdForm):
    """What every button of a case sends: the household again, and the distribution year."""

    household = forms.CharField(
        strip=False, max_length=settings.HOUSEHOLD_FILE_MAX_BYTES, widget=forms.HiddenInput
    )
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_household(self) -> str:
        self.accept(self.cleaned_data["household"])
        return self.text

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        first = load_law().first_year
        if year is not None and year < first:
            raise ValidationError(_("The first year of this calculator is %d.") % first)
        return year
