"""How is a day or an amount typed?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as lazy


class DayField(forms.DateField):
    """A day typed as Americans write it, or as ISO does."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages: ClassVar = {
        "invalid": lazy("Type the date as month/day/year, for example 05/10/1953.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y"], **options)


class DollarsField(forms.DecimalField):
    """An amount typed with or without a dollar sign and commas."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages: ClassVar = {
        "invalid": lazy("Type the amount in dollars, for example 500,000.00."),
        "min_value": lazy("The amount cannot be negative."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=Decimal(0), max_digits=14, decimal_places=2, **options)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("$", "").replace(",", "") if value else value)
