"""One person's gifts to charity in a year: several recorded at once, and what limits them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients import audit, services
from clients.access import get_person_or_404, may_edit
from clients.models import AuditAct, Person
from clients.requests import SignedInRequest, posted
from clients.services.once import once
from clients.today import today_of
from planning.forms.person_gifts import DeductionForm, NewGiftsForm
from planning.ledger.qcd import record_deduction, record_gifts
from planning.reports.person_gifts import accounts_that_give, read_person_gifts
from planning.views.gifts import is_shown

private = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def person_gifts(request: SignedInRequest, person_id: UUID, year: int) -> HttpResponse:
    """What a person gave and may still give; sent, gifts are recorded or a deduction is noted."""
    person = get_person_or_404(
        request.user, person_id, to="edit" if request.method == "POST" else "view"
    )
    today = today_of(person.firm)
    if not is_shown(year, today):
        raise Http404
    is_deduction = "deduct" in request.POST
    gifts = NewGiftsForm(
        None if is_deduction else posted(request),
        accounts=accounts_that_give(person),
        initial={"paid_on": today.strftime("%m/%d/%Y")},
    )
    deduction = DeductionForm(posted(request) if is_deduction else None, row=person)
    sent = deduction if is_deduction else gifts
    if sent.is_valid():
        try:
            said = (
                _deducted(request, person, deduction)
                if is_deduction
                else _given(request, person, gifts)
            )
        except (ValidationError, services.EditConflict) as refusal:
            sent.say(refusal)
        else:
            messages.success(request, said)
            return redirect("planning:person_gifts", person.pk, year)
    if not sent.is_bound:
        audit.record(
            AuditAct.READ,
            actor=request.user,
            firm=person.firm,
            subject=person,
            detail={"household": str(person.household_id)},
            request=request,
        )
    context = {
        "household": person.household,
        "page": read_person_gifts(person, year=year, as_of=today),
        "gifts": gifts,
        "deduction": deduction,
        "form": sent,
        "may_edit": may_edit(request.user) and person.household.archived_at is None,
    }
    status = 422 if sent.errors else 200
    return render(request, "planning/person_gifts.html", context, status=status)


def _given(request: SignedInRequest, person: Person, form: NewGiftsForm) -> str:
    facts = form.facts
    once(person.firm, form.sending, lambda: record_gifts(actor=request.user, **facts)[0])
    count = len(facts["gifts"])
    return ngettext("%d gift is recorded.", "%d gifts are recorded.", count) % count


def _deducted(request: SignedInRequest, person: Person, form: DeductionForm) -> str:
    record_deduction(actor=request.user, person=person, **form.facts)
    return _("The deduction is noted.")
