"""allauth's forms of passwords and passkeys, in the words of this site."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Password until now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code from the app"),
}
PASSWORDS = _(
    "At least 15 characters (12 for clients): a sentence of your own is easy to remember. Not a "
    "password that is common, nor one made of your name, your firm’s or words of this site."
)


class InOurWords(forms.Form):
    """Fields with labels above them, and none inside that vanish while one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORDS


class LoginForm(InOurWords, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    pass


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class ActivateTOTPForm(InOurWords, AllauthActivateTOTPForm):  # type: ignore[misc]
    @property
    def app_address(self) -> str:
        """The address that an authenticator app on the same device opens."""
        address: str = get_adapter().build_totp_url(self.user, self.secret)
        return address


class AddWebAuthnForm(AllauthAddWebAuthnForm):  # type: ignore[misc]
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without the password"),
        required=False,
        initial=True,
        help_text=_("It then asks for your finger, your face or its own code each time."),
    )
