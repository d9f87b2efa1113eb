"""How is a day or an amount typed?"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as lazy


class DayField(forms.DateField):
    """A day typed as Americans write it, or as ISO does."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": lazy("mm/dd/yyyy")}
    )
    default_error_messages: ClassVar = {
        "invalid": lazy("Type the date as month/day/year, for example 05/10/1953.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y"], **options)


# Commas only before every third digit: 500.000,00 and 1,5 are other notations, not amounts of ours.
DOLLARS = re.compile(r"-?\s*\$?\s*-?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?")


class DollarsField(forms.DecimalField):
    """An amount typed with or without a dollar sign and commas."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages: ClassVar = {
        "invalid": lazy(
            "Type the amount in dollars, with commas between thousands and a point before the "
            "cents, for example 500,000.00."
        ),
        "min_value": lazy("The amount cannot be negative."),
        "max_digits": lazy("The amount is larger than an account can be."),
        "max_decimal_places": lazy("Type the amount to the cent, for example 500,000.00."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=Decimal(0), max_digits=14, decimal_places=2, **options)
        self.error_messages["max_whole_digits"] = self.error_messages["max_digits"]

    def prepare_value(self, value: Any) -> Any:
        """Show an amount on record as it would be typed, and what was typed as it is."""
        return f"{value:,.2f}" if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        typed = (value or "").strip()
        if not DOLLARS.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(re.sub(r"[$,\s]", "", typed))


class OptionalDollars(DollarsField):
    """An amount that may be left empty: then it is not known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value) if (value or "").strip() else None


class PercentField(forms.DecimalField):
    """A rate typed as a percentage, with or without its sign, and kept as a part of one."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages: ClassVar = {
        "invalid": lazy("Type a percentage, for example 2.5."),
        "min_value": lazy("Type a percentage of at least %(limit_value)s."),
        "max_value": lazy("Type a percentage of at most %(limit_value)s."),
    }

    def __init__(self, **options: Any) -> None:
        for name, limit in (("min_value", Decimal(0)), ("max_value", Decimal(100))):
            options.setdefault(name, limit)
        super().__init__(required=False, decimal_places=4, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show a part of one as the percentage it is, and what was typed as it is."""
        return f"{(value * 100).normalize():f}" if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").strip().removesuffix("%"))

    def clean(self, value: Any) -> Any:
        percent = super().clean(value)
        return None if percent is None else percent / 100
