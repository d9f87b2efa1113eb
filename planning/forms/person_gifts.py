"""Several gifts of one person at once, and the deductions that reduce what they leave out."""

from __future__ import annotations

from typing import Any

from crispy_forms.bootstrap import PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.forms.once import OnceForm
from clients.models import Account, Person
from clients.services.payments import DOUBTS
from planning.forms.fields import DayField, DollarsField
from planning.forms.payment import AccountField
from planning.forms.reasons import ConfirmForm

ROWS = range(1, 7)


class NewGiftsForm(OnceForm):
    """One day and account, and a row for each charity; an empty row is left out."""

    account = AccountField(
        label=lazy("From"),
        queryset=None,
        error_messages={"invalid_choice": lazy("Choose an IRA of this person.")},
    )
    paid_on = DayField(label=lazy("Checks issued on"), help_text=lazy("Month/day/year"))
    evidence = forms.CharField(
        label=lazy("Evidence (optional)"),
        help_text=lazy("A confirmation number, a statement line"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_second = forms.BooleanField(label=lazy("It is a second gift: record it too"), required=False)
    is_above_balance = forms.BooleanField(
        label=lazy("The account held more: record it"), required=False
    )

    def __init__(self, *args: Any, accounts: QuerySet[Account], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["account"]
        field.queryset = accounts  # type: ignore[attr-defined]
        self.initial.setdefault("account", accounts.first())
        for row in ROWS:
            self.fields[f"payee_{row}"] = forms.CharField(
                label=_("Charity"),
                required=False,
                max_length=150,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"amount_{row}"] = DollarsField(label=_("Amount"), required=False)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "request_key",
            "account",
            Div("paid_on", "evidence", css_class="fields"),
            *(
                Div(
                    f"payee_{row}",
                    PrependedText(f"amount_{row}", "$"),
                    css_class="fields gift-row",
                    role="group",
                    aria_label=_("Gift %(row)d") % {"row": row},
                )
                for row in ROWS
            ),
        )

    @property
    def doubts(self) -> list[forms.BoundField]:
        """The questions to answer before anything is recorded, once one was asked."""
        return [self[name] for name in DOUBTS if name in self.errors or self[name].value()]

    def clean(self) -> dict[str, Any]:
        """A gift has a charity and an amount."""
        typed = super().clean() or {}
        complete = 0
        for row in ROWS:
            payee, amount = typed.get(f"payee_{row}"), typed.get(f"amount_{row}")
            if payee and not amount and f"amount_{row}" not in self.errors:
                self.add_error(f"amount_{row}", _("Type an amount above zero."))
            elif amount and not payee:
                self.add_error(f"payee_{row}", _("Name the charity."))
            complete += bool(payee and amount)
        if not complete and not self.errors:
            raise ValidationError(_("Name at least one charity and its amount."))
        return typed

    @property
    def facts(self) -> dict[str, Any]:
        """What is recorded, under the names the service takes."""
        typed = self.cleaned_data
        return {
            "account": typed["account"],
            "paid_on": typed["paid_on"],
            "evidence": typed["evidence"],
            "gifts": [
                (row, typed[f"payee_{row}"], typed[f"amount_{row}"])
                for row in ROWS
                if typed[f"amount_{row}"]
            ],
            "sure_of": [name for name in DOUBTS if typed[name]],
        }

    def say(self, refusal: Exception) -> None:
        """Put each sentence beside its field, or above all."""
        if not isinstance(refusal, ValidationError):
            self.add_error(None, str(refusal))
            return
        for name, errors in getattr(refusal, "error_dict", {None: refusal.messages}).items():
            self.add_error(name if name in self.fields else None, errors)


class DeductionForm(ConfirmForm):
    """What was deducted for a contribution to an IRA of a year after 70½."""

    year = forms.IntegerField(
        label=lazy("Tax year"), widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    amount = DollarsField(label=lazy("Deducted"), help_text=lazy("0 removes the year"))

    def __init__(self, *args: Any, row: Person, **options: Any) -> None:
        super().__init__(*args, row=row, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "revision", Div("year", PrependedText("amount", "$"), css_class="fields")
        )
