"""In which language the site speaks: a client says it, or whoever is about to sign in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from clients import languages
from clients.access import membership_of
from clients.models import Language, Role


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Go on in another language on the page somebody came from; sent twice it is the same."""
    language = request.POST.get("language", "")
    user = request.user
    if user.is_authenticated:
        membership = membership_of(user)
        if membership is None or membership.role != Role.CLIENT:
            raise PermissionDenied
        languages.choose(user, language)
    page = request.POST.get("next", "")
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    answer = redirect(page if is_ours else "account_login")
    if language in Language.values:
        languages.remember(answer, language)
    return answer
