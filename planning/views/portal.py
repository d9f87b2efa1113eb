"""Where clients arrive: their household, and what was released to them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit
from clients.access import granted_households_for, membership_of
from clients.models import AuditAct, Role
from clients.requests import SignedInRequest
from planning.access import get_released_letter_or_404, released_letters_for
from planning.models import ClientLetter
from planning.views.jobs import noted_file_of


@require_safe
@cache_control(private=True, no_store=True)
def portal(request: SignedInRequest) -> HttpResponse:
    """A client's first page; who works for the firm goes to the book."""
    membership = membership_of(request.user)
    if membership is None:
        raise Http404
    if membership.role != Role.CLIENT:
        return redirect("planning:book")
    households = list(granted_households_for(request.user))
    letters: dict[UUID, list[ClientLetter]] = {household.pk: [] for household in households}
    for letter in released_letters_for(request.user).select_related("person"):
        letters[letter.household_id].append(letter)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=membership.firm,
        detail={"page": "portal"},
        request=request,
    )
    context = {
        "firm": membership.firm,
        "households": [(household, letters[household.pk]) for household in households],
    }
    return render(request, "planning/portal.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def portal_letter(request: SignedInRequest, letter_id: UUID) -> HttpResponseBase:
    """A letter that was released, for the clients of its household."""
    letter = get_released_letter_or_404(request.user, letter_id)
    return noted_file_of(
        request,
        letter,
        act=AuditAct.READ,
        detail={"household": str(letter.household_id), "year": letter.year, "page": "portal"},
        name=f"rmd-letter-{letter.year}.pdf",
        content_type="application/pdf",
    )
