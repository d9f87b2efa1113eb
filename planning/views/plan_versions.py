"""The versions of a household's plan: read, checked, reviewed, sent back, released."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import audit
from clients.access import get_household_or_404, may_edit
from clients.models import AuditAct
from clients.requests import SignedInRequest, posted
from planning import services, tasks
from planning.access import get_plan_pdf_or_404, get_plan_version_or_404, plan_versions_for
from planning.forms.plan_version import ReviewForm, SendBackForm
from planning.ledger.preflight import preflight
from planning.models import PlanPdf, PlanVersion
from planning.reminders.client_mails import clients_of, notices_of
from planning.reminders.plan_release import may_release, release_plan
from planning.reminders.preferences import settings_of
from planning.reports.household_portal import visits_of
from planning.reports.plan_context import read_plan
from planning.views.files import saved
from planning.views.jobs import STOP_POLLING, noted_file_of

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])
State = PlanVersion.State


@require_safe
@private
def plan_version(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """A version as the client reads it, and what became of it."""
    version = get_plan_version_or_404(request.user, version_id)
    _note_reading(request, version)
    return _shown(request, version)


@read_or_post
@private
def review_plan(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """The check before release: what stands against it, and what may pass with a reason."""
    version = get_plan_version_or_404(request.user, version_id, to="edit")
    if version.state != State.DRAFT:
        return redirect("planning:plan_version", version.pk)
    findings = preflight(version)
    weighed = [one for one in findings if one.is_to_be_weighed]
    form = ReviewForm(posted(request), keys=[one.key for one in weighed])
    if form.is_valid():
        try:
            services.review_plan(actor=request.user, version=version, reasons=form.reasons)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Reviewed: it can be released."))
            return redirect("planning:plan_version", version.pk)
    context = {
        "household": version.household,
        "version": version,
        "form": form,
        "blocking": [one for one in findings if one.blocks],
        "weighed": [(one, form.field_of(one.key)) for one in weighed],
        "told": [one for one in findings if not one.blocks and not one.is_to_be_weighed],
    }
    status = 422 if form.errors else 200
    return render(request, "planning/plan_review.html", context, status=status)


@require_POST
@private
def send_plan_back(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Make a reviewed version a draft again, saying why."""
    version = get_plan_version_or_404(request.user, version_id, to="edit")
    form = SendBackForm(request.POST)
    if form.is_valid():
        try:
            services.send_plan_back(actor=request.user, version=version, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Sent back: it is a draft again."))
            return redirect("planning:plan_version", version.pk)
    return _shown(request, version, form)


@require_POST
@private
def release_plan_version(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Let the clients of the household read it; the one before stays readable."""
    version = get_plan_version_or_404(request.user, version_id, to="edit")
    try:
        release_plan(actor=request.user, version=version)
    except ValidationError as refusal:
        version = get_plan_version_or_404(request.user, version_id, to="edit")
        return _shown(request, version, refused=refusal.messages)
    messages.success(request, _("Released: it can be read in the portal."))
    return redirect("planning:plan_version", version.pk)


@require_safe
@private
def plan_file(request: SignedInRequest, version_id: UUID) -> HttpResponseBase:
    """Everything the version says and rests on, as a program reads it."""
    version = get_plan_version_or_404(request.user, version_id)
    content = json.dumps(version.document, ensure_ascii=False, sort_keys=True)
    audit.record(
        AuditAct.EXPORTED,
        actor=request.user,
        firm=version.firm,
        subject=version,
        detail={
            "household": str(version.household_id), "kind": "json", "sha256": version.sha256
        },
        request=request,
    )  # fmt: skip
    name = f"plan-{version.number}.json"
    return saved(content.encode(), name=name, content_type="application/json")


@require_safe
@private
def plan_pdf(request: SignedInRequest, pdf_id: UUID) -> HttpResponseBase:
    """The version as a PDF."""
    pdf = get_plan_pdf_or_404(request.user, pdf_id)
    return noted_file_of(
        request,
        pdf,
        act=AuditAct.READ,
        detail={"household": str(pdf.household_id), "version": str(pdf.version_id)},
        name=f"plan-{pdf.version.number}-{pdf.language}.pdf",
        content_type="application/pdf",
    )


@require_POST
@private
def make_plan_pdfs(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Have the PDFs made that are missing: one could not be, or a client reads otherwise now."""
    version = get_plan_version_or_404(request.user, version_id, to="edit")
    for pdf in services.request_plan_files(actor=request.user, version=version):
        tasks.build_plan_file.delay_on_commit(str(pdf.pk))
    return redirect("planning:plan_version", version.pk)


@require_safe
@private
def plan_pdf_status(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """The part of the page that waits for PDFs; nothing while it says what is shown already."""
    version = get_plan_version_or_404(request.user, version_id)
    files = _files(request, version)
    if files["pdfs_under_way"] and request.GET.get("seen") == files["pdfs_seen"]:
        return HttpResponse(status=204)
    context = {"version": version, **files}
    status = 200 if files["pdfs_under_way"] else STOP_POLLING
    return render(request, "planning/_plan_pdfs.html", context, status=status)


@require_safe
@private
def plan_versions(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Go to the plan of a household: the released one, else the newest, else to make one."""
    household = get_household_or_404(request.user, household_id)
    versions = plan_versions_for(request.user).filter(household=household).without_texts()
    shown = versions.filter(state=State.RELEASED).first() or versions.first()
    if shown is None:
        return redirect("planning:make_plan", household.pk)
    return redirect("planning:plan_version", shown.pk)


def _shown(
    request: SignedInRequest,
    version: PlanVersion,
    send_back: SendBackForm | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    household = version.household
    others = plan_versions_for(request.user).filter(household=household).without_texts()
    edits = may_edit(request.user) and household.archived_at is None
    context: dict[str, Any] = {
        "household": household,
        "version": version,
        "versions": others.select_related("made_by"),
        "plan": read_plan(version.document),
        "may_edit": edits,
        **_files(request, version),
        "may_release": edits and may_release(version, request.user),
        "send_back": send_back or SendBackForm(),
        "refused": refused,
        "rebuilding": version.rebuildings.order_by("-created_at").first(),
        "clients": clients_of(household),
        "tells_clients": settings_of(household.firm).tells_clients,
    }
    if version.is_open_to_clients:
        context |= {"notices": notices_of(version), "visits": visits_of(version)}
    status = 422 if refused or (send_back and send_back.errors) else 200
    return render(request, "planning/plan_version.html", context, status=status)


def _files(request: SignedInRequest, version: PlanVersion) -> dict[str, Any]:
    """Return what the part about PDFs shows."""
    pdfs = list(version.pdfs.all())
    state = PlanPdf.State
    return {
        "pdfs": [pdf for pdf in pdfs if pdf.state == state.DONE],
        "pdf_error": next((one.error for one in reversed(pdfs) if one.state == state.FAILED), ""),
        "pdfs_under_way": [pdf for pdf in pdfs if not pdf.is_over],
        "pdfs_seen": " ".join(pdf.state for pdf in pdfs),
        "lacks_pdf": may_edit(request.user) and services.lacks_a_file(version),
    }


def _note_reading(request: SignedInRequest, version: PlanVersion) -> None:
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=version.firm,
        subject=version,
        detail={"household": str(version.household_id), "page": "plan"},
        request=request,
    )
