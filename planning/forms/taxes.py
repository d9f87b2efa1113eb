"""How is typed what a household's return rests on? Amounts are whole years', in today's dollars."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from crispy_forms.bootstrap import AppendedText, PrependedText
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Fact, Household, TaxProfile, User
from clients.services import taxes
from planning.engine.household_file.schema import published_schema
from planning.forms.earlier_incomes import EarlierIncomes
from planning.forms.fields import DayField, OptionalDollars, PercentField
from planning.forms.realized_gains import RealizedGains
from planning.forms.records import AS_TYPED, InHouseholdForm

MOVES = range(1, 4)
STATES = [state for state in published_schema()["$defs"]["state"]["enum"] if state]


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


def profile_of(household: Household) -> TaxProfile | None:
    """Return what is on record for a household's return."""
    return TaxProfile.objects.filter(household=household).first()
