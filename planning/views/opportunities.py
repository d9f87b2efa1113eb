"""What the households of a book could gain this year, the most valuable first."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit
from clients.access import colleagues_for, households_for, require_role
from clients.models import AuditAct, Firm, Household, Role
from clients.requests import SignedInRequest
from clients.today import today_of
from planning import tasks
from planning.forms.opportunities import OpportunityForm
from planning.opportunities import bring_up_to_date
from planning.opportunity_catalogue import UNDECIDED
from planning.reports.opportunity_list import (
    lines_of,
    narrowed,
    opportunities_in,
    summed,
    waiting_in,
    waiting_lines,
    write_csv,
)

PER_PAGE = 50
TOP = 3
READERS = (Role.OWNER, Role.ADVISOR, Role.OPERATIONS, Role.COMPLIANCE)
private = cache_control(private=True, no_store=True)


@require_safe
@private
def opportunities(request: SignedInRequest) -> HttpResponse:
    """Every opportunity of the book, narrowed as the address says."""
    firm = require_role(request.user, *READERS).firm
    form = _asked(request)
    households, outdated = _seen(request, firm, form)
    today = today_of(firm)
    rows = narrowed(opportunities_in(households, as_of=today), form.asked)
    waiting = waiting_in(households, as_of=today)
    kind = form.asked.get("kind")
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "outdated": outdated,
        "all": households.filter(archived_at=None).count() if outdated else 0,
        "year": today.year,
        "summary": summed(rows, waiting),
    }
    asked_page = request.GET.get("page")
    if kind == UNDECIDED:
        stamps = waiting.select_related("household").prefetch_related("household__people")
        ordered = stamps.order_by("household__name", "household")
        page: Any = Paginator(ordered, PER_PAGE).get_page(asked_page)
        context["waiting"] = waiting_lines(list(page.object_list))
    else:
        shown = rows.filter(kind=kind) if kind else rows
        page = Paginator(shown.select_related("household"), PER_PAGE).get_page(asked_page)
        context["lines"] = lines_of(page.object_list)
    return render(request, "planning/opportunities.html", {**context, "page": page})


@require_safe
@private
def opportunities_file(request: SignedInRequest) -> HttpResponse | StreamingHttpResponse:
    """The rows that the address asks for, all pages of them, as a file."""
    firm = require_role(request.user, *READERS).firm
    form = _asked(request)
    households, outdated = _seen(request, firm, form)
    today = today_of(firm)
    rows = narrowed(opportunities_in(households, as_of=today), form.asked)
    if (kind := form.asked.get("kind")) and kind != UNDECIDED:
        rows = rows.filter(kind=kind)
    audit.record(
        AuditAct.EXPORTED,
        actor=request.user,
        firm=firm,
        detail={
            "page": "opportunities",
            "year": today.year,
            "rows": rows.count(),
            **({"outdated": outdated} if outdated else {}),
        },
        request=request,
    )
    late = "-not-up-to-date" if outdated else ""
    return StreamingHttpResponse(
        write_csv(rows.select_related("household").iterator(chunk_size=500)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="opportunities-{today.year}{late}.csv"'
        },
    )


@require_safe
@private
def opportunity_counts(request: SignedInRequest) -> HttpResponse:
    """The most valuable few, for the top of the book, which does not wait for them."""
    firm = require_role(request.user, *READERS).firm
    households, outdated = _seen(request, firm, _asked(request))
    today = today_of(firm)
    rows = opportunities_in(households, as_of=today)
    context = {
        "summary": summed(rows, waiting_in(households, as_of=today)),
        "lines": lines_of(rows.select_related("household")[:TOP]),
        "outdated": outdated,
    }
    return render(request, "planning/_opportunity_counts.html", context)


def _asked(request: SignedInRequest) -> OpportunityForm:
    return OpportunityForm(request.GET, advisors=colleagues_for(request.user))


def _seen(
    request: SignedInRequest, firm: Firm, form: OpportunityForm
) -> tuple[QuerySet[Household], int]:
    """Return the households the address asks about, and how many still wait for the worker."""
    households = households_for(request.user)
    if advisor := form.asked.get("advisor"):
        households = households.filter(team__members__user=advisor)
    outdated = bring_up_to_date(households, firm=firm, as_of=today_of(firm))
    if outdated:
        tasks.work_out_opportunities.delay(str(firm.pk))
    return households, outdated
