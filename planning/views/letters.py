"""The letter of a case: asked for, waited for, downloaded."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from planning import services, tasks
from planning.access import get_letter_or_404, letter_owner
from planning.engine.errors import EngineError
from planning.forms import HouseholdTextForm
from planning.models import Letter

STOP_POLLING = 286  # htmx shows this answer and asks no more
private = cache_control(private=True, no_store=True)


@login_not_required
@require_POST
@private
def request_letter(request: HttpRequest) -> HttpResponse:
    """Begin the letter of the case on the page."""
    form = HouseholdTextForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        try:
            letter = services.request_letter(
                owner_hash=letter_owner(request.session),
                household_text=form.text,
                tax_year=form.distribution_year,
                language=get_language() or "en",
            )
        except (EngineError, services.LetterRefusedError) as error:
            form.add_error(None, str(error))
        else:
            tasks.build_letter.delay_on_commit(str(letter.pk))
            return redirect("planning:letter", letter.pk)
    return render(request, "planning/letter_refused.html", {"form": form}, status=422)


@login_not_required
@require_safe
@private
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The page to wait on; without scripts its link asks again."""
    letter = get_letter_or_404(request.session, letter_id)
    return render(request, "planning/letter.html", {"letter": letter})


@login_not_required
@require_safe
@private
def letter_status(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The part of the page that changes; nothing while it says what is shown already."""
    letter = get_letter_or_404(request.session, letter_id)
    if letter.is_over:
        status = STOP_POLLING
    elif request.GET.get("seen") == letter.progress:
        return HttpResponse(status=204)
    else:
        status = 200
    return render(request, "planning/_letter_status.html", {"letter": letter}, status=status)


@login_not_required
@require_safe
@private
def letter_file(request: HttpRequest, letter_id: UUID) -> FileResponse:
    """The PDF, to be saved by the browser and never shown inside the site."""
    letter = get_letter_or_404(request.session, letter_id)
    if letter.state != Letter.State.DONE:
        raise Http404
    return FileResponse(
        letter.file.open("rb"),
        as_attachment=True,
        filename=f"rmd-letter-{letter.tax_year}.pdf",
        content_type="application/pdf",
        headers={
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
