"""What would another act do to the tax of a year? The address holds it, so that it can be sent."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as lazy

from planning.engine.household import Person
from planning.engine.tax_year import WhatIf
from planning.forms.fields import OptionalDollars

AMOUNTS = ("withdrawal", "conversion", "gain", "gift")
NEXT_DOLLAR = {
    "ira": lazy("IRA withdrawals"),
    "conversion": lazy("Roth conversions"),
    "gain": lazy("Long-term gains"),
    "benefits": lazy("Social Security"),
}


class WhatIfForm(forms.Form):
    """Amounts to try, each besides what is on record."""

    who = forms.ChoiceField(label=lazy("Whose IRAs"), required=False)
    withdrawal = OptionalDollars(label=lazy("More out of IRAs"))
    conversion = OptionalDollars(label=lazy("Conversion to Roth"))
    gain = OptionalDollars(label=lazy("Long-term gain"))
    gift = OptionalDollars(label=lazy("Gift to charity from an IRA (QCD)"))
    next = forms.ChoiceField(
        choices=list(NEXT_DOLLAR.items()), required=False, widget=forms.HiddenInput
    )
    of = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(person.id, person.name) for person in people]
        self.fields["who"].choices = named  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        pairs = (PrependedText(name, "$") for name in AMOUNTS)
        self.helper.layout = Layout("next", "of", Div("who", *pairs, css_class="fields what-if"))

    @property
    def tried(self) -> WhatIf:
        """What was typed; what was refused is not tried."""
        if not self.is_valid():
            return WhatIf()
        amounts = {name: self.cleaned_data[name] or Decimal(0) for name in AMOUNTS}
        return WhatIf(person=self.cleaned_data["who"], **amounts)

    @property
    def next_dollar(self) -> str:
        """Whose next dollar is looked at."""
        asked = self.data.get("next", "")
        return asked if asked in NEXT_DOLLAR else "ira"
