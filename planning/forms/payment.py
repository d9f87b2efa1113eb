"""How a payment is recorded, and undone."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.bootstrap import PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Account, Payment
from planning.forms.documents import DocumentFileField
from planning.forms.fields import DayField, DollarsField


class AccountField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """An account named as people tell their accounts apart."""

    def label_from_instance(self, account: Any) -> str:
        number = f" …{account.number_last4}" if account.number_last4 else ""
        return f"{account}{number}, {account.owner.name}"


class PaymentForm(forms.Form):
    """Money that left an account."""

    account = AccountField(label=lazy("From"), queryset=None)
    amount = DollarsField(label=lazy("Amount"), help_text=lazy("Before tax was withheld"))
    paid_on = DayField(label=lazy("Paid on"), help_text=lazy("Month/day/year"))
    kind = forms.ChoiceField(label=lazy("Kind"), choices=Payment.Kind.choices)
    evidence = forms.CharField(
        label=lazy("Evidence (optional)"),
        help_text=lazy("A confirmation number, a statement line"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    file = DocumentFileField(label=lazy("Its document (optional)"), required=False)
    federal_withheld = DollarsField(label=lazy("Federal tax withheld"), required=False)
    state_withheld = DollarsField(label=lazy("State tax withheld"), required=False)
    cleared_on = DayField(
        label=lazy("Check cleared on"), help_text=lazy("For a gift to charity"), required=False
    )

    def __init__(
        self, *args: Any, accounts: QuerySet[Account], today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]
        self.fields["amount"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "account",
            Div(PrependedText("amount", "$"), "paid_on", css_class="fields"),
            Div("kind", "cleared_on", css_class="fields"),
            Div("evidence", "file", css_class="fields"),
            Div(
                PrependedText("federal_withheld", "$"),
                PrependedText("state_withheld", "$"),
                css_class="fields",
            ),
        )

    def clean_paid_on(self) -> date:
        """A payment is on record once it was paid, not before."""
        paid_on: date = self.cleaned_data["paid_on"]
        if paid_on > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return paid_on

    def clean_amount(self) -> Any:
        """Nothing paid is no payment."""
        amount = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Type an amount above zero."))
        return amount

    @property
    def prefilled(self) -> dict[str, Any]:
        """What the form begins with, as it would be typed."""
        return {name: self.initial[name] for name in ("account", "amount")}

    @property
    def facts(self) -> dict[str, Any]:
        """What is recorded, under the names the service takes."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        for name in ("federal_withheld", "state_withheld"):
            facts[name] = facts[name] or 0
        return facts


class UndoForm(forms.Form):
    """Why a payment is taken back."""

    because = forms.CharField(
        label=lazy("Why is it undone?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
