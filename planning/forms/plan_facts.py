"""How is typed what a plan rests on? What is left empty says nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import AppendedText, PrependedText
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import (
    Account,
    Assumptions,
    FirmAssumptions,
    FixedWithdrawal,
    Goal,
    Limits,
    Spending,
    User,
)
from clients.models.plan_facts import HIGHEST_TIER, MOST_SEED
from clients.services import plan_facts
from planning.engine.law import Law
from planning.engine.projection.death import HEIRS_RATE
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.forms.fields import DollarsField, OptionalDollars, PercentField
from planning.forms.records import InHouseholdForm
from planning.wording import spoken_percent

LONGEST_NAME = 200
FIRST_YEAR, LAST_YEAR = 1900, 2200


def _empty(rate: Decimal) -> Any:
    """Say what is assumed where nobody says anything."""
    return format_lazy(lazy("Empty: {rate}"), rate=spoken_percent(rate))


class YearField(forms.IntegerField):
    """A calendar year."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, **options)
        wrong = lazy("Type a year, for example 2030.")
        self.error_messages |= {"invalid": wrong, "min_value": wrong, "max_value": wrong}


class RateOfYearField(PercentField):
    """A yearly rate, which may be below zero; empty: nothing is said."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=Decimal(-50), max_value=Decimal(50), **options)


class SpendingForm(InHouseholdForm):
    """What the household spends."""

    annual = OptionalDollars(
        label=lazy("Spending of a year"),
        help_text=lazy("In today’s dollars, without taxes and Medicare premiums"),
    )
    profile = forms.ChoiceField(
        label=lazy("How it moves with age, prices apart"),
        choices=Spending.Profile.choices,
        help_text=lazy(
            "Level: the same every year. The other falls by 1% a year to age 80 and rises by 1% "
            "a year from 85"
        ),
    )
    survivor_share = PercentField(
        label=lazy("What a survivor spends of it"), help_text=lazy("Empty: all of it")
    )
    essential_share = PercentField(
        label=lazy("What of it cannot be cut"), help_text=lazy("Housing, food, insurance")
    )
    layout = (
        PrependedText("annual", "$"),
        "profile",
        Div(
            AppendedText("survivor_share", "%"),
            AppendedText("essential_share", "%"),
            css_class="fields",
        ),
    )

    def save(self, actor: User) -> Spending:
        """State the spending, for the first time or anew."""
        return plan_facts.state_spending(
            actor=actor,
            household=self.household,
            revision=self.cleaned_data["revision"] or 0,
            **self.values,
        )


class GoalForm(InHouseholdForm):
    """One amount in one year."""

    name = forms.CharField(
        label=lazy("What it is"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=lazy("A roof, a wedding, the sale of a house"),
    )
    kind = forms.ChoiceField(label=lazy("Kind"), choices=Goal.Kind.choices)
    year = YearField(label=lazy("Year"))
    amount = DollarsField(label=lazy("Amount"), help_text=lazy("In today’s dollars"))
    layout = (
        "name",
        "kind",
        Div("year", PrependedText("amount", "$"), css_class="fields"),
    )

    def save(self, actor: User) -> Goal:
        """Add the goal, or correct it."""
        if isinstance(self.row, Goal):
            revision = self.cleaned_data["revision"] or 0
            return plan_facts.change_goal(
                actor=actor, goal=self.row, revision=revision, **self.values
            )
        return plan_facts.add_goal(actor=actor, household=self.household, **self.values)


class LimitsForm(InHouseholdForm):
    """must keep to."""

    estate_floor = OptionalDollars(
        label=lazy("The estate is at least"), help_text=lazy("In today’s dollars")
    )
    minimum_cash = OptionalDollars(label=lazy("Cash kept at all times"))
    max_bracket = forms.TypedChoiceField(
        label=lazy("Highest federal rate reached"),
        coerce=Decimal,
        empty_value=None,
        required=False,
    )
    max_irmaa_tier = forms.TypedChoiceField(
        label=lazy("Medicare surcharge"),
        choices=[
            ("", lazy("No limit")),
            (0, lazy("None at all")),
            *(
                (tier, format_lazy(lazy("Up to tier {tier}"), tier=tier))
                for tier in range(1, HIGHEST_TIER + 1)
            ),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    under_aca_cliff = forms.BooleanField(
        label=lazy("Income stays under the limit of the premium tax credit"), required=False
    )
    conversions_from = YearField(label=lazy("Converted from the year"), required=False)
    conversions_to = YearField(label=lazy("Converted until the year"), required=False)
    max_conversion = OptionalDollars(label=lazy("Converted in a year at most"))
    kept_accounts = forms.MultipleChoiceField(
        label=lazy("Accounts nothing is taken from at will"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kept_holdings = forms.CharField(
        label=lazy("Holdings that are not sold"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=lazy("Symbols with commas between them, for example VTI, AAPL"),
    )

    def __init__(self, *args: Any, law: Law, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        limits = self.row if isinstance(self.row, Limits) else None
        self.fields["max_bracket"].choices = [  # type: ignore[attr-defined]
            ("", _("No limit")),
            *((f"{rate}", spoken_percent(rate)) for rate in _rates(law, today, limits)),
        ]
        if limits is not None and limits.max_bracket is not None:
            self.initial["max_bracket"] = f"{limits.max_bracket.normalize()}"
        named = limits.never_sell if limits is not None else []
        accounts = self._accounts(named)
        self.fields["kept_accounts"].choices = list(accounts.items())  # type: ignore[attr-defined]
        if not accounts:
            del self.fields["kept_accounts"]
        self.initial["kept_accounts"] = [name for name in named if name in accounts]
        self.initial["kept_holdings"] = ", ".join(name for name in named if name not in accounts)
        self.helper.layout = Layout("revision", "request_key", *self._parts(accounts))

    def _accounts(self, named: list[str]) -> dict[str, str]:
        """Return the accounts that may be named, by their keys: those in use, those named."""
        rows = self.household.accounts.select_related("custodian")
        return {row.key: str(row) for row in rows if row.archived_at is None or row.key in named}

    def _parts(self, accounts: Mapping[str, str]) -> list[Any]:
        return [
            Fieldset(
                _("What is left"),
                Div(
                    PrependedText("estate_floor", "$"),
                    PrependedText("minimum_cash", "$"),
                    css_class="fields",
                ),
            ),
            Fieldset(
                _("Taxes and premiums"),
                Div("max_bracket", "max_irmaa_tier", css_class="fields"),
                "under_aca_cliff",
            ),
            Fieldset(
                _("Roth conversions"),
                _remark(_("Empty: in any year, any amount. For none at all type 0 as the most.")),
                Div("conversions_from", "conversions_to", css_class="fields"),
                PrependedText("max_conversion", "$"),
            ),
            Fieldset(
                _("Never sold"),
                *(["kept_accounts"] if accounts else []),
                "kept_holdings",
            ),
        ]

    def clean_kept_holdings(self) -> list[str]:
        """Read the symbols one by one, each once."""
        typed = re.split(r"[,;\n]", self.cleaned_data["kept_holdings"])
        symbols = list(dict.fromkeys(name.strip() for name in typed if name.strip()))
        for symbol in symbols:
            if len(symbol) > LONGEST_NAME:
                raise forms.ValidationError(_("Put commas between the symbols."))
        return symbols

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, under the names of the row."""
        typed = super().values
        chosen = [*typed.pop("kept_accounts", []), *typed.pop("kept_holdings")]
        standing = self.row.never_sell if isinstance(self.row, Limits) else []
        # The order says nothing: where the same is named, nothing changed.
        same = sorted(standing) == sorted(chosen)
        return {**typed, "never_sell": standing if same else chosen}

    def save(self, actor: User) -> Limits:
        """State the limits, for the first time or anew."""
        return plan_facts.state_limits(
            actor=actor,
            household=self.household,
            revision=self.cleaned_data["revision"] or 0,
            **self.values,
        )


