"""How does a firm say what it assumes for every household?"""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _

from clients.models import FirmAssumptions
from clients.services.plan_facts import FIRM_ASSUMPTION_FIELDS
from planning.engine.rmd.balance import DEFAULT_GROWTH
from planning.forms.plan_facts import AssumedFields, assumed_parts
from planning.wording import spoken_percent


class FirmAssumptionsForm(AssumedFields):
    """The firm's assumptions, with the revision they were opened at."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: FirmAssumptions, **options: Any) -> None:
        options["initial"] = {name: getattr(row, name) for name in self.base_fields}
        super().__init__(*args, **options)
        self.row = row
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        without = _("All three or none: without them every account grows by {rate} a year.")
        parts = assumed_parts(without.format(rate=spoken_percent(DEFAULT_GROWTH)))
        self.helper.layout = Layout("revision", *parts)

    def filled(self) -> tuple[FirmAssumptions, list[str]]:
        """Return the row as it was filled in, and what of it is new."""
        typed = {name: self.cleaned_data[name] for name in FIRM_ASSUMPTION_FIELDS}
        changed = [name for name, value in typed.items() if getattr(self.row, name) != value]
        for name in changed:
            setattr(self.row, name, typed[name])
        if self.row._state.adding:
            self.row.revision = 1
        return self.row, changed
