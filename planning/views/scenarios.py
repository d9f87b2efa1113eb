"""Scenarios of a household: made, changed, compared, explained, kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import audit
from clients.access import get_household_or_404, may_edit
from clients.models import AuditAct, Household
from clients.requests import SignedInRequest, posted
from clients.today import today_of
from planning import services, tasks
from planning.access import (
    comparisons_of,
    get_comparison_or_404,
    get_scenario_or_404,
    latest_plan_of,
    scenarios_of,
)
from planning.engine.errors import EngineError
from planning.facts import export_for_plan
from planning.fingerprint import fingerprint
from planning.forms.scenario import USUAL, ScenarioForm, members_of
from planning.ledger.closing import hash_of
from planning.models import Scenario
from planning.reports.scenario_page import (
    MOST_COLUMNS,
    Column,
    comparison_document,
    difference_document,
    pictured,
    plan_column,
    quick_lines,
    scenario_column,
    spent_in,
)
from planning.scenario_case import explained, quick_answer

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])
REMEMBERED = 24 * 60 * 60  # seconds: roadmaps that are done never change
PLAN = "plan"


@require_safe
@private
def scenarios(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """The scenarios of a household, up to four of them side by side."""
    household = get_household_or_404(request.user, household_id)
    columns, facts = _columns(household), _facts(household)
    chosen = _chosen(request, columns)
    document = comparison_document(chosen, _people(facts))
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"page": "scenarios"},
        request=request,
    )
    context = {
        "household": household,
        "columns": columns,
        "chosen": chosen,
        "document": document,
        "charts": pictured(document),
        "kept": comparisons_of(household),
        "may_edit": may_edit(request.user) and household.archived_at is None,
        "is_full": len(chosen) == MOST_COLUMNS,
        "waits": any(one["progress"] for one in document["columns"]),
    }
    return render(request, "planning/scenarios.html", context)


@read_or_post
@private
def new_scenario(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """A scenario typed; kept with its roadmap asked for, or answered at once by the plan."""
    household = get_household_or_404(request.user, household_id, to="edit")
    return _typed(request, household, None)


@read_or_post
@private
def edit_scenario(request: SignedInRequest, scenario_id: UUID) -> HttpResponse:
    """A scenario changed; its roadmap is asked for again."""
    scenario = get_scenario_or_404(request.user, scenario_id, to="edit")
    return _typed(request, scenario.household, scenario)


@require_POST
@private
def quick_scenario(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """What the plan at hand comes to in the years that were typed, within a second."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = _form(request, household, _facts(household), None, is_quick=True)
    context = {"quick": _quick(household, form, None), "form": form}
    return render(request, "planning/_scenario_quick.html", context)


@require_POST
@private
def give_scenario_up(request: SignedInRequest, scenario_id: UUID) -> HttpResponse:
    """Put a scenario away."""
    scenario = get_scenario_or_404(request.user, scenario_id, to="edit")
    services.give_scenario_up(actor=request.user, scenario=scenario)
    messages.success(request, _("“{name}” is given up.").format(name=scenario.name))
    return redirect("planning:scenarios", scenario.household_id)


@require_POST
@private
def run_scenario(request: SignedInRequest, scenario_id: UUID) -> HttpResponse:
    """Ask for a scenario's roadmap again, from the facts of now."""
    scenario = get_scenario_or_404(request.user, scenario_id, to="edit")
    try:
        run = services.run_scenario(
            actor=request.user, scenario=scenario, language=get_language() or "en"
        )
    except EngineError as refusal:
        messages.error(request, str(refusal))
    else:
        tasks.work_on_roadmap.delay_on_commit(str(run.pk))
    return redirect("planning:scenarios", scenario.household_id)


@require_safe
@private
def difference(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Why one scenario comes to something else than another, in parts that add up."""
    household = get_household_or_404(request.user, household_id)
    columns = {one.key: one for one in _columns(household)}
    one, other = (columns.get(request.GET.get(name, "")) for name in ("one", "other"))
    if one is None or other is None:
        raise Http404
    context: dict[str, Any] = {"household": household, "one": one, "other": other}
    try:
        context["found"] = _explained(household, one, other)
    except EngineError as refusal:
        context["error"] = str(refusal)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"page": "difference"},
        request=request,
    )
    return render(request, "planning/scenario_difference.html", context)


@require_POST
@private
def keep_comparison(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Keep the comparison as it stands."""
    household = get_household_or_404(request.user, household_id, to="edit")
    facts = _facts(household)
    chosen = _chosen(request, _columns(household))
    document = comparison_document(chosen, _people(facts))
    if sum(one["has_plan"] for one in document["columns"]) < 2:
        messages.error(request, _("Two scenarios with a roadmap are needed for a comparison."))
        return redirect("planning:scenarios", household.pk)
    kept = services.keep_comparison(actor=request.user, household=household, document=document)
    return redirect("planning:comparison", kept.pk)


@require_safe
@private
def comparison(request: SignedInRequest, comparison_id: UUID) -> HttpResponse:
    """A comparison that was kept, as it was."""
    kept = get_comparison_or_404(request.user, comparison_id)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=kept.firm,
        subject=kept,
        detail={"household": str(kept.household_id)},
        request=request,
    )
    context = {
        "household": kept.household,
        "kept": kept,
        "document": kept.document,
        "charts": pictured(kept.document),
    }
    return render(request, "planning/scenario_comparison.html", context)


