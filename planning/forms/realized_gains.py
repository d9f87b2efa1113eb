"""How are the gains and losses of a year typed, and employer stock taken out of a plan?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import PrependedText
from crispy_forms.layout import HTML, Div, Fieldset
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from planning.forms.fields import OptionalDollars

RETURNS_DUE = 4  # the month to whose middle the year before is still worked on
NAMES = {
    "short_gain": lazy("Short-term gains"),
    "short_loss": lazy("Short-term losses"),
    "long_gain": lazy("Long-term gains"),
    "long_loss": lazy("Long-term losses"),
    "unrecaptured_section_1250": lazy("Of the long-term: section 1250"),
    "collectibles": lazy("Of the long-term: collectibles"),
    "short_loss_carried": lazy("Short-term loss carried over"),
    "long_loss_carried": lazy("Long-term loss carried over"),
    "employer_stock_value": lazy("Employer stock out of a plan: value"),
    "employer_stock_cost": lazy("Its cost to the plan"),
}
AMONG_LONG = ("unrecaptured_section_1250", "collectibles")


class RealizedGains:
    """Fields for this year, for the last while its return is due, for what is on record."""

    def __init__(self, form: forms.BaseForm, standing: Mapping[str, Any], today: date) -> None:
        self.standing = standing
        asked = {today.year, today.year - (today.month <= RETURNS_DUE)}
        self.years = sorted({int(year) for year in standing} | asked, reverse=True)
        for year in self.years:
            for name, label in NAMES.items():
                form.fields[f"{name}_{year}"] = OptionalDollars(label=label)
        for written, sold in standing.items():
            for name, amount in sold.items():
                form.initial[f"{name}_{written}"] = Decimal(str(amount))

    def parts(self) -> Iterator[Fieldset]:
        """Yield the fields of each year under their heading."""
        names = list(NAMES)
        said = _(
            "Each a positive amount. Section 1250 is depreciation of real estate taken back. "
            "Employer stock taken in kind is part of the plan’s payment on record: only its cost "
            "is income now."
        )
        for year in self.years:
            pairs = zip(names[::2], names[1::2], strict=True)
            yield Fieldset(
                _("Gains and losses realized in {year}").format(year=year),
                HTML(f'<p class="small soft">{said}</p>'),
                *(
                    Div(
                        *(PrependedText(f"{name}_{year}", "$") for name in pair),
                        css_class="fields",
                    )
                    for pair in pairs
                ),
            )

    def problems(self, typed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield what cannot be true of a year, each with its field."""

        def amount(name: str, year: int) -> Decimal:
            return typed.get(f"{name}_{year}") or Decimal(0)

        for year in self.years:
            if sum(amount(name, year) for name in AMONG_LONG) > amount("long_gain", year):
                yield (
                    f"long_gain_{year}",
                    _("Type all long-term gains, real estate and collectibles among them."),
                )
            if amount("employer_stock_cost", year) > amount("employer_stock_value", year):
                yield f"employer_stock_cost_{year}", _("Type no more than the stock’s value.")

    def taken_from(self, typed: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Take the fields out of what was typed; what says the same stays as it is on record."""
        taken = {}
        for year in sorted(self.years):
            amounts = {name: typed.pop(f"{name}_{year}") for name in NAMES}
            sold = {name: amount for name, amount in amounts.items() if amount is not None}
            if sold:
                standing = self.standing.get(str(year), {})
                said = {name: Decimal(str(amount)) for name, amount in standing.items()}
                written = {name: f"{amount:.2f}" for name, amount in sold.items()}
                taken[str(year)] = standing if said == sold else written
        return taken
