"""The desk of missed requirements: who missed what, and one person's misses until they are over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import audit, services
from clients.access import get_person_or_404, households_for, may_edit, require_role
from clients.models import AuditAct, Person
from clients.requests import SignedInRequest, posted
from clients.stored_files import all_or_nothing
from clients.today import today_of
from planning.access import get_missed_case_or_404
from planning.engine.law import load_law
from planning.facts.missed import missed_of
from planning.forms.missed import MissedCaseForm, OpenCasesForm
from planning.forms.reasons import ConfirmForm, ReasonForm
from planning.ledger.missed import change_case, close_case, open_cases, reopen_case
from planning.models import MissedCase
from planning.reports.desk_letters import cause_letter, letter_pdf
from planning.reports.missed import MissedPage, missed_rows, read_missed
from planning.reports.pdf import PdfError
from planning.templatetags.money import dollars
from planning.views.book import READERS
from planning.views.files import saved

PER_PAGE = 50
private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@private
def missed(request: SignedInRequest) -> HttpResponse:
    """Who of the firm missed what, and how far the work on it is."""
    firm = require_role(request.user, *READERS).firm
    rows = missed_rows(households_for(request.user), year=today_of(firm).year)
    context = {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))}
    return render(request, "planning/missed.html", context)


@read_or_post
@private
def missed_of_person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """What one person missed in every year at once; sent, cases are opened."""
    person = get_person_or_404(
        request.user, person_id, to="edit" if request.method == "POST" else "view"
    )
    page = read_missed(person, as_of=today_of(person.firm))
    form = OpenCasesForm(
        posted(request),
        choices=[(miss.choice, miss.pool_text) for miss in page.without_case],
    )
    if form.is_valid():
        chosen = form.cleaned_data["misses"]
        try:
            open_cases(
                actor=request.user,
                person=person,
                missed=[miss.owed for miss in page.without_case if miss.choice in chosen],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("The cases are open."))
            return redirect("planning:missed_of_person", person.pk)
    if not form.is_bound:
        _note_reading(request, person)
    return _shown(request, person, page, form)


@read_or_post
@private
def missed_case(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """What is written down about one miss."""
    case = get_missed_case_or_404(request.user, case_id, to="edit")
    form = MissedCaseForm(posted(request), request.FILES or None, row=case)
    if form.is_valid():
        try:
            _changed(request, case, form)
        except (ValidationError, services.EditConflict) as refusal:
            form.say(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("planning:missed_of_person", case.person_id)
    said = {"name": case.person.name, "year": case.year}
    context = {
        "household": case.household,
        "form": form,
        "heading": _("What {name} missed for {year}").format(**said),
    }
    status = 422 if form.errors else 200
    return render(request, "planning/upload.html", context, status=status)


@require_POST
@private
def close_missed_case(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Made up for, proven and filed: the case is over."""
    case = get_missed_case_or_404(request.user, case_id, to="edit")
    form = ConfirmForm(request.POST, row=case)
    if form.is_valid():
        owed = missed_of(case.person, load_law(), as_of=today_of(case.firm)).of_case(case)
        try:
            close_case(actor=request.user, case=case, owed=owed, **form.facts)
        except (ValidationError, services.EditConflict) as refusal:
            form.say(refusal)
        else:
            messages.success(request, _("The case of {year} is closed.").format(year=case.year))
            return redirect("planning:missed_of_person", case.person_id)
    page = read_missed(case.person, as_of=today_of(case.firm))
    return _shown(request, case.person, page, form)


@read_or_post
@private
def reopen_missed_case(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Take the work up again, with a reason."""
    case = get_missed_case_or_404(request.user, case_id, to="edit")
    form = ReasonForm(posted(request), row=case)
    if form.is_valid():
        try:
            reopen_case(actor=request.user, case=case, **form.facts)
        except (ValidationError, services.EditConflict) as refusal:
            form.say(refusal)
        else:
            messages.success(request, _("The case is open again."))
            return redirect("planning:missed_of_person", case.person_id)
    said = {"name": case.person.name, "year": case.year}
    context = {
        "household": case.household,
        "form": form,
        "heading": _("Take up again what {name} missed for {year}").format(**said),
        "follows": [_("The closing stays in the history, with your reason.")],
        "button": _("Take it up again"),
    }
    status = 422 if form.errors else 200
    return render(request, "planning/confirm.html", context, status=status)


@require_safe
@private
def cause_letter_file(request: SignedInRequest, person_id: UUID, tax_year: int) -> HttpResponseBase:
    """The statement of reasonable cause as a PDF, from what is written down by now."""
    person = get_person_or_404(request.user, person_id)
    letter = cause_letter(read_missed(person, as_of=today_of(person.firm)), tax_year)
    if letter is None:
        raise Http404
    try:
        pdf = letter_pdf(letter)
    except PdfError as error:
        context = {"error": str(error), "household": person.household}
        return render(request, "planning/desk_letter_refused.html", context, status=503)
    _note_reading(request, person)
    return saved(pdf, name=f"form-5329-statement-{tax_year}.pdf", content_type="application/pdf")


@all_or_nothing()
def _changed(request: SignedInRequest, case: MissedCase, form: MissedCaseForm) -> None:
    """Keep what was typed and the proof, both or neither."""
    upload = form.cleaned_data["file"]
    filing = (
        services.add_document(actor=request.user, household=case.household, upload=upload)
        if upload
        else None
    )
    change_case(actor=request.user, case=case, **form.values(filing))


def _shown(
    request: SignedInRequest, person: Person, page: MissedPage, form: OpenCasesForm | ConfirmForm
) -> HttpResponse:
    letters = [
        letter
        for draft in page.forms
        if (letter := cause_letter(page, draft.form.tax_year)) is not None
    ]
    context = {
        "household": person.household,
        "page": page,
        "form": form,
        "letters": letters,
        "remaining": dollars(page.remaining),
        "may_edit": may_edit(request.user) and person.household.archived_at is None,
    }
    status = 422 if form.errors else 200
    return render(request, "planning/missed_of_person.html", context, status=status)


def _note_reading(request: SignedInRequest, person: Person) -> None:
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=person.firm,
        subject=person,
        detail={"household": str(person.household_id)},
        request=request,
    )
