"""How the people of the demo sign in: with a password and a secret that everybody may know.

Only people of a demo firm get them, and a production site lets none of those in.
"""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.db import transaction

from clients.access import firm_of
from clients.models import Membership, Role, User

PASSWORD = "demo demo, nothing is real here"  # nosec B105 - published, and refused in production
SECRET = "ADVISORSITEDEMOONLYNOTSECRET2345"  # nosec B105 - likewise


class NotADemoError(ValueError):
    """Somebody real would have become easy to impersonate."""


@transaction.atomic
def give_demo_second_factor(user: User) -> None:
    """Give somebody of a demo firm the demo's password and second factor."""
    firm = firm_of(user)
    if firm is None or not firm.is_demo:
        raise NotADemoError("Only people of a demo firm sign in with the demo's second factor.")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, SECRET)


def current_code() -> str:
    code: str = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    return code


def seconds_left() -> int:
    return 30 - int(time.time()) % 30


def sign_ins() -> list[str]:
    """Return lines that say how to sign in to the demo, if there is one that may be entered."""
    if not settings.DEMO_SIGN_INS:
        return []
    people = (
        Membership.objects.filter(firm__is_demo=True, ended_at=None)
        .exclude(role=Role.CLIENT)
        .select_related("user", "firm")
        .order_by("firm__created_at", "firm__name", "role", "user__email")
    )
    if not people:
        return []
    return [
        "The demo's people; nothing about them is real:",
        *(f"  {p.user.email:<36} {p.get_role_display():<11} {p.firm.name}" for p in people),
        f"  password: {PASSWORD}",
        f"  secret for an authenticator app: {SECRET}",
        f"  code now: {current_code()}  (the next in {seconds_left()} s: manage.py demo_code)",
    ]
