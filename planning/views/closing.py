"""A person's year: what it still wants, and who signed it off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import audit
from clients.access import get_person_or_404, may_edit
from clients.models import AuditAct, Person
from clients.requests import SignedInRequest
from clients.services import EditConflict
from clients.today import today_of
from planning import services, tasks
from planning.access import get_closing_or_404
from planning.engine.errors import EngineError
from planning.forms.closing import ReopenForm, SeenForm
from planning.ledger import closing as ledger
from planning.ledger.person_year import read_person_year
from planning.models import YearClosing

private = cache_control(private=True, no_store=True)


@require_safe
@private
def person_year(request: SignedInRequest, person_id: UUID, year: int) -> HttpResponse:
    """The checklist of a year, its closing, and those before."""
    return _shown(request, get_person_or_404(request.user, person_id), year)


@require_POST
@private
def close_year(request: SignedInRequest, person_id: UUID, year: int) -> HttpResponse:
    """Sign the year off as the list said."""
    person = get_person_or_404(request.user, person_id, to="edit")
    form = SeenForm(request.POST)
    if not form.is_valid():
        return _shown(request, person, year, [_("Look at the list, then close the year.")])
    try:
        closing = ledger.close_as_seen(
            actor=request.user,
            person=person,
            year=year,
            as_of=today_of(person.firm),
            facts_revision=form.cleaned_data["seen"],
        )
    except EngineError as refusal:
        return _shown(request, person, year, [str(refusal)])
    except ValidationError as refusal:
        return _shown(request, person, year, refusal.messages)
    if closing.is_effective:
        _begin_certificate(request, closing)
        messages.success(request, _("The year is closed."))
    else:
        messages.success(request, _("Closed by you, as soon as somebody else approves it."))
    return redirect("planning:person_year", person.pk, year)


@require_POST
@private
def approve_year(request: SignedInRequest, closing_id: UUID) -> HttpResponse:
    """Agree as the second person."""
    closing = get_closing_or_404(request.user, closing_id, to="edit")
    form = SeenForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Look at what was signed, then approve it."))
        closing = ledger.approve_closing(
            actor=request.user, closing=closing, revision=form.cleaned_data["seen"]
        )
    except EditConflict as conflict:
        return _shown(request, closing.person, closing.year, [str(conflict)])
    except ValidationError as refusal:
        return _shown(request, closing.person, closing.year, refusal.messages)
    _begin_certificate(request, closing)
    messages.success(request, _("Approved: the year is closed."))
    return redirect("planning:person_year", closing.person_id, closing.year)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def reopen_year(request: SignedInRequest, closing_id: UUID) -> HttpResponse:
    """Open a closed year again, saying why."""
    closing = get_closing_or_404(request.user, closing_id, to="edit")
    form = ReopenForm(request.POST or None, initial={"seen": closing.revision})
    if request.method == "POST" and form.is_valid():
        try:
            ledger.reopen_year(
                actor=request.user,
                closing=closing,
                revision=form.cleaned_data["seen"],
                because=form.cleaned_data["because"],
            )
        except EditConflict as conflict:
            form.add_error(None, str(conflict))
        except ValidationError as refusal:
            form.add_error("because", refusal.messages)
        else:
            messages.success(request, _("The year is open again. Its closing is kept."))
            return redirect("planning:person_year", closing.person_id, closing.year)
    status = 422 if request.method == "POST" else 200
    context = {"closing": closing, "household": closing.household, "form": form}
    return render(request, "planning/reopen_year.html", context, status=status)


def _shown(
    request: SignedInRequest, person: Person, year: int, refused: list[str] | None = None
) -> HttpResponse:
    page = read_person_year(person, year, as_of=today_of(person.firm))
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=person.firm,
        subject=person,
        detail={"household": str(person.household_id), "year": year},
        request=request,
    )
    edits = may_edit(request.user) and person.household.archived_at is None
    context = {
        "page": page,
        "household": person.household,
        "refused": refused,
        "may_edit": edits,
        "may_approve": edits and page.may_be_approved_by(request.user),
    }
    status = 422 if refused or page.error else 200
    return render(request, "planning/person_year.html", context, status=status)


def _begin_certificate(request: SignedInRequest, closing: YearClosing) -> None:
    certificate = services.request_certificate(
        actor=request.user, closing=closing, language=get_language() or "en"
    )
    tasks.build_certificate.delay_on_commit(str(certificate.pk))
