"""Another address to sign in with."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clients.models import User, UserManager

CHANGE_ADDRESS = "change_address"


class AddressForm(forms.Form):
    """The new address, and the password once more."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request, self.user = request, user

    def clean_email(self) -> str:
        email = UserManager.normalize_email(self.cleaned_data["email"])
        if email == self.user.email:
            raise forms.ValidationError(_("You sign in with this address already."))
        return email

    def clean_password(self) -> str:
        """Count the try before any hashing."""
        key = str(self.user.pk)
        if not ratelimit.consume(self.request, action=CHANGE_ADDRESS, key=key):
            raise forms.ValidationError(_("Too many tries. Wait an hour, then try again."))
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not the password you sign in with now."))
        return password
