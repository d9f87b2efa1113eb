"""How is typed what of an account was taxed before, and how it is invested?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from crispy_forms.bootstrap import AppendedText, PrependedText
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Account, AccountType, User
from clients.services import taxes
from planning.forms.fields import OptionalDollars, PercentField
from planning.forms.records import InHouseholdForm

CONVERSIONS = range(1, 7)
ASSETS = {"stocks": lazy("Stocks"), "bonds": lazy("Bonds"), "cash": lazy("Cash")}
BASIS = {
    AccountType.TRADITIONAL_IRA: lazy("Basis: contributions taxed before, Form 8606 line 2"),
    AccountType.SEP_IRA: lazy("Basis: contributions taxed before, Form 8606 line 2"),
    AccountType.SIMPLE_IRA: lazy("Basis: contributions taxed before, Form 8606 line 2"),
    AccountType.ROTH_IRA: lazy("Contributions still in it"),
    AccountType.TAXABLE: lazy("Cost of what it holds"),
    AccountType.NONQUALIFIED_ANNUITY: lazy("Investment in the contract"),
}


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


def _same(standing: Any, amount: Decimal | None) -> bool:
    return amount is not None and standing is not None and Decimal(str(standing)) == amount


def _part(written: Any) -> Decimal | None:
    return None if written is None else Decimal(str(written))
