"""A client's plan: read on screen, taken as a PDF; the older ones too, and nothing unreleased."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit
from clients.models import AuditAct
from clients.requests import SignedInRequest
from planning.access import get_released_plan_or_404, released_plans_for
from planning.reports.plan_context import read_plan
from planning.reports.plan_questions import pdf_of
from planning.views.jobs import noted_file_of

private = cache_control(private=True, no_store=True)


@require_safe
@private
def portal_plan(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """A plan that was released, for the clients of its household."""
    version = get_released_plan_or_404(request.user, version_id)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=version.firm,
        subject=version,
        detail={"household": str(version.household_id), "page": "portal"},
        request=request,
    )
    plans = released_plans_for(request.user).filter(household=version.household_id)
    context = {
        "firm": version.firm,
        "household": version.household,
        "version": version,
        "plan": read_plan(version.document),
        "pdf": pdf_of(version, get_language()),
        "newer": plans.filter(number__gt=version.number).without_texts().first(),
    }
    return render(request, "planning/portal_plan.html", context)


@require_safe
@private
def portal_plan_file(request: SignedInRequest, version_id: UUID) -> HttpResponseBase:
    """Its PDF, in the client's language where it was made in it."""
    version = get_released_plan_or_404(request.user, version_id)
    pdf = pdf_of(version, get_language())
    if pdf is None:
        raise Http404
    return noted_file_of(
        request,
        pdf,
        act=AuditAct.READ,
        detail={
            "household": str(version.household_id), "version": str(version.pk), "page": "portal"
        },
        name=f"plan-{version.number}.pdf",
        content_type="application/pdf",
    )  # fmt: skip
