"""A plan is asked for, followed while it is worked out, stopped; and a version is made again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import audit
from clients.access import To, get_household_or_404, may_edit
from clients.models import AuditAct, Household
from clients.requests import SignedInRequest, posted
from planning import services, tasks
from planning.access import (
    get_plan_run_or_404,
    get_plan_version_or_404,
    plan_under_way_of,
    plan_versions_for,
    scenarios_of,
)
from planning.forms.plan_version import PlanForm
from planning.forms.roadmap import has_spending
from planning.models import PlanRun, RoadmapRun
from planning.plan_catalogue import PROGRESS
from planning.reports.roadmap_asked import aims_of, lacking_of, limits_kept_to
from planning.views.jobs import part_to_wait_on

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@private
def make_plan(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """What a plan is made of and for; and the plans there are."""
    household = get_household_or_404(request.user, household_id, to=_to(request))
    scenarios = scenarios_of(household)
    form = PlanForm(posted(request), household=household, scenarios=scenarios)
    if form.is_valid():
        run = services.request_plan(
            actor=request.user,
            household=household,
            language=get_language() or "en",
            **form.cleaned_data,
        )
        tasks.work_on_plan.delay_on_commit(str(run.pk))
        return redirect("planning:plan_run", run.pk)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"page": "plans"},
        request=request,
    )
    asked = form["objective"].value() or RoadmapRun.Objective.SPENDING
    versions = plan_versions_for(request.user).filter(household=household).without_texts()
    context = {
        "household": household,
        "form": form,
        "aims": aims_of(asked),
        "has_scenarios": bool(scenarios),
        "has_spending": has_spending(household),
        "kept_to": limits_kept_to(household),
        "may_edit": may_edit(request.user) and household.archived_at is None,
        "versions": versions.select_related("made_by"),
        "under_way": plan_under_way_of(household),
    }
    status = 422 if form.errors else 200
    return render(request, "planning/make_plan.html", context, status=status)


@require_safe
@private
def plan_run(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """The page to follow it on; once the plan is there, the plan."""
    run = get_plan_run_or_404(request.user, run_id)
    if version_id := _result_of(run):
        return redirect("planning:plan_version", version_id)
    return render(request, "planning/plan_run.html", _shown(request, run))


@require_safe
@private
def plan_run_status(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """The part of the page that changes; nothing while it says what is shown already."""
    run = get_plan_run_or_404(request.user, run_id)
    context = _shown(request, run)
    return part_to_wait_on(request, run, "planning/_plan_run.html", context, seen=context["seen"])


@require_POST
@private
def cancel_plan(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """Let it go no further."""
    run = get_plan_run_or_404(request.user, run_id, to="edit")
    if services.cancel_plan(actor=request.user, run=run):
        messages.success(request, _("Stopped. No plan was made."))
    return redirect("planning:make_plan", run.household_id)


@require_POST
@private
def rebuild_plan(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Make a version again from what is stored of it, and see whether the same comes out."""
    version = get_plan_version_or_404(request.user, version_id, to="edit")
    run = services.request_rebuilding(
        actor=request.user, version=version, language=get_language() or "en"
    )
    tasks.work_on_plan.delay_on_commit(str(run.pk))
    return redirect("planning:plan_run", run.pk)


def _to(request: SignedInRequest) -> To:
    return "edit" if request.method == "POST" else "view"


def _shown(request: SignedInRequest, run: PlanRun) -> dict[str, Any]:
    household: Household = run.household
    return {
        "household": household,
        "run": run,
        "result": _result_of(run),
        "step": PROGRESS.get(run.step, run.progress),
        "seen": f"{run.state} {run.step} {run.steps_done}",
        "lacking": lacking_of(run),
        "may_edit": may_edit(request.user) and household.archived_at is None,
    }


def _result_of(run: PlanRun) -> UUID | None:
    """Return the version to go to where a run is done: the one it made, or made again."""
    if run.state != PlanRun.State.DONE:
        return None
    return run.rebuilds_id or run.version.pk
