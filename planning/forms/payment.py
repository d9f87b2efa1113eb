"""How a payment is recorded, and undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
from clients.models import Account, Payment
from clients.services import EditConflict
from clients.services.payments import DOUBTS
from planning.engine.household import Household as Facts
from planning.forms.documents import DocumentFileField
from planning.forms.fields import DayField, DollarsField
from planning.forms.reasons import ReasonForm
from planning.models import PlannedPayment

# The fields of files, and what each becomes.
UPLOADS = {"file": "document", "acknowledgement": "acknowledgement"}
NO_FACTS = (*UPLOADS, "revision", "request_key", *DOUBTS)


class AccountField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """An account named as people tell their accounts apart."""

    def to_python(self, value: Any) -> Any:
        """Refuse what is no key at all in the words for a key of nothing."""
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value},
            ) from None

    def label_from_instance(self, account: Any) -> str:
        # A name that was made for want of one holds the number already.
        is_told_apart = account.name and account.number_last4
        number = f" …{account.number_last4}" if is_told_apart else ""
        return f"{account}{number}, {account.owner.name}"


class PaymentForm(OnceForm):
    """Money that left an account."""

    account = AccountField(label=lazy("From"), queryset=None, empty_label=lazy("Choose an account"))
    amount = DollarsField(label=lazy("Amount"), help_text=lazy("Before tax was withheld"))
    paid_on = DayField(label=lazy("Paid on"))
    kind = forms.ChoiceField(label=lazy("Kind"), choices=Payment.Kind.choices)
    payee = forms.CharField(
        label=lazy("Charity"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    delivered_on = DayField(label=lazy("Check delivered on"), required=False)
    cleared_on = DayField(
        label=lazy("Check cleared on"),
        help_text=lazy("This day decides the year of a gift"),
        required=False,
    )
    acknowledgement = DocumentFileField(
        label=lazy("The charity’s acknowledgement (optional)"), required=False
    )
    is_split_interest = forms.BooleanField(
        label=lazy("It is the one-time gift for an income in return"),
        help_text=lazy(
            "To a charitable gift annuity or a charitable remainder trust: in one year of a life, "
            "up to a limit of its own, which is a part of the year’s limit."
        ),
        required=False,
    )
    makes_up_for = forms.TypedChoiceField(
        label=lazy("Makes up for a missed year"),
        coerce=int,
        empty_value=None,
        required=False,
    )
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
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_second = forms.BooleanField(
        label=lazy("It is a second payment: record it too"), required=False
    )
    is_above_balance = forms.BooleanField(
        label=lazy("The account held more: record it"), required=False
    )

    def __init__(
        self,
        *args: Any,
        accounts: QuerySet[Account],
        facts: Facts,
        missed: Sequence[tuple[int, str]] = (),
        planned: PlannedPayment | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.known = facts
        self.planned = planned
        for name in ("account", "kind") if planned else ():  # the plan says them
            self.fields[name].disabled = True
            self.initial[name] = getattr(planned, name)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]
        self.fields["amount"].widget.attrs["autofocus"] = True
        nothing = ("", _("None: it is for its own year"))
        self.fields["makes_up_for"].choices = [nothing, *missed]  # type: ignore[attr-defined]
        if not missed:
            del self.fields["makes_up_for"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "revision",
            "request_key",
            "account",
            Div(PrependedText("amount", "$"), "paid_on", css_class="fields"),
            "kind",
            *(["makes_up_for"] if missed else []),
            Div(
                "payee",
                Div("delivered_on", "cleared_on", css_class="fields"),
                "acknowledgement",
                "is_split_interest",
                css_class="asked-of-gifts",
            ),
            Div("evidence", "file", css_class="fields"),
            Div(
                PrependedText("federal_withheld", "$"),
                PrependedText("state_withheld", "$"),
                css_class="fields not-asked-of-gifts",
            ),
        )

    def clean_paid_on(self) -> date:
        """A payment is on record once it was paid, not before."""
        paid_on: date = self.cleaned_data["paid_on"]
        if paid_on > self.known.as_of:
            raise forms.ValidationError(_("This day has not come yet."))
        return paid_on

    def clean_amount(self) -> Any:
        """Nothing paid is no payment."""
        amount = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Type an amount above zero."))
        return amount

    @property
    def begun_making_up_for(self) -> int | None:
        """The missed year the form begins with; none where that year is not missed."""
        field = self.fields.get("makes_up_for")
        year: int | None = self.initial.get("makes_up_for")
        return year if field and field.valid_value(year) else None  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """What is recorded, under the names the service takes."""
        facts = {name: self.cleaned_data[name] for name in self.fields if name not in NO_FACTS}
        for name in ("federal_withheld", "state_withheld"):
            facts[name] = facts[name] or 0
        return facts | {"sure_of": [name for name in DOUBTS if self.cleaned_data[name]]}

    @property
    def uploads(self) -> dict[str, Any]:
        """The files handed in, by field."""
        return {name: self.cleaned_data[name] for name in UPLOADS if self.cleaned_data[name]}

    @property
    def doubts(self) -> list[forms.BoundField]:
        """The questions to answer before it is recorded, once one was asked."""
        return [self[name] for name in DOUBTS if name in self.errors or self[name].value()]

    def say(self, refusal: ValidationError | EditConflict) -> None:
        """Put each sentence beside its field, or above all where the field is not on the page."""
        if isinstance(refusal, EditConflict):
            self.add_error(None, str(refusal))
            return
        for name, errors in getattr(refusal, "error_dict", {None: refusal.messages}).items():
            self.add_error(name if name in self.fields else None, errors)


class UndoForm(ReasonForm):
    """Why a payment is taken back."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["because"].label = _("Why is it undone?")
