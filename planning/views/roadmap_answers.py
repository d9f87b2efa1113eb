"""Questions about a roadmap: each with a page of its own, answered when somebody asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from clients import audit
from clients.access import may_edit
from clients.models import AuditAct
from clients.requests import SignedInRequest
from planning import services, tasks
from planning.access import get_roadmap_run_or_404, roadmap_answer_for
from planning.models import RoadmapAnswer, RoadmapRun
from planning.reports.roadmap_answers import questions, read_answer
from planning.views.jobs import part_to_wait_on

private = cache_control(private=True, no_store=True)


@require_safe
@private
def roadmap_answer(request: SignedInRequest, run_id: UUID, question: str) -> HttpResponse:
    """The answer, how far it is, or the button that asks."""
    run = _run_with_a_plan(request, run_id, question)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=run.firm,
        subject=run.household,
        detail={"page": "roadmap_answer", "question": question},
        request=request,
    )
    return render(request, "planning/roadmap_answer.html", _context(request, run, question))


@require_POST
@private
def ask_roadmap(request: SignedInRequest, run_id: UUID, question: str) -> HttpResponse:
    """Have a question worked out; asked twice it is worked out once."""
    run = _run_with_a_plan(request, run_id, question, to="edit")
    answer = services.request_answer(
        actor=request.user, run=run, question=question, language=get_language() or "en"
    )
    if not answer.is_over:
        tasks.work_on_answer.delay_on_commit(str(answer.pk))
    return redirect("planning:roadmap_answer", run.pk, question)


@require_safe
@private
def roadmap_answer_status(request: SignedInRequest, run_id: UUID, question: str) -> HttpResponse:
    """The part of the page that changes; nothing while it says what is shown already."""
    run = _run_with_a_plan(request, run_id, question)
    context = _context(request, run, question)
    answer = context["answer"]
    if answer is None:
        raise Http404
    return part_to_wait_on(
        request, answer, "planning/_roadmap_answer.html", context, seen=answer.progress
    )


def _run_with_a_plan(
    request: SignedInRequest, run_id: UUID, question: str, **to: Any
) -> RoadmapRun:
    run = get_roadmap_run_or_404(request.user, run_id, **to)
    has_plan = run.document is not None and run.document.get("feasible", False)
    if question not in RoadmapAnswer.Question or not has_plan:
        raise Http404
    return run


def _context(request: SignedInRequest, run: RoadmapRun, question: str) -> dict[str, Any]:
    answer = roadmap_answer_for(request.user, run, question)
    asked = questions(question)
    return {
        "run": run,
        "household": run.household,
        "answer": answer,
        "page": read_answer(answer),
        "questions": asked,
        "question": next(one for one in asked if one.is_current),
        "may_ask": may_edit(request.user) and run.household.archived_at is None,
    }
