"""The short form: one person, one account, one year."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from crispy_forms.bootstrap import InlineRadios, PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from planning.catalogue import KINDS
from planning.engine.household_file import HouseholdFileError
from planning.engine.household_file.contradictions import OLDEST_AGE
from planning.engine.law import load_law
from planning.forms.fields import DayField, DollarsField
from planning.forms.household import HouseholdForm

IRAS = [
    ("traditional_ira", lazy("Traditional or rollover IRA")),
    ("sep_ira", lazy("SEP IRA")),
    ("simple_ira", lazy("SIMPLE IRA")),
    ("roth_ira", lazy("Roth IRA")),
]
PLANS = [
    ("401k", lazy("401(k)")),
    ("403b", lazy("403(b)")),
    ("457b", lazy("457(b), government employer")),
    ("457b_tax_exempt", lazy("457(b), tax-exempt employer")),
    ("tsp", lazy("Thrift Savings Plan")),
    ("profit_sharing", lazy("Profit-sharing plan")),
    ("money_purchase", lazy("Money purchase plan")),
]
KIND_CHOICES = [(lazy("IRAs"), IRAS), (lazy("Employers' plans"), PLANS)]
YES_NO = [("yes", lazy("Yes")), ("no", lazy("No"))]
SPOUSE = [
    ("none", lazy("None")),
    ("beneficiary", lazy("A beneficiary of this account")),
    ("not_beneficiary", lazy("Not a beneficiary of it")),
]


class OwnerForm(HouseholdForm):
    """The first door: one person, one account, one year."""

    name = forms.CharField(
        label=lazy("Name, for the letter (optional)"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    born_on = DayField(label=lazy("Birth date"))
    kind = forms.ChoiceField(label=lazy("Kind of account"), choices=KIND_CHOICES)
    year = forms.IntegerField(
        label=lazy("Distribution year"),
        help_text=lazy("The year the money must come out for"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": lazy("Type the year with four digits, for example 2026.")},
    )
    balance = DollarsField(
        label=lazy("Balance"), help_text=lazy("On December 31 of the year before")
    )
    works = forms.ChoiceField(
        label=lazy("Still working for this employer?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    separated_on = DayField(label=lazy("Last day of work there"), required=False)
    owns_five_percent = forms.BooleanField(
        label=lazy("Owns more than 5% of this employer"), required=False
    )
    spouse = forms.ChoiceField(
        label=lazy("Spouse on January 1 of that year"),
        choices=SPOUSE,
        initial="none",
        widget=forms.RadioSelect,
    )
    spouse_born_on = DayField(label=lazy("Birth date of the spouse"), required=False)
    spouse_is_sole = forms.ChoiceField(
        label=lazy("The only beneficiary, all year?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    taken = DollarsField(label=lazy("Already taken for that year (optional)"), required=False)
    taken_on = DayField(label=lazy("Paid on"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].initial = self.today.year
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Div("born_on", "kind", css_class="fields"),
            Div("year", PrependedText("balance", "$"), css_class="fields"),
            Div(
                Div(InlineRadios("works"), "separated_on", css_class="fields"),
                "owns_five_percent",
                css_class="asked-of-plans",
            ),
            InlineRadios("spouse"),
            Div(
                "spouse_born_on",
                InlineRadios("spouse_is_sole"),
                css_class="fields asked-of-spouse",
            ),
            Div(PrependedText("taken", "$"), "taken_on", css_class="fields"),
            "name",
        )

    def clean_born_on(self) -> date:
        return self._birth_date("born_on")

    def clean_spouse_born_on(self) -> date | None:
        return self._birth_date("spouse_born_on") if self.cleaned_data["spouse_born_on"] else None

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        first = load_law().first_year
        if not first <= year <= self.today.year:
            raise ValidationError(
                _("Choose a year from %(first)d to %(last)d.")
                % {"first": first, "last": self.today.year}
            )
        return year

    def clean(self) -> dict[str, Any]:
        """Ask for what the answers so far make necessary, then read the household."""
        facts = self.cleaned_data
        if facts.get("kind") in dict(PLANS):
            self._require("works", _("Say whether the owner still works there."))
            if facts.get("works") == "no":
                self._require("separated_on", _("Type the last day of work there."))
        if facts.get("spouse") in ("beneficiary", "not_beneficiary"):
            self._require("spouse_born_on", _("Type the birth date of the spouse."))
        if facts.get("spouse") == "beneficiary":
            self._require("spouse_is_sole", _("Say whether there is no other beneficiary."))
        if facts.get("taken"):
            self._require("taken_on", _("Type the day it was paid."))
        if facts.get("taken_on") and "year" in facts:
            self._require_payment_for("taken_on", facts["year"])
        if "year" in facts:
            self._require_birth_before("born_on", facts["year"])
            self._require_birth_before("spouse_born_on", facts["year"])
        if not self.errors:
            self.accept(json.dumps(_household(facts, self.today)))
        return facts

    def refusal(self, error: HouseholdFileError) -> str:
        """Without the name of a field: nobody typed a file here."""
        return error.problem

    def _birth_date(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        first = self.today.year - OLDEST_AGE + 1
        if not date(first, 1, 1) <= day <= self.today:
            raise ValidationError(
                _("Type a birth date between %(year)d and today.") % {"year": first}
            )
        return day

    def _require_payment_for(self, name: str, year: int) -> None:
        """A first requirement may be met until April 1 of the next year."""
        if not date(year, 1, 1) <= self.cleaned_data[name] <= min(self.today, date(year + 1, 4, 1)):
            sentence = _("Type a day from January 1, %(year)d to April 1, %(next)d that is over.")
            self.add_error(name, sentence % {"year": year, "next": year + 1})

    def _require_birth_before(self, name: str, year: int) -> None:
        born_on = self.cleaned_data.get(name)
        if born_on and born_on.year >= year:
            self.add_error(name, _("Type a birth date before %(year)d.") % {"year": year})

    def _require(self, name: str, sentence: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)


def _household(facts: dict[str, Any], as_of: date) -> dict[str, Any]:
    """Return the household file that says what the short form says."""
    owner = {"id": "owner", "name": facts["name"] or _("The account owner")}
    people = [owner | {"born_on": facts["born_on"].isoformat()}]
    beneficiaries: list[dict[str, Any]] = []
    marriages = []
    if facts["spouse"] != "none":
        spouse = {"id": "spouse", "name": _("The spouse")}
        people.append(spouse | {"born_on": facts["spouse_born_on"].isoformat()})
        marriages = [{"people": ["owner", "spouse"]}]
    if facts["spouse"] == "beneficiary":
        beneficiaries = [{"person": "spouse", "share": 1}]
    if facts["spouse"] != "beneficiary" or facts["spouse_is_sole"] == "no":
        people.append({"id": "other", "name": _("Another beneficiary"), "member": False})
        beneficiaries.append({"person": "other", "share": 1})
        for line in beneficiaries:
            line["share"] = 1 / len(beneficiaries)
    account = {
        "id": "account",
        "name": str(KINDS[facts["kind"]]),
        "owner": "owner",
        "kind": facts["kind"],
        "year_end_balances": {str(facts["year"] - 1): format(facts["balance"], "f")},
        "beneficiaries": beneficiaries,
    }
    if facts["kind"] in dict(PLANS):
        left = facts["separated_on"] if facts["works"] == "no" else None
        account["plan"] = {
            "separated_on": left.isoformat() if left else None,
            "is_five_percent_owner": facts["owns_five_percent"],
        }
    payments = []
    if facts["taken"]:
        paid = {"paid_on": facts["taken_on"].isoformat(), "amount": format(facts["taken"], "f")}
        payments = [{"account": "account", "kind": "cash"} | paid]
    return {
        "schema": "household/1",
        "name": owner["name"],
        "as_of": as_of.isoformat(),
        "people": people,
        "marriages": marriages,
        "accounts": [account],
        "distributions": payments,
    }
