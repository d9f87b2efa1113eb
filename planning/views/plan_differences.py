"""What changed between two versions of a plan: at once in words, and in dollars by cause."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from clients import audit
from clients.access import get_household_or_404, may_edit
from clients.models import AuditAct, Household
from clients.requests import SignedInRequest
from planning import services, tasks
from planning.access import (
    get_plan_difference_or_404,
    latest_plan_difference_of,
    plan_versions_for,
)
from planning.models import PlanDifference, PlanVersion
from planning.models.plan_version import PlanVersionQuerySet
from planning.reports.plan_comparing import CAUSES, input_changes, outcome_of
from planning.views.jobs import part_to_wait_on

LONGEST_NUMBER = 6  # digits
private = cache_control(private=True, no_store=True)


@require_safe
@private
def compare_plans(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Two versions side by side: those named by their numbers, else the last two."""
    household = get_household_or_404(request.user, household_id)
    versions = list(_versions(request, household).without_texts())
    one, other = _chosen(request, household)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"page": "plan comparison"},
        request=request,
    )
    context: dict[str, Any] = {
        "household": household,
        "versions": versions,
        "one": one,
        "other": other,
        "changes": input_changes(one, other),
        "may_edit": may_edit(request.user) and household.archived_at is None,
        **_shown(latest_plan_difference_of(one, other)),
    }
    return render(request, "planning/compare_plans.html", context)


@require_POST
@private
def explain_plans(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Begin to work out why two versions come to something else."""
    household = get_household_or_404(request.user, household_id, to="edit")
    one, other = _chosen(request, household)
    difference = services.request_plan_difference(
        actor=request.user, one=one, other=other, language=get_language() or "en"
    )
    tasks.work_on_plan_difference.delay_on_commit(str(difference.pk))
    messages.success(request, _("It is being worked out; it stands below once it is there."))
    address = reverse("planning:compare_plans", args=[household.pk])
    return redirect(f"{address}?one={one.number}&other={other.number}")


@require_safe
@private
def plan_difference_status(request: SignedInRequest, difference_id: UUID) -> HttpResponse:
    """The part of the page that changes; nothing while it says what is shown already."""
    difference = get_plan_difference_or_404(request.user, difference_id)
    context = {
        "household": difference.household,
        "one": difference.one,
        "other": difference.other,
        **_shown(difference),
    }
    return part_to_wait_on(
        request, difference, "planning/_plan_outcome.html", context, seen=context["seen"]
    )


def _shown(difference: PlanDifference | None) -> dict[str, Any]:
    if difference is None:
        return {"difference": None, "outcome": None, "step": "", "seen": ""}
    return {
        "difference": difference,
        "outcome": outcome_of(difference.document) if difference.document else None,
        "step": CAUSES.get(difference.step, ""),
        "seen": f"{difference.state} {difference.step}",
    }


def _versions(request: SignedInRequest, household: Household) -> PlanVersionQuerySet:
    return plan_versions_for(request.user).filter(household=household)


def _chosen(request: SignedInRequest, household: Household) -> tuple[PlanVersion, PlanVersion]:
    """Return the earlier and the later of two versions. Raises: Http404, where one is missing."""
    versions = _versions(request, household).select_related("firm", "household")
    asked = [_number(request, name) for name in ("one", "other")]
    numbers = [number for number in asked if number is not None]
    is_named = len(numbers) == len(asked)
    found = list(versions.filter(number__in=numbers) if is_named else versions[:2])
    if len(found) < len(asked):
        raise Http404
    other, one = found
    return one, other


def _number(request: HttpRequest, name: str) -> int | None:
    typed = (request.POST if request.method == "POST" else request.GET).get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else None
