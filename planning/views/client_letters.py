"""A letter from the records: asked for on the page of a case, waited for, downloaded."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from clients.access import get_household_or_404, may_edit
from clients.models import AuditAct
from clients.requests import SignedInRequest
from planning import services, tasks
from planning.access import client_letters_for, get_client_letter_or_404
from planning.forms.letters import PersonLetterForm
from planning.models import ClientLetter
from planning.reminders import client_mails
from planning.reminders.preferences import settings_of
from planning.reports.household_portal import downloads_of
from planning.reports.letter_list import letter_lines, letters_about
from planning.views.jobs import noted_file_of, part_to_wait_on

PER_PAGE = 50
private = cache_control(private=True, no_store=True)


@require_safe
@private
def household_letters(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Every letter of a household, page by page."""
    household = get_household_or_404(request.user, household_id)
    letters = letters_about(client_letters_for(request.user), household)
    page = Paginator(letters, PER_PAGE).get_page(request.GET.get("page"))
    context = {"household": household, "page": page, "letters": letter_lines(page, household)}
    return render(request, "planning/household_letters.html", context)


@require_POST
@private
def make_letter(request: SignedInRequest, household_id: UUID, year: int) -> HttpResponse:
    """Begin the letter of one person."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = PersonLetterForm(request.POST, people=household.people.all())
    if not form.is_valid():
        context = {"household": household, "year": year}
        return render(request, "planning/client_letter_refused.html", context, status=422)
    letter = services.request_client_letter(
        actor=request.user,
        household=household,
        year=year,
        **form.cleaned_data,
    )
    tasks.build_client_letter.delay_on_commit(str(letter.pk))
    return redirect("planning:client_letter", letter.pk)


@require_safe
@private
def client_letter(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """The page to wait on, and what is known of the letter after."""
    letter = get_client_letter_or_404(request.user, letter_id)
    return render(request, "planning/client_letter.html", _shown(request, letter))


@require_safe
@private
def client_letter_status(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """The part of the page that changes; nothing while it says what is shown already."""
    letter = get_client_letter_or_404(request.user, letter_id)
    template = "planning/_client_letter_status.html"
    context = _shown(request, letter)
    return part_to_wait_on(request, letter, template, context, seen=letter.progress)


@require_POST
@private
def release_letter(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """Let the clients of the household read it, and tell them by mail where the firm does."""
    letter = get_client_letter_or_404(request.user, letter_id)
    get_household_or_404(request.user, letter.household_id, to="edit")
    try:
        client_mails.release_letter(actor=request.user, letter=letter)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Released: it can be read in the portal."))
    return redirect("planning:client_letter", letter.pk)


def _shown(request: SignedInRequest, letter: ClientLetter) -> dict[str, object]:
    may_ask = may_edit(request.user) and letter.household.archived_at is None
    context: dict[str, object] = {"letter": letter, "may_ask": may_ask, "request_key": uuid4()}
    if letter.state == ClientLetter.State.DONE:
        context |= {
            "clients": client_mails.clients_of(letter.household),
            "notices": client_mails.notices_of(letter),
            "tells_clients": settings_of(letter.firm).tells_clients,
            "downloads": downloads_of(letter) if letter.released_at else [],
        }
    return context


@require_safe
@private
def client_letter_file(request: SignedInRequest, letter_id: UUID) -> HttpResponseBase:
    """The PDF."""
    letter = get_client_letter_or_404(request.user, letter_id)
    return noted_file_of(
        request,
        letter,
        act=AuditAct.READ,
        detail={"household": str(letter.household_id), "year": letter.year},
        name=f"rmd-letter-{letter.year}.pdf",
        content_type="application/pdf",
    )
