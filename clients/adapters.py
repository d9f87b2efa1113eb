"""What allauth asks about our accounts: who may enter, what is limited, what leaves a trace."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from clients import audit
from clients.access import firm_of, membership_of
from clients.landing import home_of
from clients.languages import language_of
from clients.mail.notices import NOTICES_ARE_TRIED_FOR
from clients.mail.outbox import queue_mail
from clients.models import AuditAct, Mail, User, UserManager
from clients.sign_in import (
    SECOND_FACTOR,
    end_sessions,
    has_second_factor,
    is_finished,
    second_factor_changed,
)
from clients.vault import seal, unseal

SECOND_FACTOR_PURPOSE = "second factor"
MAILS_ABOUT_PASSWORDS = {"account/email/password_reset_key", "account/email/unknown_account"}
RESET_IS_GOOD_FOR = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
OF_ONE_ADDRESS = "login_of_one_address"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not belong together."),
        "enter_current_password": _("This is not the password you sign in with now."),
        "incorrect_password": _("This is not the password you sign in with."),
        "too_many_login_attempts": _("Too many tries. Wait a quarter of an hour, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # people come by invitation

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse whose place in a firm has ended, and the demo's people in production."""
        membership = membership_of(user)
        if membership is None:
            is_welcome = user.is_staff
        else:
            is_welcome = settings.DEMO_SIGN_INS or not membership.firm.is_demo
        if not is_welcome:
            audit.record(
                AuditAct.SIGN_IN_FAILED,
                actor=None,
                firm=firm_of(user),
                subject=user,
                detail={"because": "no access"},
                request=request,
            )
            inactive: HttpResponse = self.respond_user_inactive(request, user)
            return inactive
        refusal: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return refusal

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        methods = sorted({record["method"] for record in get_authentication_records(request, user)})
        audit.record(
            AuditAct.SIGN_IN,
            actor=user,
            firm=firm_of(user),
            detail={"methods": methods},
            request=request,
        )
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home_of(request.user) if is_finished(request) else reverse("mfa_activate_totp")

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        if user.is_authenticated:
            audit.record(AuditAct.SIGN_OUT, actor=user, firm=firm_of(user), request=request)
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Limit the tries at one address from everywhere together, before any hashing."""
        key = _address_of(credentials)
        if not ratelimit.consume(request, action=OF_ONE_ADDRESS, key=key):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            ratelimit.clear(request, action=OF_ONE_ADDRESS, key=_address_of(credentials))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = User.objects.filter(email=_address_of(credentials)).first()
        audit.record(
            AuditAct.SIGN_IN_FAILED,
            actor=None,
            firm=firm_of(user) if user else None,
            subject=user,
            detail={"because": "password"},
            request=request,
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By address and client together: tries from elsewhere must not lock anybody out.
        return f"{self.get_client_ip(request)}:{_address_of(credentials)}"

    def set_password(self, user: User, password: str) -> None:
        """Set it and end every other session of its user."""
        super().set_password(user, password)
        end_sessions(user, but=self.request.session.session_key)

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.BASE_URL}{path}"

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Called at every change of a password or a second factor, after it was made."""
        if template_prefix.startswith("mfa/"):
            second_factor_changed(self.request, user)
        super().send_notification_mail(
            template_prefix, user, {"user": user, **(context or {})}, email or user.email
        )
        audit.record(
            AuditAct.SECURITY,
            actor=user,
            firm=firm_of(user),
            subject=user,
            detail={"changed": template_prefix.rpartition("/")[2]},
            request=self.request,
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leave it to the outbox, so that known and unknown addresses are answered alike."""
        is_link = template_prefix in MAILS_ABOUT_PASSWORDS
        user = context.get("user")
        language = language_of(user) if user else translation.get_language()
        with translation.override(language):
            told = context | {"site": settings.BASE_URL}
            message = self.render_mail(template_prefix, email, told)
        queue_mail(
            kind=Mail.Kind.PASSWORD if is_link else Mail.Kind.NOTICE,
            to=email,
            subject=message.subject,
            text=message.body,
            firm=firm_of(user) if user else None,
            good_for=RESET_IS_GOOD_FOR if is_link else NOTICES_ARE_TRIED_FOR,
        )

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again five minutes after the best proof somebody has was given."""
        user = self.request.user
        records = get_authentication_records(self.request, user)
        if has_second_factor(user):
            records = [record for record in records if record["method"] == SECOND_FACTOR]
        latest: float = max((record["at"] for record in records), default=0.0)
        return time.time() - latest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not user.is_authenticated or not has_second_factor(user):
            return methods
        return [method for method in methods if method["id"] != "reauthenticate"]


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not good: type the one shown now, each only once."),
    }

    def generate_authenticator_name(self, user: User, kind: str) -> str:
        return str(_("My passkey"))

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=SECOND_FACTOR_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=SECOND_FACTOR_PURPOSE)


def _address_of(credentials: dict[str, Any]) -> str:
    return UserManager.normalize_email(credentials.get("email"))
