"""One December 31 of an account: which of two figures is right, and what is beside or inside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.bootstrap import PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients import services
from clients.forms.once import OnceForm
from clients.models import Account, User, YearEndAdjustment, YearEndBalance
from clients.services.balances import ADJUSTMENT_FIELDS
from clients.services.editing import EditConflict
from clients.services.once import once
from planning.engine.household import AccountKind
from planning.engine.law import load_law
from planning.forms.fields import DollarsField
from planning.forms.records import RecordForm


class SettleForm(OnceForm):
    """Keep one figure of several; the others are withdrawn with the reason."""

    keep = forms.ChoiceField(
        label=lazy("Which figure is right?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": lazy("Choose the figure that is right."),
            "invalid_choice": lazy("Choose one of the figures on this page."),
        },
    )
    because = forms.CharField(
        label=lazy("How do you know?"),
        max_length=200,
        error_messages={"required": lazy("Say in a few words how you know.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, figures: Sequence[tuple[YearEndBalance, str]], **options: Any
    ) -> None:
        self.figures = {str(figure.pk): figure for figure, _text in figures}
        self.shown = " ".join(f"{figure.pk}:{figure.revision}" for figure, _text in figures)
        super().__init__(*args, **options)
        self.initial["seen"] = self.shown
        choices = [(str(figure.pk), text) for figure, text in figures]
        self.fields["keep"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_seen(self) -> str:
        """Refuse to withdraw what was not on the page."""
        seen = str(self.cleaned_data["seen"])
        if seen != self.shown:
            raise ValidationError(_("The figures have changed since you opened this page: look."))
        return seen

    def saved(self, actor: User) -> YearEndBalance | None:
        """Withdraw the others, and return the figure that stays."""
        if not self.is_valid():
            return None
        keep, because = self.figures[self.cleaned_data["keep"]], self.cleaned_data["because"]

        def settle() -> YearEndBalance:
            services.settle_balances(actor=actor, keep=keep, because=because)
            return keep

        try:
            return once(keep.firm, self.sending, settle)
        except EditConflict as conflict:
            self.add_error(None, str(conflict))
            return None


class AdjustmentForm(RecordForm):
    """What is added to a balance, and what of it is left out."""

    outstanding_rollover = DollarsField(
        label=lazy("Rollover under way"),
        help_text=lazy("Paid out before the year ended, received here after it: added"),
        required=False,
    )
    outstanding_transfer = DollarsField(
        label=lazy("Transfer under way"),
        help_text=lazy("On its way between custodians on December 31: added"),
        required=False,
    )
    qlac = DollarsField(
        label=lazy("Longevity annuity (QLAC)"),
        help_text=lazy("Its value inside the balance: left out"),
        required=False,
    )
    pre_1987 = DollarsField(
        label=lazy("Money from before 1987"),
        help_text=lazy("Inside a 403(b) balance: left out until 75"),
        required=False,
    )
    annuity_value = DollarsField(
        label=lazy("Annuity contract"),
        help_text=lazy("The value inside the balance of a contract that pays by its own rules"),
        required=False,
    )

    def __init__(
        self, *args: Any, account: Account, year: int, row: YearEndAdjustment | None, **options: Any
    ) -> None:
        super().__init__(*args, row=row, **options)
        self.account, self.year = account, year
        if load_law().account_kinds[
            AccountKind(account.kind)
        ].pool != "own_403bs" and not self._holds("pre_1987"):
            del self.fields["pre_1987"]
        if account.annuity is None and not self._holds("annuity_value"):
            del self.fields["annuity_value"]
        shown = [name for name in ADJUSTMENT_FIELDS if name in self.fields]
        for name in shown:
            if not self.initial.get(name):
                self.initial[name] = None  # nothing is shown as nothing
        self.helper.layout = Layout(
            "revision",
            "request_key",
            Div(*(PrependedText(name, "$") for name in shown), css_class="fields"),
        )

    @property
    def firm(self) -> Any:
        """The firm of the account."""
        return self.account.firm

    @property
    def values(self) -> dict[str, Any]:
        """What was typed; an empty field says that there is none."""
        values = {name: value or 0 for name, value in super().values.items()}
        if "annuity_value" in values:
            values["annuity_value"] = self.cleaned_data["annuity_value"]
        return values

    def clean(self) -> dict[str, Any]:
        """Refuse to note nothing where nothing is noted."""
        typed = super().clean() or {}
        names = [name for name in ADJUSTMENT_FIELDS if name in self.fields]
        if self.row is None and not self.errors and not any(typed.get(name) for name in names):
            raise ValidationError(_("Type at least one amount, or leave the page."))
        return typed

    def save(self, actor: User) -> YearEndAdjustment:
        """State it, the first time or again."""
        return services.record_adjustment(
            actor=actor,
            account=self.account,
            year=self.year,
            revision=self.cleaned_data["revision"],
            **self.values,
        )

    def _holds(self, name: str) -> bool:
        return bool(self.row and getattr(self.row, name))
