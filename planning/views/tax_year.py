"""The tax year of a household, and what another act would do to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit
from clients.access import get_household_or_404, may_edit
from clients.models import AuditAct
from clients.requests import SignedInRequest
from clients.today import today_of
from planning.engine.errors import EngineError
from planning.engine.household import Household as Known
from planning.engine.household import Person
from planning.engine.tax.parameters import FIRST_YEAR, LAST_YEAR
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year import CannotDecide
from planning.engine.tax_year import tax_year as taxed
from planning.engine.tax_year.filing import filing_of
from planning.facts.taxes import law_of
from planning.forms.what_if import NEXT_DOLLAR, WhatIfForm
from planning.reports.tax_comparison import read_comparison
from planning.reports.tax_page import (
    accounts_with_taxes,
    facts_of_return,
    incomes_on_record,
    read_tax_page,
)
from planning.reports.tax_words import Places

private = cache_control(private=True, no_store=True)


@require_safe
@private
def tax_year(request: SignedInRequest, household_id: UUID, year: int) -> HttpResponse:
    """Income by source, the return with its steps, what each next dollar costs, and what if."""
    household = get_household_or_404(request.user, household_id)
    known, facts = facts_of_return(household, today_of(household.firm))
    of = request.GET.get("of", "")
    form = WhatIfForm(request.GET, people=_people_of(known, facts, year, of))
    context: dict[str, Any] = {
        "household": household,
        "year": year,
        "form": form,
        "is_first_year": year <= FIRST_YEAR,
        "is_last_year": year >= LAST_YEAR,
        "of": of,
        "may_edit": may_edit(request.user) and household.archived_at is None,
        "on_record": incomes_on_record(household),
        "accounts": accounts_with_taxes(household),
        "next_dollars": NEXT_DOLLAR.items(),
    }
    law, places = law_of(facts), Places(household, known)
    is_part = context["is_part"] = _asks_for_part(request)
    try:
        result = taxed(known, facts, law, year, of=of or None)
        tried = read_comparison(result, known, facts, law, form.tried, places)
    except CannotDecide as undecided:
        context["missing"] = [places.of(missing) for missing in undecided.missing]
        return render(request, "planning/tax_year_refused.html", context, status=422)
    except EngineError as error:
        context["error"] = str(error)
        return render(request, "planning/tax_year_refused.html", context, status=422)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"tax_year": year},
        request=request,
    )
    context["comparison"] = tried
    if is_part:  # a script shows nothing of an answer that refuses
        return render(request, "planning/_tax_tried.html", context)
    context["page"] = read_tax_page(household, known, result, law, next_dollar=form.next_dollar)
    status = 422 if form.errors else 200
    return render(request, "planning/tax_year.html", context, status=status)


def _people_of(known: Known, facts: TaxFacts, year: int, of: str) -> tuple[Person, ...]:
    """Return whose IRAs a return can try something with; nobody's where it cannot be begun."""
    try:
        return filing_of(known, facts, year, of or None).people
    except CannotDecide:
        return ()


def _asks_for_part(request: SignedInRequest) -> bool:
    """Tell whether a script asks for the comparison alone; who goes back wants the page."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers
