"""The roadmap of a household: asked for, watched while it gets better, read, taken away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from clients import audit
from clients.access import get_household_or_404, may_edit
from clients.models import AuditAct, Household
from clients.requests import SignedInRequest
from clients.today import today_of
from planning import services, tasks
from planning.access import get_roadmap_run_or_404, roadmap_runs_for
from planning.facts import export_for_plan
from planning.forms.roadmap import RoadmapForm, has_spending
from planning.models import RoadmapRun
from planning.models.roadmap_run import RoadmapRunQuerySet
from planning.reports.roadmap_answers import questions
from planning.reports.roadmap_asked import aims_of, lacking_of, limits_kept_to, stages_of
from planning.reports.roadmap_changes import changes_since_run
from planning.reports.roadmap_files import ROADMAP_FILES
from planning.reports.roadmap_page import read_roadmap_page
from planning.views.files import HEADERS, saved
from planning.views.jobs import part_to_wait_on

EARLIER = 8
# What is shown of a plan, in this order; each is a template that finds `run` and `page`.
SECTIONS = (
    "planning/_roadmap_headline.html",
    "planning/_roadmap_now.html",
    "planning/_roadmap_years.html",
    "planning/_roadmap_charts.html",
    "planning/_roadmap_ways.html",
    "planning/_roadmap_questions.html",
    "planning/_roadmap_remarks.html",
)
private = cache_control(private=True, no_store=True)


@require_safe
@private
def roadmap(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """The latest roadmap of a household as it is, and the form that asks for another."""
    household = get_household_or_404(request.user, household_id)
    run = _plans_of(request, household).select_related("requested_by").first()
    form = RoadmapForm(household=household)
    return _page(request, household, run, form)


@require_POST
@private
def run_roadmap(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Begin a roadmap from the facts as they are now."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = RoadmapForm(request.POST, household=household)
    if not form.is_valid():
        run = _plans_of(request, household).select_related("requested_by").first()
        return _page(request, household, run, form)
    run = services.request_roadmap(
        actor=request.user,
        household=household,
        objective=form.cleaned_data["objective"],
        language=get_language() or "en",
    )
    tasks.work_on_roadmap.delay_on_commit(str(run.pk))
    return redirect("planning:roadmap", household.pk)


@require_safe
@private
def roadmap_run(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """One roadmap of a household, also an earlier one."""
    run = get_roadmap_run_or_404(request.user, run_id)
    form = RoadmapForm(household=run.household)
    return _page(request, run.household, run, form)


@require_safe
@private
def roadmap_status(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """The part of the page that changes; nothing while it says what is shown already."""
    run = get_roadmap_run_or_404(request.user, run_id)
    context = {**_shown(request, run), "household": run.household, "is_part": True}
    return part_to_wait_on(
        request, run, "planning/_roadmap_run.html", context, seen=context["seen"]
    )


@require_POST
@private
def cancel_roadmap(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """Let a run go no further; the best plan it has stays."""
    run = get_roadmap_run_or_404(request.user, run_id, to="edit")
    if services.cancel_roadmap(actor=request.user, run=run):
        messages.success(request, _("Stopped. What was found until then stays."))
    return redirect("planning:roadmap_run", run.pk)


@require_safe
@private
def roadmap_file(request: SignedInRequest, run_id: UUID, kind: str) -> HttpResponseBase:
    """The document of a run, or a table of it."""
    run = get_roadmap_run_or_404(request.user, run_id)
    if kind not in ROADMAP_FILES or not run.document or not run.document["feasible"]:
        raise Http404
    write, content_type, name = ROADMAP_FILES[kind]
    content = write(run.document)
    audit.record(
        AuditAct.EXPORTED,
        actor=request.user,
        firm=run.household.firm,
        subject=run,
        detail={"household": str(run.household_id), "kind": kind, "sha256": run.sha256},
        request=request,
    )
    return saved(content.encode(), name=name, content_type=content_type)


@require_safe
@private
def roadmap_chart(request: SignedInRequest, run_id: UUID, chart_id: str) -> HttpResponse:
    """A chart as a picture, for a browser that draws none itself."""
    run = get_roadmap_run_or_404(request.user, run_id)
    page = read_roadmap_page(run.document)
    chart = next((one for one in page.charts if one.id == chart_id), None) if page else None
    if chart is None:
        raise Http404
    return HttpResponse(chart.svg, content_type="image/svg+xml", headers=HEADERS)


def _page(
    request: SignedInRequest, household: Household, run: RoadmapRun | None, form: RoadmapForm
) -> HttpResponse:
    may_ask = may_edit(request.user) and household.archived_at is None
    earlier = _plans_of(request, household).without_texts().select_related("requested_by")
    asked = form["objective"].value() or (run.objective if run else RoadmapRun.Objective.SPENDING)
    context: dict[str, Any] = {
        "household": household,
        "form": form,
        "aims": aims_of(asked),
        "may_ask": may_ask,
        "has_spending": has_spending(household),
        "kept_to": limits_kept_to(household),
        "run": run,
        "runs": earlier[:EARLIER],
    }
    if run is not None:
        now = export_for_plan(household, as_of=today_of(household.firm))
        context |= _shown(request, run) | {"changed": changes_since_run(run, now)}
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"page": "roadmap"},
        request=request,
    )
    status = 422 if form.errors else 200
    return render(request, "planning/roadmap.html", context, status=status)


def _shown(request: SignedInRequest, run: RoadmapRun) -> dict[str, Any]:
    return {
        "run": run,
        "is_part": False,
        "page": read_roadmap_page(run.document),
        "sections": SECTIONS,
        "questions": questions(),
        "seen": f"{run.state} {run.stage}",
        "may_ask": may_edit(request.user) and run.household.archived_at is None,
        "stages": stages_of(run),
        "lacking": lacking_of(run),
    }


def _plans_of(request: SignedInRequest, household: Household) -> RoadmapRunQuerySet:
    return roadmap_runs_for(request.user).filter(household=household).of_the_plan()
