"""When is a sign-in finished, and until when is it good?

A session that gave the password alone is not finished: it may set up the second factor it lacks,
nothing else. allauth keeps in the session how its user authenticated, and that is what is asked.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clients.access import membership_of
from clients.models import Role, User

SECOND_FACTOR = "mfa"
SEEN_AT = "seen_at"
LONGEST = timedelta(hours=12)
LONGEST_UNFINISHED = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
IDLE_CLIENT = timedelta(minutes=15)
SEEN_IS_NOTED_EVERY = 30  # seconds: a session is not written at every request


class Ending(TextChoices):
    """What ends a session that nobody ended."""

    NO_ACCESS = "no_access", _("Your access has ended.")
    TOO_LONG = "too_long", _("You were signed out: a sign-in is good for 12 hours.")
    UNFINISHED = "unfinished", _("Sign in again, please.")
    IDLE = "idle", _("You were signed out because nothing was done for a while.")


@dataclass(frozen=True)
class Factors:
    """What somebody has beside the password."""

    has_app: bool
    keys: int
    codes_left: int


def is_finished(request: HttpRequest) -> bool:
    """Say whether this session gave a second factor."""
    return any(record["method"] == SECOND_FACTOR for record in _records(request))


def has_second_factor(user: User) -> bool:
    return bool(
        Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )


def factors_of(user: User) -> Factors:
    authenticators = list(Authenticator.objects.filter(user=user))
    types = [authenticator.type for authenticator in authenticators]
    codes = [found for found in authenticators if found.type == Authenticator.Type.RECOVERY_CODES]
    return Factors(
        has_app=Authenticator.Type.TOTP in types,
        keys=types.count(Authenticator.Type.WEBAUTHN),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else 0,
    )


def why_it_ends(request: HttpRequest, user: User) -> Ending | None:
    """Return what ends this session, or nothing while it is good."""
    now = time.time()
    membership = membership_of(user)
    if membership is None and not user.is_staff:
        return Ending.NO_ACCESS
    since = now - min((record["at"] for record in _records(request)), default=0.0)
    if since > LONGEST.total_seconds():
        return Ending.TOO_LONG
    if not is_finished(request):
        is_stale = since > LONGEST_UNFINISHED.total_seconds()
        return Ending.UNFINISHED if is_stale or has_second_factor(user) else None
    is_client = membership is not None and membership.role == Role.CLIENT
    idle = IDLE_CLIENT if is_client else IDLE
    is_idle = now - request.session.get(SEEN_AT, now) > idle.total_seconds()
    return Ending.IDLE if is_idle else None


def note_activity(session: SessionBase) -> None:
    now = time.time()
    if now - session.get(SEEN_AT, 0.0) > SEEN_IS_NOTED_EVERY:
        session[SEEN_AT] = now


def confirm_who_posts(request: HttpRequest) -> None:
    """Ask for the second factor again before a change of rights, unless it was given just now."""
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="clients")


def second_factor_changed(request: HttpRequest, user: User) -> None:
    """End every other session, and let this one be finished exactly if there is a factor."""
    records = [record for record in _records(request) if record["method"] != SECOND_FACTOR]
    request.session["account_authentication_methods"] = records
    if has_second_factor(user):
        record_authentication(request, user, method=SECOND_FACTOR, reauthenticated=True)
    request.session.cycle_key()
    end_sessions(user)
    UserSession.objects.create_from_request(request)


def end_sessions(user: User, *, but: str | None = None) -> None:
    """End the sessions of a user on every device by their next request."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return records
