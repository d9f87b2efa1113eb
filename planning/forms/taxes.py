"""How is typed what a household's return rests on? Amounts are whole years', in today's dollars."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, cast

from crispy_forms.bootstrap import AppendedText, PrependedText
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Account, AccountType, Fact, Household, Income, Person, TaxProfile, User
from clients.services import taxes
from planning.engine.household_file.schema import published_schema
from planning.forms.earlier_incomes import EarlierIncomes
from planning.forms.fields import DayField, OptionalDollars, PercentField
from planning.forms.realized_gains import RealizedGains
from planning.forms.records import AS_TYPED, InHouseholdForm

MOVES = range(1, 4)
CONVERSIONS = range(1, 7)
STATES = [state for state in published_schema()["$defs"]["state"]["enum"] if state]
ASSETS = {"stocks": lazy("Stocks"), "bonds": lazy("Bonds"), "cash": lazy("Cash")}


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


class TaxFactsForm(InHouseholdForm):
    """What the return needs that is of no single person, account or payment: one page of it."""

    filing_status = forms.ChoiceField(
        label=lazy("Filing status"),
        choices=[("", lazy("As the marriages on record say")), *TaxProfile.Filing.choices],
        required=False,
    )
    dependents = forms.IntegerField(
        label=lazy("Dependents"), required=False, min_value=0, max_value=99
    )
    lived_with_spouse = forms.BooleanField(
        label=lazy("On a separate return: lived with the spouse at any time of the year"),
        required=False,
    )
    spouse_itemizes = forms.BooleanField(
        label=lazy("On a separate return: the other spouse itemizes"), required=False
    )
    real_estate_tax = OptionalDollars(label=lazy("Real estate tax"))
    state_local = OptionalDollars(label=lazy("State and local income or sales tax"))
    mortgage_interest = OptionalDollars(label=lazy("Mortgage interest"))
    charity_cash = OptionalDollars(
        label=lazy("Cash gifts to charity"), help_text=lazy("Without those from an IRA")
    )
    medical = OptionalDollars(
        label=lazy("Medical expenses"), help_text=lazy("All of a year, Medicare premiums included")
    )
    dividends = PercentField(label=lazy("Dividends, of the stocks"))
    qualified_share = PercentField(label=lazy("Of these qualified"))
    interest = PercentField(label=lazy("Interest, of bonds and cash"))
    tax_exempt_interest = PercentField(label=lazy("Tax-exempt interest, of bonds and cash"))
    aca_benchmark_annual = OptionalDollars(
        label=lazy("Benchmark premium of a year"),
        help_text=lazy("The second-lowest silver plan; empty: no marketplace cover"),
    )
    other_medical = OptionalDollars(label=lazy("Other medical costs of a year"))
    CARRIED: ClassVar = (*taxes.RETURN, *taxes.YIELDS, *taxes.DEDUCTIONS, *taxes.HEALTH)

    def __init__(self, *args: Any, today: date, row: Fact | None = None, **options: Any) -> None:
        super().__init__(*args, row=row, **options)
        standing = row.prior_magi if isinstance(row, TaxProfile) else {}
        self.earlier = EarlierIncomes(self, standing, today)
        sold = row.realized_gains if isinstance(row, TaxProfile) else {}
        self.gains = RealizedGains(self, sold, today)
        for number in MOVES:
            self.fields[f"move_on_{number}"] = DayField(label=_("Moves on"), required=False)
            self.fields[f"move_to_{number}"] = forms.ChoiceField(
                label=_("To"),
                choices=[("", _("No move")), *zip(STATES, STATES, strict=True)],
                required=False,
            )
        if isinstance(row, TaxProfile):
            self._show(row)
        self.helper.layout = Layout("revision", "request_key", *self._parts())

    def _show(self, row: TaxProfile) -> None:
        for number, move in zip(MOVES, row.moves, strict=False):
            on = date.fromisoformat(move["on"])
            self.initial[f"move_on_{number}"] = on.strftime(AS_TYPED)
            self.initial[f"move_to_{number}"] = move["state"]

    def _parts(self) -> list[Any]:
        amounts = (*taxes.DEDUCTIONS, *taxes.HEALTH)
        money = {name: PrependedText(name, "$") for name in amounts}
        rates = {name: AppendedText(name, "%") for name in taxes.YIELDS}
        return [
            Fieldset(
                _("The return"),
                Div("filing_status", "dependents", css_class="fields"),
                "lived_with_spouse",
                "spouse_itemizes",
            ),
            Fieldset(
                _("What could be itemized in a year"),
                Div(money["state_local"], money["real_estate_tax"], css_class="fields"),
                Div(money["mortgage_interest"], money["charity_cash"], css_class="fields"),
                money["medical"],
            ),
            Fieldset(
                _("What the taxable accounts pay out in a year"),
                HTML(f'<p class="small soft">{_("Of their value at the last year’s end")}</p>'),
                Div(rates["dividends"], rates["qualified_share"], css_class="fields"),
                Div(rates["interest"], rates["tax_exempt_interest"], css_class="fields"),
            ),
            *self.gains.parts(),
            self.earlier.part(
                _("Income of earlier returns, for Medicare"),
                _(
                    "Adjusted gross income with tax-exempt interest. What somebody filed without "
                    "a spouse is typed with that person."
                ),
            ),
            Fieldset(
                _("Health insurance before Medicare"),
                Div(money["aca_benchmark_annual"], money["other_medical"], css_class="fields"),
            ),
            Fieldset(
                _("Moves to another state"),
                HTML(f'<p class="small soft">{self._home()}</p>'),
                *(
                    Div(f"move_on_{number}", f"move_to_{number}", css_class="fields")
                    for number in MOVES
                ),
            ),
        ]

    def _home(self) -> str:
        if self.household.state:
            words = _("The household lives in {state}, as its own page says, until it moves.")
            return words.format(state=self.household.state)
        return _("Where the household lives is typed on its own page; there is no state yet.")

    def clean(self) -> dict[str, Any]:
        """Want a day and a state for a move, in the order of the days."""
        typed = super().clean() or {}
        for number in MOVES:
            on, to = typed.get(f"move_on_{number}"), typed.get(f"move_to_{number}")
            if on and not to:
                self.add_error(f"move_to_{number}", _("Choose the state moved to."))
            if to and not on and f"move_on_{number}" not in self.errors:
                self.add_error(f"move_on_{number}", _("Type the first day in the new state."))
        for field, problem in self.gains.problems(typed):
            self.add_error(field, problem)
        return typed

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, under the names of the row."""
        typed = super().values
        moves = [
            {"on": typed[f"move_on_{number}"].isoformat(), "state": typed[f"move_to_{number}"]}
            for number in MOVES
            if typed[f"move_on_{number}"]
        ]
        return {
            **{name: typed[name] for name in self.CARRIED},
            "prior_magi": self.earlier.taken_from(typed),
            "realized_gains": self.gains.taken_from(typed),
            "moves": sorted(moves, key=lambda move: move["on"]),
        }

    def save(self, actor: User) -> TaxProfile:
        """State the facts, for the first time or anew."""
        return taxes.state_tax_facts(
            actor=actor,
            household=self.household,
            revision=self.cleaned_data["revision"] or 0,
            **self.values,
        )


