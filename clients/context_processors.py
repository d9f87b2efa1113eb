"""What every page may ask about who looks at it."""

from __future__ import annotations

from django.http import HttpRequest

from clients.access import membership_of
from clients.landing import home_of
from clients.sign_in import is_finished


def visitor(request: HttpRequest) -> dict[str, str]:
    """Give templates the `role` and the first page of whoever finished signing in, or nothing."""
    user = getattr(request, "user", None)  # an early refusal comes before there is one
    if user is None or not user.is_authenticated or not is_finished(request):
        return {"role": "", "home": ""}
    membership = membership_of(user)
    return {"role": membership.role if membership else "", "home": home_of(user)}
