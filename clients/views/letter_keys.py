"""Whether single letters are shortcuts: everybody says it for themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import letter_keys
from clients.requests import SignedInRequest


@require_POST
def switch_letter_keys(request: SignedInRequest) -> HttpResponse:
    """Switch them on or off, as the button says; sent twice it is the same."""
    is_on = request.POST.get("is_on") == "yes"
    letter_keys.switch(request.user, is_on=is_on)
    said = _("Letters are shortcuts again.") if is_on else _("Letters are no shortcuts any more.")
    messages.success(request, said)
    return redirect("mfa_index")