class FixedWithdrawalForm(InHouseholdForm):
    """What is decided already for one account and year."""

    account: forms.ModelChoiceField[Account] = forms.ModelChoiceField(
        label=lazy("Account"), queryset=None, empty_label=lazy("Choose")
    )
    year = YearField(label=lazy("Year"))
    amount = DollarsField(label=lazy("Amount"), help_text=lazy("In dollars of that year"))
    layout = ("account", Div("year", PrependedText("amount", "$"), css_class="fields"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        accounts = self.household.accounts.filter(archived_at=None).select_related("custodian")
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]
        if isinstance(self.row, FixedWithdrawal):
            self.initial["account"] = self.row.account_id

    def save(self, actor: User) -> FixedWithdrawal:
        """Add the decision, or correct it."""
        if isinstance(self.row, FixedWithdrawal):
            revision = self.cleaned_data["revision"] or 0
            return plan_facts.change_fixed_withdrawal(
                actor=actor, fixed=self.row, revision=revision, **self.values
            )
        return plan_facts.add_fixed_withdrawal(actor=actor, household=self.household, **self.values)


class AssumedFields(forms.Form):
    """What may be assumed, by a household or by its firm."""

    inflation = RateOfYearField(label=lazy("Inflation"), help_text=_empty(DEFAULT_INDEXING.rate))
    stocks = RateOfYearField(label=lazy("Return of stocks"))
    bonds = RateOfYearField(label=lazy("Return of bonds"))
    cash = RateOfYearField(label=lazy("Return of cash"))
    bracket_indexing = RateOfYearField(
        label=lazy("Tax brackets not yet published rise by"), help_text=lazy("Empty: as inflation")
    )
    heirs_tax_rate = PercentField(
        label=lazy("Tax of heirs on pre-tax money"), help_text=_empty(Decimal(str(HEIRS_RATE)))
    )
    seed = forms.IntegerField(
        label=lazy("Seed of simulations"),
        required=False,
        min_value=0,
        max_value=MOST_SEED,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=lazy("The same seed draws the same markets again"),
    )


def assumed_parts(about_returns: str) -> list[Any]:
    """Return how the fields stand on a page."""
    rates = {
        name: AppendedText(name, "%")
        for name in plan_facts.FIRM_ASSUMPTION_FIELDS
        if name != "seed"
    }
    return [
        Fieldset(
            _("Prices and taxes"),
            Div(rates["inflation"], rates["bracket_indexing"], css_class="fields"),
            rates["heirs_tax_rate"],
        ),
        Fieldset(
            _("Returns of a year"),
            _remark(about_returns),
            Div(rates["stocks"], rates["bonds"], css_class="fields"),
            rates["cash"],
        ),
        Fieldset(_("Simulations"), "seed"),
    ]


class AssumptionsForm(AssumedFields, InHouseholdForm):
    """What is assumed for this household and not for all of the firm."""

    bequest_floor = OptionalDollars(
        label=lazy("Least estate wanted"), help_text=lazy("In today’s dollars")
    )

    def __init__(self, *args: Any, firm: FirmAssumptions, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in plan_facts.FIRM_ASSUMPTION_FIELDS:
            if (value := getattr(firm, name)) is not None:
                said = f"{value}" if name == "seed" else spoken_percent(value)
                self.fields[name].help_text = _("Empty: as the firm, {said}").format(said=said)
        wanted = Fieldset(_("What heirs should have"), PrependedText("bequest_floor", "$"))
        parts = assumed_parts(_("All three or none: without them those of the firm hold."))
        self.helper.layout = Layout("revision", "request_key", *parts, wanted)

    def save(self, actor: User) -> Assumptions:
        """State the assumptions, for the first time or anew."""
        return plan_facts.state_assumptions(
            actor=actor,
            household=self.household,
            revision=self.cleaned_data["revision"] or 0,
            **self.values,
        )


def _remark(text: str) -> HTML:
    return HTML(f'<p class="small soft">{text}</p>')


def _rates(law: Law, today: date, limits: Limits | None) -> list[Decimal]:
    """Return the rates to choose from: those of the law, and one that is on record."""
    schedule = law.parameters["rate_schedule"].on(date(today.year, 1, 1))
    rates = {Decimal(str(rate)) for rate in schedule.numbers("rates")}
    if limits is not None and limits.max_bracket is not None:
        rates.add(limits.max_bracket.normalize())
    return sorted(rates)
