"""Records taken away as files: the case of a household, the rows of the book."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients import audit
from clients.access import get_household_or_404, require_role
from clients.models import AuditAct, Role
from clients.requests import SignedInRequest
from clients.today import today_of
from planning.engine.errors import EngineError
from planning.facts import gather_facts
from planning.reports.book_files import BOOK_FILES
from planning.reports.case_years import case_document
from planning.reports.files import FILES
from planning.views.book import asked_book

private = cache_control(private=True, no_store=True)


@require_safe
@private
def household_export(
    request: SignedInRequest, household_id: UUID, year: int, kind: str
) -> HttpResponse:
    """The case of a household, as the page shows it."""
    household = get_household_or_404(request.user, household_id)
    if kind not in FILES:
        raise Http404
    facts = gather_facts(household, as_of=today_of(household.firm))
    try:
        document = case_document(facts, year=year)
    except EngineError as error:
        context = {"household": household, "year": year, "error": str(error)}
        return render(request, "planning/household_case_refused.html", context, status=422)
    audit.record(
        AuditAct.EXPORTED,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"year": year, "form": kind},
        request=request,
    )
    write, content_type = FILES[kind]
    return _file(write(document), f"required-distributions-{year}.{kind}", content_type)


@require_safe
@private
def book_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """The rows of the book that the address asks for, all pages of them."""
    firm = require_role(
        request.user, Role.OWNER, Role.ADVISOR, Role.OPERATIONS, Role.COMPLIANCE
    ).firm
    if kind not in BOOK_FILES:
        raise Http404
    book, rows, _query = asked_book(request, firm)
    audit.record(
        AuditAct.EXPORTED,
        actor=request.user,
        firm=firm,
        detail={
            "page": "book",
            "year": book.year,
            "form": kind,
            "rows": len(rows),
            **({"outdated": book.outdated} if book.outdated else {}),
        },
        request=request,
    )
    write, content_type = BOOK_FILES[kind]
    name = f"book-{book.year}-not-up-to-date" if book.outdated else f"book-{book.year}"
    return _file(write(book, rows), f"{name}.{kind}", content_type)


def _file(content: str | bytes, name: str, content_type: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition}
    )
