"""The certificate of a closed year: asked for, waited for, downloaded."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from clients.access import may_edit
from clients.models import AuditAct
from clients.requests import SignedInRequest
from planning import services, tasks
from planning.access import get_certificate_or_404, get_closing_or_404
from planning.models import ClosingCertificate
from planning.views.jobs import noted_file_of, part_to_wait_on

private = cache_control(private=True, no_store=True)


@require_POST
@private
def make_certificate(request: SignedInRequest, closing_id: UUID) -> HttpResponse:
    """Begin the certificate that tells how the closing stands now."""
    closing = get_closing_or_404(request.user, closing_id, to="edit")
    try:
        certificate = services.request_certificate(
            actor=request.user, closing=closing, language=get_language() or "en"
        )
    except services.LetterRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("planning:person_year", closing.person_id, closing.year)
    tasks.build_certificate.delay_on_commit(str(certificate.pk))
    return redirect("planning:certificate", certificate.pk)


@require_safe
@private
def certificate(request: SignedInRequest, certificate_id: UUID) -> HttpResponse:
    """The page to wait on, and what is known of the certificate after."""
    found = get_certificate_or_404(request.user, certificate_id)
    return render(request, "planning/certificate.html", _shown(request, found))


@require_safe
@private
def certificate_status(request: SignedInRequest, certificate_id: UUID) -> HttpResponse:
    """The part of the page that changes; nothing while it says what is shown already."""
    found = get_certificate_or_404(request.user, certificate_id)
    template = "planning/_certificate_status.html"
    context = _shown(request, found)
    return part_to_wait_on(request, found, template, context, seen=found.progress)


def _shown(request: SignedInRequest, found: ClosingCertificate) -> dict[str, object]:
    may_ask = may_edit(request.user) and found.household.archived_at is None
    return {"certificate": found, "may_ask": may_ask}


@require_safe
@private
def certificate_file(request: SignedInRequest, certificate_id: UUID) -> HttpResponseBase:
    """The PDF."""
    found = get_certificate_or_404(request.user, certificate_id)
    return noted_file_of(
        request,
        found,
        act=AuditAct.EXPORTED,
        detail={"household": str(found.household_id), "year": found.closing.year},
        name=f"rmd-closing-{found.closing.year}.pdf",
        content_type="application/pdf",
    )
