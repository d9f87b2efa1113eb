"""Where clients arrive: their household, and what was released to them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit
from clients.access import granted_households_for, membership_of
from clients.models import AuditAct, Role
from clients.requests import SignedInRequest


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
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=membership.firm,
        detail={"page": "portal"},
        request=request,
    )
    context = {"firm": membership.firm, "households": households}
    return render(request, "planning/portal.html", context)
