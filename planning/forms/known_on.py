"""On which day were the records known so?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from planning.forms.fields import DayField

KNOWN_ON = "as-known-on"


class KnownOnForm(forms.Form):
    """One day, not after today."""

    day: date

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields[KNOWN_ON] = DayField(
            label=lazy("As known on"),
            error_messages={"required": lazy("Type the day, for example 05/10/2026.")},
        )
        self.fields[KNOWN_ON].widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        """Refuse a day that has not come."""
        typed = super().clean() or {}
        if (day := typed.get(KNOWN_ON)) is not None:
            self.day = day
            if day > self.today:
                self.add_error(KNOWN_ON, _("This day has not come yet."))
            elif day.year < 1900:
                self.add_error(KNOWN_ON, _("Type the year with four digits."))
        return typed
