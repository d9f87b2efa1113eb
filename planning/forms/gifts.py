"""How far a gift to charity is."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as lazy

from clients.models import Document, Payment
from planning.forms.documents import DocumentFileField
from planning.forms.fields import DayField
from planning.forms.reasons import ConfirmForm

DAYS = ("delivered_on", "cleared_on")


class GiftForm(ConfirmForm):
    """To whom it went, when it arrived and cleared, and what the charity wrote."""

    payee = forms.CharField(
        label=lazy("Charity"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    delivered_on = DayField(label=lazy("Check delivered on"), required=False)
    cleared_on = DayField(
        label=lazy("Check cleared on"),
        help_text=lazy("This day decides the year of the gift"),
        required=False,
    )
    file = DocumentFileField(label=lazy("The charity’s acknowledgement"), required=False)
    is_split_interest = forms.BooleanField(
        label=lazy("The one-time gift to a gift annuity or remainder trust"), required=False
    )

    def __init__(self, *args: Any, row: Payment, **options: Any) -> None:
        super().__init__(*args, row=row, **options)
        for name in ("payee", "is_split_interest"):
            self.initial[name] = getattr(row, name)
        for name in DAYS:
            day = getattr(row, name)
            self.initial[name] = day and day.strftime("%m/%d/%Y")
        self.helper.layout = Layout(
            "revision",
            "payee",
            Div(*DAYS, css_class="fields"),
            "file",
            "is_split_interest",
        )

    def values(self, acknowledgement: Document | None) -> dict[str, Any]:
        """Return what was typed, under the names the service takes."""
        facts = self.facts
        del facts["file"]
        return facts if acknowledgement is None else facts | {"acknowledgement": acknowledgement}
