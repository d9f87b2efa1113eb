"""The code of a second factor: good once, and a wrong one leaves a trace."""

from __future__ import annotations

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache

from clients import audit
from clients.access import firm_of
from clients.models import AuditAct, User

# A code is accepted a period early and a period late; allauth remembers it for one period only.
REMEMBERED = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)


class AuthenticateForm(AllauthAuthenticateForm):  # type: ignore[misc]  # allauth has no types
    def clean_code(self) -> str:
        code: str = super().clean_code()
        if not _is_first_use(self.user, self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        _record_failure(self.user)
        super()._emit_authentication_failed(authenticator)


class ReauthenticateForm(AllauthReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    def clean_code(self) -> str:
        code: str = super().clean_code()
        if not _is_first_use(self.user, self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        _record_failure(self.user)
        super()._emit_authentication_failed(authenticator)


def _is_first_use(user: User, authenticator: Authenticator, code: str) -> bool:
    if authenticator.type != Authenticator.Type.TOTP:
        return True  # a recovery code is struck out where it is kept
    digits = "".join(filter(str.isdigit, code))
    return cache.add(f"second-factor:{user.pk}:{digits}", True, timeout=REMEMBERED)


def _record_failure(user: User) -> None:
    audit.record(
        AuditAct.SIGN_IN_FAILED,
        actor=None,
        firm=firm_of(user),
        subject=user,
        detail={"because": "second factor"},
        request=context.request,
    )
