"""How payments are proposed, ordered and taken off the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.bootstrap import PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as lazy

from planning.forms.fields import DayField, DollarsField
from planning.forms.reasons import ConfirmForm

SPREADS = [
    ("fewest_orders", lazy("As few orders as can be")),
    ("each_its_share", lazy("Each account its own share")),
]


class ProposalForm(forms.Form):
    """What the owner wishes; every answer is an address that can be sent to a colleague."""

    pool = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    spread = forms.ChoiceField(
        label=lazy("Spread"), choices=SPREADS, initial="fewest_orders", required=False
    )
    gift = DollarsField(label=lazy("Wish to give (optional)"), required=False)
    charity = forms.CharField(
        label=lazy("To which charity"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("pool", "spread", PrependedText("gift", "$"), "charity")


class ProposedForm(ProposalForm):
    """A proposal that was read, to be planned as it was."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class OrderForm(ConfirmForm):
    """When the custodian was asked to pay, and under which reference."""

    ordered_on = DayField(label=lazy("Ordered on"))
    reference = forms.CharField(
        label=lazy("Reference of the order (optional)"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["ordered_on"] = today.strftime("%m/%d/%Y")
        self.helper.layout = Layout("revision", Div("ordered_on", "reference", css_class="fields"))
