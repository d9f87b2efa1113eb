"""One household: its page, and the case of a distribution year on its records."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit
from clients.access import (
    get_household_or_404,
    households_for,
    may_edit,
    membership_of,
    require_role,
)
from clients.models import AuditAct, Household, Role
from clients.requests import SignedInRequest
from clients.today import today_of
from planning.access import client_letters_for
from planning.engine.errors import EngineError
from planning.facts import gather_facts
from planning.forms.known_on import KNOWN_ON, KnownOnForm
from planning.ledger.beside_ours import with_custodians
from planning.ledger.custodian_figures import questions_of
from planning.ledger.person_year import year_lines
from planning.reports.activity import events_about, told
from planning.reports.case_years import case_document
from planning.reports.charts import chart_context
from planning.reports.context import read_case
from planning.reports.field_places import with_addresses
from planning.reports.household_list import found_households
from planning.reports.household_page import read_household_page, read_past_page
from planning.reports.letter_list import newest_letters
from planning.reports.letter_people import addressees_of, recipients_of
from planning.reports.pool_work import with_plans
from planning.reports.recorded_payments import recorded_payments

PER_PAGE = 50
private = cache_control(private=True, no_store=True)


@require_safe
@private
def households(request: SignedInRequest) -> HttpResponse:
    """Every household by name, also those that owe nothing."""
    require_role(request.user, Role.OWNER, Role.ADVISOR, Role.OPERATIONS, Role.COMPLIANCE)
    words = request.GET.get("q", "")[:100]
    archived = request.GET.get("archived") == "yes"
    found = found_households(households_for(request.user), words, archived=archived)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "archived": archived,
        "may_edit": may_edit(request.user),
    }
    return render(request, "planning/households.html", context)


@require_safe
@private
def household(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """People, accounts, what is due this year, what is missing and what was done."""
    household = get_household_or_404(request.user, household_id)
    if KNOWN_ON in request.GET:
        return _as_known(request, household)
    page = read_household_page(
        household, as_of=today_of(household.firm), with_reads=_sees_reads(request)
    )
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        request=request,
    )
    context = {
        "household": household,
        "page": page,
        "letters": newest_letters(client_letters_for(request.user), household),
        "addressees": recipients_of(page.rows, year=page.as_of.year).addressees,
        "request_key": uuid4(),
        "years_to_close": year_lines(household, page.as_of.year, page.as_of.year - 1),
        "questions": questions_of(household),
        "may_edit": may_edit(request.user) and household.archived_at is None,
        "may_restore": may_edit(request.user) and household.archived_at is not None,
    }
    return render(request, "planning/household.html", context)


def _as_known(request: SignedInRequest, household: Household) -> HttpResponse:
    """The facts as they were on record when a day ended; nothing of it can be changed."""
    form = KnownOnForm(request.GET, today=today_of(household.firm))
    page = read_past_page(household, on=form.day) if form.is_valid() else None
    if form.is_valid() and page is None:
        form.add_error(None, _("Nothing of this household was on record on that day."))
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"known_on": form.day.isoformat()} if page else {},
        request=request,
    )
    context = {
        "household": household,
        "page": page,
        "form": form,
        "may_edit": False,
        "may_restore": False,
    }
    status = 422 if form.errors else 200
    return render(request, "planning/household_known.html", context, status=status)


@require_safe
@private
def activity(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Who did what to a household, page by page; who read it too, for those who supervise."""
    household = get_household_or_404(request.user, household_id)
    with_reads = _sees_reads(request)
    events = events_about(household, with_reads=with_reads)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "household": household,
        "page": page,
        "activity": told(household, page),
        "with_reads": with_reads,
        "today": today_of(household.firm),
    }
    return render(request, "planning/activity.html", context)


def _sees_reads(request: SignedInRequest) -> bool:
    membership = membership_of(request.user)
    return membership is not None and membership.role in (Role.OWNER, Role.COMPLIANCE)


@require_safe
@private
def household_rmd(request: SignedInRequest, household_id: UUID, year: int) -> HttpResponse:
    """The calculator's case, on what is on record."""
    household = get_household_or_404(request.user, household_id)
    facts = gather_facts(household, as_of=today_of(household.firm))
    try:
        case = read_case(case_document(facts, year=year), year=year)
    except EngineError as error:
        context = {"household": household, "year": year, "error": str(error)}
        return render(request, "planning/household_case_refused.html", context, status=422)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"year": year},
        request=request,
    )
    shown = with_custodians(with_plans(case, household), household, facts)
    may = may_edit(request.user) and household.archived_at is None
    if may:
        shown = with_addresses(shown, household)
    context = {
        "household": household,
        "case": shown,
        "letters": newest_letters(client_letters_for(request.user), household),
        "addressees": addressees_of(household, shown),
        "years_to_close": year_lines(household, year),
        "request_key": uuid4(),
        "payments": recorded_payments(household, facts, year=year),
        "may_edit": may,
        **chart_context(shown),
    }
    return render(request, "planning/household_case.html", context)
