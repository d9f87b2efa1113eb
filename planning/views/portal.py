"""Where clients arrive: their year, what is needed of them, and what was released to them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit
from clients.access import membership_of, portal_grants_for
from clients.models import AuditAct, Role
from clients.requests import SignedInRequest
from clients.today import today_of
from planning.access import (
    get_own_act_or_404,
    get_released_letter_or_404,
    released_letters_for,
    released_plans_for,
)
from planning.models import ClientLetter, PlanVersion
from planning.reports.your_year import read_your_household
from planning.views.jobs import noted_file_of

private = cache_control(private=True, no_store=True)


@require_safe
@private
def portal(request: SignedInRequest) -> HttpResponse:
    """A client's first page; who works for the firm goes to the book."""
    membership = membership_of(request.user)
    if membership is None:
        raise Http404
    if membership.role != Role.CLIENT:
        return redirect("planning:book")
    today = today_of(membership.firm)
    letters: dict[UUID, list[ClientLetter]] = {}
    for letter in released_letters_for(request.user).select_related("person"):
        letters.setdefault(letter.household_id, []).append(letter)
    plans: dict[UUID, list[PlanVersion]] = {}
    for plan in released_plans_for(request.user).without_texts():
        plans.setdefault(plan.household_id, []).append(plan)
    households = [
        read_your_household(
            grant,
            letters.get(grant.household_id, ()),
            plans.get(grant.household_id, ()),
            as_of=today,
        )
        for grant in portal_grants_for(request.user)
    ]
    audit.record_all(
        [
            audit.Act(
                act=AuditAct.READ,
                subject=one.household,
                detail={"page": "portal", "household": str(one.household.pk)},
            )
            for one in households
        ]
        or [audit.Act(act=AuditAct.READ, detail={"page": "portal"})],
        actor=request.user,
        firm=membership.firm,
        request=request,
    )
    context = {"firm": membership.firm, "households": households, "year": today.year}
    return render(request, "planning/portal.html", context)


@require_safe
@private
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


@require_safe
@private
def portal_receipt(request: SignedInRequest, act_id: UUID) -> HttpResponse:
    """What a client did, with its number, and the answer once there is one."""
    act = get_own_act_or_404(request.user, act_id)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=act.firm,
        subject=act,
        detail={"household": str(act.household_id), "page": "portal"},
        request=request,
    )
    return render(request, "planning/portal_receipt.html", {"act": act, "firm": act.firm})
