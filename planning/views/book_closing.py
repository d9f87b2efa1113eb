"""A year closed for everybody who is ready: looked at, confirmed, waited for, approved."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import households_for, may_edit, require_role
from clients.models import AuditAct, Role
from clients.requests import SignedInRequest
from clients.today import today_of
from planning import services, tasks
from planning.access import closing_runs_for, get_closing_run_or_404
from planning.forms.closing import BookYearForm, RequestForm
from planning.models import ClosingRun
from planning.reports.closing_files import wanted_in_words
from planning.reports.closing_run import people_of, read_run, to_approve, to_certify
from planning.views.jobs import noted_file_of, part_to_wait_on

NEWEST = 10
PER_PAGE = 100
CONTENT_TYPES = {"csv": "text/csv", "zip": "application/zip"}
Kind = ClosingRun.Kind
NEXT = {Kind.REVIEW: Kind.CLOSE, Kind.CLOSE: Kind.APPROVE}
private = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def book_closing(request: SignedInRequest) -> HttpResponse:
    """Choose a year and begin to look who is ready."""
    firm = require_role(
        request.user, Role.OWNER, Role.ADVISOR, Role.OPERATIONS, Role.COMPLIANCE
    ).firm
    if not may_edit(request.user):
        raise PermissionDenied
    this_year = today_of(firm).year
    begun = {"year": request.GET.get("year", this_year), "request_key": uuid4()}
    form = BookYearForm(request.POST or None, initial=begun, this_year=this_year)
    if request.method == "POST" and form.is_valid():
        try:
            run = services.request_review(
                actor=request.user,
                firm=firm,
                households=households_for(request.user),
                language=get_language() or "en",
                **form.cleaned_data,
            )
        except services.LetterRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _waiting_for(run)
    context = {
        "form": form,
        "runs": closing_runs_for(request.user).select_related("requested_by")[:NEWEST],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "planning/book_closing.html", context, status=status)


@require_safe
@private
def closing_run(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """How far a run is, and what became of whom."""
    run = get_closing_run_or_404(request.user, run_id)
    return render(request, "planning/closing_run.html", _context(request, run))


@require_safe
@private
def closing_run_status(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """The part of the page that changes; nothing while it says what is shown already."""
    run = get_closing_run_or_404(request.user, run_id)
    context = _context(request, run)
    template = "planning/_closing_run_status.html"
    return part_to_wait_on(request, run, template, context, seen=context["page"].seen)


@require_POST
@private
def go_on(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """Close who was found ready, approve whom somebody else closed, or certify the closed."""
    before = get_closing_run_or_404(request.user, run_id, to="edit")
    form = RequestForm(request.POST)
    kind = _next_kind(form, before)
    if kind is None:
        messages.error(request, _("Look at the list first, then go on from there."))
        return redirect("planning:closing_run", before.pk)
    try:
        run = services.request_next(
            actor=request.user,
            before=before,
            kind=kind,
            language=get_language() or "en",
            request_key=form.cleaned_data["request_key"],
        )
    except services.LetterRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("planning:closing_run", before.pk)
    return _waiting_for(run)


@require_POST
@private
def cancel_run(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """Stop before the next chunk."""
    run = get_closing_run_or_404(request.user, run_id, to="edit")
    if services.cancel_run(actor=request.user, run=run):
        messages.success(request, _("Cancelled. Who is closed stays closed."))
    return redirect("planning:closing_run", run.pk)


@require_safe
@private
def closing_run_file(request: SignedInRequest, run_id: UUID) -> HttpResponseBase:
    """The list of everybody with what became of them, or everybody's certificate."""
    run = get_closing_run_or_404(request.user, run_id)
    return noted_file_of(
        request,
        run,
        act=AuditAct.EXPORTED,
        detail={"year": run.year, "kind": run.kind, "sha256": run.sha256},
        name=f"rmd-closing-{run.year}-{run.kind}.{run.suffix}",
        content_type=CONTENT_TYPES[run.suffix],
    )


def _context(request: SignedInRequest, run: ClosingRun) -> dict[str, Any]:
    state = request.GET.get("state", "")
    people = Paginator(people_of(run, state), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "run": run,
        "page": read_run(run),
        "people": people,
        "lines": [(one, wanted_in_words(one)) for one in people],
        "state": state,
        "may_edit": may_edit(request.user),
        "to_approve": to_approve(run, request.user.pk),
        "to_certify": 0 if run.kind == Kind.CERTIFY else to_certify(run),
        "request_key": uuid4(),
    }


def _next_kind(form: RequestForm, before: ClosingRun) -> str | None:
    if not form.is_valid():
        return None
    return Kind.CERTIFY if form.cleaned_data["certify"] else NEXT.get(Kind(before.kind))


def _waiting_for(run: ClosingRun) -> HttpResponse:
    tasks.work_on_run.delay_on_commit(str(run.pk))
    return redirect("planning:closing_run", run.pk)
