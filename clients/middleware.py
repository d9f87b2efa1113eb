"""Nobody passes beyond the public pages whose sign-in is not finished or no longer good.

Who passes is told every time by the clocks of their firm, and clients in their language.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from clients import audit
from clients.access import firm_of
from clients.languages import language_of, remember
from clients.models import AuditAct
from clients.sign_in import is_finished, note_activity, why_it_ends

COOKIE = settings.LANGUAGE_COOKIE_NAME
# All that somebody reaches who gave the password and has no second factor yet.
SET_UP = "mfa_activate_totp"
SETTING_UP = {SET_UP, "mfa_add_webauthn", "account_reauthenticate", "account_logout"}


class LanguageMiddleware:
    """Speak to clients in their language, and to the people of a firm in English.

    Before anybody signed in it is what the browser remembers or asks for, on the pages about
    signing in; the calculator speaks English.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            language = language_of(request.user)
            response = self._answered(request, language)
            known = request.COOKIES.get(COOKIE, settings.LANGUAGE_CODE)
            if known != language and COOKIE not in response.cookies:
                remember(response, language)
            return response
        response = self._answered(request, translation.get_language_from_request(request))
        patch_vary_headers(response, ("Accept-Language",))
        return response

    def _answered(self, request: HttpRequest, language: str) -> HttpResponseBase:
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> None:
        """Open pages that are not about signing in are written in English."""
        match = request.resolver_match
        if match and match.namespace == "planning" and not request.user.is_authenticated:
            translation.activate(settings.LANGUAGE_CODE)


class SignInMiddleware(LoginRequiredMiddleware):
    """Every view needs a finished sign-in unless it is marked with `login_not_required`."""

    def process_request(self, request: HttpRequest) -> None:
        user = request.user
        if not user.is_authenticated:
            return
        if because := why_it_ends(request, user):
            audit.record(
                AuditAct.SIGN_OUT,
                actor=user,
                firm=firm_of(user),
                detail={"because": because.value},
                request=request,
            )
            logout(request)
            messages.info(request, because.label)
        else:
            note_activity(request.session)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.user.is_authenticated:
            name = request.resolver_match.view_name if request.resolver_match else ""
            if not is_finished(request):
                if name in SETTING_UP:
                    return None
                # To everything else this is nobody, whatever it forgets to ask.
                request.user = AnonymousUser()
                if getattr(view_func, "login_required", True):
                    return redirect(SET_UP)
            elif name == "account_reauthenticate":  # the password is not enough to confirm by
                return redirect(reverse("mfa_reauthenticate", query=request.GET))
        return super().process_view(request, view_func, view_args, view_kwargs)


class FirmTimeMiddleware:
    """Make the firm's zone the current one, in which pages write times and forms read them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        firm = firm_of(request.user)
        with timezone.override(ZoneInfo(firm.time_zone) if firm else None):
            return self.get_response(request)
