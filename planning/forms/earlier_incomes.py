"""How is the income of earlier returns typed, for the Medicare premiums of two years later?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import PrependedText
from crispy_forms.layout import HTML, Div, Fieldset
from django import forms

from planning.forms.fields import OptionalDollars

YEARS = 4  # the year itself and those a Medicare premium may look back to


class EarlierIncomes:
    """A field for each of the last years, and for whatever is on record."""

    def __init__(self, form: forms.BaseForm, standing: Mapping[str, Any], today: date) -> None:
        self.standing = standing
        asked = {today.year - back for back in range(YEARS)}
        self.years = sorted({int(year) for year in standing} | asked, reverse=True)
        for year in self.years:
            form.fields[f"magi_{year}"] = OptionalDollars(label=str(year))
        for written, amount in standing.items():
            form.initial[f"magi_{written}"] = Decimal(str(amount))

    def part(self, heading: str, help_text: str) -> Fieldset:
        """Return the fields under their heading."""
        fields = (PrependedText(f"magi_{year}", "$") for year in self.years)
        said = HTML(f'<p class="small soft">{help_text}</p>')
        return Fieldset(heading, said, Div(*fields, css_class="fields"))

    def taken_from(self, typed: dict[str, Any]) -> dict[str, Any]:
        """Take the fields out of what was typed; what says the same stays as it is on record."""
        amounts = {str(year): typed.pop(f"magi_{year}") for year in sorted(self.years)}
        return {
            year: self.standing[year] if self._says(year, amount) else f"{amount:.2f}"
            for year, amount in amounts.items()
            if amount is not None
        }

    def _says(self, year: str, amount: Decimal) -> bool:
        return year in self.standing and Decimal(str(self.standing[year])) == amount
