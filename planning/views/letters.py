"""The letter of a case: asked for, waited for, downloaded."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from planning import services, tasks
from planning.access import get_letter_or_404, letter_owner
from planning.engine.errors import EngineError
from planning.forms import HouseholdTextForm
from planning.views.jobs import file_of, part_to_wait_on

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
    template = "planning/_letter_status.html"
    return part_to_wait_on(request, letter, template, {"letter": letter}, seen=letter.progress)


@login_not_required
@require_safe
@private
def letter_file(request: HttpRequest, letter_id: UUID) -> HttpResponseBase:
    """The PDF."""
    letter = get_letter_or_404(request.session, letter_id)
    name = f"rmd-letter-{letter.tax_year}.pdf"
    return file_of(request, letter, name=name, content_type="application/pdf")