class AccountTaxForm(InHouseholdForm):
    """What of an account was taxed before, and how it is invested; asked by its kind."""

    basis = OptionalDollars()
    first_funded = forms.IntegerField(
        label=lazy("Year of the first contribution to any Roth IRA"),
        required=False,
        min_value=1998,
        max_value=2150,
    )

    def __init__(self, *args: Any, row: Account, **options: Any) -> None:
        super().__init__(*args, row=row, household=row.household, **options)
        is_roth = row.kind == AccountType.ROTH_IRA
        self.fields["basis"].label = BASIS.get(AccountType(row.kind), lazy("After-tax money in it"))
        if not is_roth:
            del self.fields["first_funded"]
        for name, label in ASSETS.items():
            self.fields[name] = PercentField(label=label)
            self.initial[name] = _part((row.allocation or {}).get(name))
        self.rows = CONVERSIONS if is_roth else range(0)
        for number in self.rows:
            self.fields[f"year_{number}"] = forms.IntegerField(
                label=_("Converted in"), required=False, min_value=1998, max_value=2150
            )
            self.fields[f"amount_{number}"] = OptionalDollars(label=_("Amount"))
        for number, entry in zip(self.rows, row.conversions, strict=False):
            self.initial[f"year_{number}"] = int(entry["year"])
            self.initial[f"amount_{number}"] = Decimal(str(entry["amount"]))
        self.helper.layout = Layout("revision", "request_key", *self._parts(is_roth=is_roth))

    def _parts(self, *, is_roth: bool) -> list[Any]:
        parts: list[Any] = [PrependedText("basis", "$")]
        if is_roth:
            pairs = (
                Div(f"year_{n}", PrependedText(f"amount_{n}", "$"), css_class="fields")
                for n in self.rows
            )
            parts += ["first_funded", Fieldset(_("Conversions into it"), *pairs)]
        invested = (AppendedText(name, "%") for name in ASSETS)
        return [*parts, Fieldset(_("How it is invested"), Div(*invested, css_class="fields"))]

    def clean(self) -> dict[str, Any]:
        """Want a whole allocation or none, and a year and an amount for a conversion."""
        typed = super().clean() or {}
        parts = [typed[name] for name in ASSETS if typed.get(name) is not None]
        if parts and sum(parts) != 1:
            total = f"{sum(parts) * 100:f}".rstrip("0").rstrip(".")
            self.add_error(
                "stocks", _("The parts come to {total}%: let them be 100%.").format(total=total)
            )
        for n in self.rows:
            year, amount = typed.get(f"year_{n}"), typed.get(f"amount_{n}")
            if year and amount is None and f"amount_{n}" not in self.errors:
                self.add_error(f"amount_{n}", _("Type how much was converted."))
            if amount is not None and not year and f"year_{n}" not in self.errors:
                self.add_error(f"year_{n}", _("Type the year of the conversion."))
        return typed

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, under the names of the row."""
        typed = super().values
        invested = {name: float(typed[name]) for name in ASSETS if typed[name] is not None}
        values = {"basis": typed["basis"], "allocation": invested or None}
        if self.rows:
            values["first_funded"] = typed["first_funded"]
            values["conversions"] = self._conversions(typed)
        return values

    def _conversions(self, typed: dict[str, Any]) -> list[dict[str, Any]]:
        rows = [(typed[f"year_{n}"], typed[f"amount_{n}"]) for n in self.rows]
        entered = [{"year": y, "amount": f"{amount:.2f}"} for y, amount in rows if y]
        standing = self.row.conversions if isinstance(self.row, Account) else []
        is_same = len(standing) == len(entered) and all(
            int(was["year"]) == now["year"] and _same(was["amount"], Decimal(now["amount"]))
            for was, now in zip(standing, entered, strict=True)
        )
        return standing if is_same else sorted(entered, key=lambda entry: entry["year"])

    def save(self, actor: User) -> Account:
        """State what of the account was taxed before."""
        return taxes.state_account_taxes(
            actor=actor,
            account=cast(Account, self.row),
            revision=self.cleaned_data["revision"] or 0,
            **self.values,
        )


BASIS = {
    AccountType.TRADITIONAL_IRA: lazy("Basis: contributions taxed before, Form 8606 line 2"),
    AccountType.SEP_IRA: lazy("Basis: contributions taxed before, Form 8606 line 2"),
    AccountType.SIMPLE_IRA: lazy("Basis: contributions taxed before, Form 8606 line 2"),
    AccountType.ROTH_IRA: lazy("Contributions still in it"),
    AccountType.TAXABLE: lazy("Cost of what it holds"),
    AccountType.NONQUALIFIED_ANNUITY: lazy("Investment in the contract"),
}


def _same(standing: Any, amount: Decimal | None) -> bool:
    return amount is not None and standing is not None and Decimal(str(standing)) == amount


def _part(written: Any) -> Decimal | None:
    return None if written is None else Decimal(str(written))


def profile_of(household: Household) -> TaxProfile | None:
    """Return what is on record for a household's return."""
    return TaxProfile.objects.filter(household=household).first()
