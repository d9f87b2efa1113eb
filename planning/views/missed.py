"""The desk of missed requirements: who missed what, and one person's misses until they are over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import audit, services
from clients.access import get_person_or_404, households_for, may_edit, require_role
from clients.models import AuditAct, Document, Household, Person
from clients.requests import SignedInRequest, posted
from clients.stored_files import all_or_nothing
from clients.today import today_of
from planning.access import get_missed_case_or_404
from planning.engine.law import load_law
from planning.facts.missed import missed_of
from planning.forms.missed import ELSEWHERE, AnswerForm, MissedCaseForm
from planning.forms.reasons import ConfirmForm, ReasonForm
from planning.ledger.missed import (
    change_case,
    close_case,
    open_cases,
    reopen_case,
    say_taken_elsewhere,
)
from planning.models import MissedCase
from planning.reports.desk_letters import cause_letter, letter_pdf
from planning.reports.missed import MissedPage, choice_of, read_missed
from planning.reports.missed_list import asked_of, missed_rows, next_window, still_to_take
from planning.reports.pdf import PdfError
from planning.templatetags.money import dollars
from planning.views.archiving import confirmed
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
    today, households = today_of(firm), households_for(request.user)
    rows = missed_rows(households, year=today.year, as_of=today)
    asked = asked_of(households, year=today.year)
    shows_asked = request.GET.get("show") == "asked"
    context = {
        "page": Paginator(asked if shows_asked else rows, PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "shows_asked": shows_asked,
        "asked": len(asked),
        "open": [row for row in rows if not row.is_closed],
        "still_to_take": still_to_take(rows),
        "next_window": next_window(rows),
    }
    return render(request, "planning/missed.html", context)


@read_or_post
@private
def missed_of_person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """What one person missed in every year at once; sent, cases are opened."""
    person = get_person_or_404(
        request.user, person_id, to="edit" if request.method == "POST" else "view"
    )
    page = read_missed(person, as_of=today_of(person.firm))
    form = _answer_form(request, page)
    if form.is_valid():
        try:
            _answered(request, person, page, form)
        except ValidationError as refusal:
            form.say(refusal)
        else:
            is_elsewhere = form.cleaned_data["answer"] == ELSEWHERE
            said = _("It is noted.") if is_elsewhere else _("The cases are open.")
            messages.success(request, said)
            return redirect("planning:missed_of_person", person.pk)
    if not form.is_bound:
        _note_reading(request, person)
    return _shown(request, page, form)


@read_or_post
@private
def missed_case(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """What is written down about one miss."""
    case = get_missed_case_or_404(request.user, case_id, to="edit")
    if case.closed_at is not None and request.method != "POST":  # nothing of it can be changed
        return redirect("planning:missed_of_person", case.person_id)
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
    return _shown(request, page, _answer_form(None, page), refused=form)


@read_or_post
@private
def reopen_missed_case(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Take the work up again, with a reason."""
    case = get_missed_case_or_404(request.user, case_id, to="edit")
    said = {"name": case.person.name, "year": case.year}
    return confirmed(
        request,
        case.household,
        ReasonForm(posted(request), row=case),
        heading=_("Take up again what {name} missed for {year}").format(**said),
        follows=[_("The closing stays in the history, with your reason.")],
        button=_("Take it up again"),
        act=lambda facts: reopen_case(actor=request.user, case=case, **facts),
        back=reverse("planning:missed_of_person", args=[case.person_id]),
    )


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
def _answered(request: SignedInRequest, person: Person, page: MissedPage, form: AnswerForm) -> None:
    """Open cases, or note who says that it was taken and keep what proves it, all or nothing."""
    chosen = form.cleaned_data["misses"]
    owed = [one for one, _text in page.may_be_answered if choice_of(one) in chosen]
    if form.cleaned_data["answer"] != ELSEWHERE:
        open_cases(actor=request.user, person=person, missed=owed)
        return
    say_taken_elsewhere(
        actor=request.user,
        person=person,
        owed=owed,
        told_by=form.cleaned_data["told_by"],
        proof=_kept(request, person.household, form.cleaned_data["file"]),
    )


@all_or_nothing()
def _changed(request: SignedInRequest, case: MissedCase, form: MissedCaseForm) -> None:
    """Keep what was typed and the proof, both or neither."""
    filing = _kept(request, case.household, form.cleaned_data["file"])
    change_case(actor=request.user, case=case, **form.values(filing))


def _kept(
    request: SignedInRequest, household: Household, upload: UploadedFile[bytes] | None
) -> Document | None:
    if not upload:
        return None
    return services.add_document(actor=request.user, household=household, upload=upload)


def _answer_form(request: SignedInRequest | None, page: MissedPage) -> AnswerForm:
    """Return the form with every year that nobody has said anything about ticked."""
    untouched = [asked.choice for asked in page.questions]
    untouched += [miss.choice for miss in page.without_case]
    return AnswerForm(
        posted(request) if request else None,
        (request.FILES or None) if request else None,
        choices=[(choice_of(owed), text) for owed, text in page.may_be_answered],
        initial={"misses": untouched},
    )


def _shown(
    request: SignedInRequest,
    page: MissedPage,
    form: AnswerForm,
    *,
    refused: ConfirmForm | None = None,
) -> HttpResponse:
    person = page.person
    letters = [
        letter
        for draft in page.forms
        if (letter := cause_letter(page, draft.form.tax_year)) is not None
    ]
    context = {
        "household": person.household,
        "page": page,
        "answers": form,
        "ticked": form["misses"].value() or [],
        "form": refused or form,
        "letters": letters,
        "remaining": dollars(page.remaining),
        "may_edit": may_edit(request.user) and person.household.archived_at is None,
    }
    is_refused = bool((refused or form).errors)
    status = 422 if is_refused else 200
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
