"""What every page may ask about who looks at it."""

from __future__ import annotations

from django.http import HttpRequest

from clients.access import membership_of
from clients.landing import home_of
from clients.sign_in import is_finished


def visitor(request: HttpRequest) -> dict[str, str]:
    """Tell where somebody is; and who finished signing in, their `role` and their first page."""
    match = request.resolver_match  # of an address that does not exist there is none
    here = match.view_name if match else ""
    user = getattr(request, "user", None)  # an early refusal comes before there is one
    if user is None or not user.is_authenticated or not is_finished(request):
        return {"here": here, "role": "", "home": ""}
    membership = membership_of(user)
    role = membership.role if membership else ""
    return {"here": here, "role": role, "home": home_of(user)}
