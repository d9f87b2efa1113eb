"""Where somebody begins: each role has a page of its own."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from clients.access import Visitor, membership_of
from clients.models import Role


def home_of(user: Visitor) -> str:
    """Return the address of the first page of whoever finished signing in."""
    membership = membership_of(user)
    if membership is None:  # platform staff, who see nothing of any firm
        return reverse("mfa_index")
    if membership.role == Role.CLIENT:
        return reverse(settings.CLIENT_LANDING)
    return reverse(settings.STAFF_LANDING)