def _typed(
    request: SignedInRequest, household: Household, scenario: Scenario | None
) -> HttpResponse:
    facts = _facts(household)
    asks_quick = request.method == "POST" and "quick" in request.POST
    form = _form(request, household, facts, scenario, is_quick=asks_quick)
    quick = _quick(household, form, scenario) if asks_quick else None
    if request.method == "POST" and not asks_quick and form.is_valid():
        try:
            kept = _kept(request, household, scenario, form)
        except EngineError as refusal:
            form.refuse(getattr(refusal, "field", ""), str(refusal))
        else:
            if kept.run is not None:
                tasks.work_on_roadmap.delay_on_commit(str(kept.run.pk))
            return redirect("planning:scenarios", household.pk)
    context = {
        "household": household,
        "scenario": scenario,
        "form": form,
        "quick": quick,
        "plan": latest_plan_of(household),
        "members": form.members,
    }
    status = 422 if form.errors else 200
    return render(request, "planning/scenario_form.html", context, status=status)


def _form(
    request: SignedInRequest,
    household: Household,
    facts: dict[str, Any],
    scenario: Scenario | None,
    *,
    is_quick: bool,
) -> ScenarioForm:
    plan = latest_plan_of(household)
    initial = {} if scenario or plan is None else {"objective": plan.objective}
    return ScenarioForm(
        posted(request),
        members=members_of(facts),
        today=today_of(household.firm),
        scenario=scenario,
        is_quick=is_quick,
        usual=(spent_in(plan.document) if plan else None) or USUAL,
        initial=initial,
    )


def _kept(
    request: SignedInRequest, household: Household, scenario: Scenario | None, form: ScenarioForm
) -> Scenario:
    said = form.cleaned_data
    what: dict[str, Any] = {
        "actor": request.user,
        "name": said["name"],
        "objective": said["objective"],
        "changes": form.changes,
        "language": get_language() or "en",
    }
    if scenario is None:
        return services.make_scenario(household=household, request_key=form.sending, **what)
    return services.change_scenario(scenario=scenario, revision=said["revision"] or 0, **what)


def _quick(
    household: Household, form: ScenarioForm, scenario: Scenario | None
) -> dict[str, Any] | None:
    """Follow the plan at hand through the years that are typed."""
    plan = latest_plan_of(household)
    if scenario is not None and scenario.run is not None and scenario.run.document:
        plan = scenario.run
    if plan is None or not plan.document or not plan.document["feasible"] or not form.is_valid():
        return None
    said, changes = form.cleaned_data, form.changes
    spending = said.get("spending")
    try:
        answer = quick_answer(
            _facts(household),
            changes,
            [plan.document],
            objective=said["objective"],
            spending=None if spending is None else float(spending),
        )
    except EngineError as refusal:
        form.refuse(getattr(refusal, "field", ""), str(refusal))
        return None
    return quick_lines(answer, plan.document)


def _explained(household: Household, one: Column, other: Column) -> dict[str, Any]:
    """Return the difference, worked out once for roadmaps that do not change any more."""
    plans = [column.document for column in (one, other) if column.document is not None]
    if len(plans) < 2:
        raise EngineError(_("Both need a roadmap first; it may still be under way."))
    facts = _facts(household)
    rests_on = {
        "facts": facts,
        "asked": [one.asked, other.asked],
        "names": [one.name, other.name],
        "plans": [column.run.sha256 for column in (one, other) if column.run],
        "rules": fingerprint("engine/**/*"),
        "language": get_language(),
    }
    key = f"difference-{hash_of(rests_on)}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        worked_out = explained(facts, one.asked, other.asked, plans)
        found = difference_document(one, other, worked_out, _people(facts))
        cache.set(key, found, REMEMBERED)
    return found


def _columns(household: Household) -> list[Column]:
    plan = plan_column(latest_plan_of(household))
    return [plan, *(scenario_column(one) for one in scenarios_of(household))]


def _chosen(request: SignedInRequest, columns: list[Column]) -> list[Column]:
    asked = request.GET.getlist("of")
    chosen = [one for one in columns if one.key in asked] if asked else columns
    return chosen[:MOST_COLUMNS]


def _facts(household: Household) -> dict[str, Any]:
    return export_for_plan(household, as_of=today_of(household.firm))


def _people(facts: dict[str, Any]) -> dict[str, str]:
    return {person["id"]: person["name"] for person in facts["people"]}
