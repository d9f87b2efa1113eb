"""How is an income typed? Amounts are whole years', in today's dollars."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import AppendedText, PrependedText
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as lazy

from clients.models import Income, Person, User
from clients.services import taxes
from planning.forms.fields import DayField, OptionalDollars, PercentField
from planning.forms.records import InHouseholdForm


class IncomeForm(InHouseholdForm):
    """One income of one person."""

    person: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=lazy("Whose"), queryset=None, empty_label=None
    )
    kind = forms.ChoiceField(label=lazy("Kind"), choices=Income.Kind.choices)
    annual = OptionalDollars(label=lazy("Amount of a year"))
    monthly_at_fra = OptionalDollars(
        label=lazy("Social Security: monthly benefit at full retirement age"),
        help_text=lazy("As on the statement; or type above what a year pays"),
    )
    start_on = DayField(
        label=lazy("Paid from"), help_text=lazy("Empty: paid already"), required=False
    )
    to_on = DayField(label=lazy("Paid to"), help_text=lazy("Empty: for life"), required=False)
    cola = PercentField(
        label=lazy("Yearly increase of a pension or annuity"),
        help_text=lazy("Empty: none"),
        min_value=Decimal(-50),
        max_value=Decimal(50),
    )
    growth = PercentField(
        label=lazy("Yearly growth of other income"),
        help_text=lazy("Empty: with prices"),
        min_value=Decimal(-50),
        max_value=Decimal(50),
    )
    survivor_share = PercentField(
        label=lazy("Goes on to the surviving spouse"), help_text=lazy("Empty: nothing")
    )
    tax_free_annual = OptionalDollars(
        label=lazy("Tax-free part of a whole year"),
        help_text=lazy("Box 1 less box 2a of Form 1099-R; empty: all of it is taxed"),
    )
    investment_in_contract = OptionalDollars(
        label=lazy("Investment in the contract when it began"),
        help_text=lazy("Once it has come back, all is taxed; empty: tax-free in part for life"),
    )
    layout = (
        Div("person", "kind", css_class="fields"),
        PrependedText("annual", "$"),
        PrependedText("monthly_at_fra", "$"),
        Div("start_on", "to_on", css_class="fields"),
        Div(AppendedText("cola", "%"), AppendedText("growth", "%"), css_class="fields"),
        AppendedText("survivor_share", "%"),
        Fieldset(
            lazy("A pension or annuity paid for with taxed money"),
            Div(
                PrependedText("tax_free_annual", "$"),
                PrependedText("investment_in_contract", "$"),
                css_class="fields",
            ),
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        members = self.household.people.filter(archived_at=None, is_member=True)
        self.fields["person"].queryset = members  # type: ignore[attr-defined]

    def save(self, actor: User) -> Income:
        """Add the income, or correct it."""
        if isinstance(self.row, Income):
            revision = self.cleaned_data["revision"] or 0
            return taxes.change_income(
                actor=actor, income=self.row, revision=revision, **self.values
            )
        return taxes.add_income(actor=actor, household=self.household, **self.values)
