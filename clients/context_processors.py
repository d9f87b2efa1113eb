"""What every page may ask about who looks at it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from clients.access import membership_of
from clients.landing import home_of
from clients.models import Role
from clients.sign_in import is_finished

ENGLISH_TO_ALL = "planning:"  # the calculator and what belongs to it
IN_THEIR_LANGUAGE = "clients:accept_invitation"


def visitor(request: HttpRequest) -> dict[str, Any]:
    """Tell where somebody is; and who finished signing in, their `role` and their first page.

    `languages` are what they may choose from, each by its own name.
    """
    match = request.resolver_match  # of an address that does not exist there is none
    here = match.view_name if match else ""
    user = getattr(request, "user", None)  # an early refusal comes before there is one
    if user is None or not user.is_authenticated or not is_finished(request):
        is_fixed = not here or here.startswith(ENGLISH_TO_ALL) or here == IN_THEIR_LANGUAGE
        languages = () if is_fixed else settings.LANGUAGES
        return {"here": here, "role": "", "home": "", "languages": languages}
    membership = membership_of(user)
    role = membership.role if membership else ""
    languages = settings.LANGUAGES if role == Role.CLIENT else ()
    return {"here": here, "role": role, "home": home_of(user), "languages": languages}
