"""What a user's own view of the book is called."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as lazy

from planning.models import SavedView


class SavedViewForm(forms.Form):
    """A name; which questions it stands for is in the address."""

    name = forms.CharField(
        label=lazy("Name"),
        max_length=SavedView._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True

    def say(self, refusal: ValidationError) -> None:
        """Put each sentence beside its field, or above all."""
        for name, sentences in getattr(refusal, "error_dict", {None: refusal.messages}).items():
            self.add_error(name if name in self.fields else None, sentences)
