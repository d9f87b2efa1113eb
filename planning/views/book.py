"""The book: where the people of a firm begin their day."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients.access import households_for, may_edit, require_role, teams_for
from clients.models import Firm, Role
from clients.requests import SignedInRequest
from clients.today import today_of
from planning.forms.book import BookForm
from planning.reports.book import SORTS, VIEWS, Book, Totals, narrowed, open_book
from planning.reports.book_rows import BookRow

PER_PAGE = 50
COLUMNS = {
    "household": lazy("Who, from what"),
    "required": lazy("Required"),
    "taken": lazy("Taken"),
    "remaining": lazy("Remaining"),
    "due": lazy("Due"),
    "status": lazy("Status"),
    "confidence": lazy("Balance"),
    "urgency": lazy("Next"),
}
FIGURES = {"required", "taken", "remaining"}
private = cache_control(private=True, no_store=True)


@require_safe
@private
def book(request: SignedInRequest) -> HttpResponse:
    """Who still owes what, narrowed as the address says."""
    firm = require_role(
        request.user, Role.OWNER, Role.ADVISOR, Role.OPERATIONS, Role.COMPLIANCE
    ).firm
    form = _asked(request, firm)
    opened, rows = _opened(request, firm, form)
    context = {
        "book": opened,
        "form": form,
        "view": form.asked.get("view") or "all",
        "columns": _columns(form.asked.get("sort") or "urgency"),
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "totals": Totals.of(rows),
        "may_edit": may_edit(request.user),
    }
    return render(request, "planning/book.html", context)


def asked_book(request: SignedInRequest, firm: Firm) -> tuple[Book, list[BookRow], str]:
    """Return the book, its rows narrowed as the address says, and what the address says."""
    opened, rows = _opened(request, firm, _asked(request, firm))
    query = request.GET.copy()
    query.pop("page", None)
    return opened, rows, query.urlencode()


def _asked(request: SignedInRequest, firm: Firm) -> BookForm:
    today = today_of(firm)
    asked = request.GET.copy()
    asked.setdefault("year", str(today.year))
    teams = teams_for(request.user)
    return BookForm(asked, teams=teams, today=today, views=list(VIEWS), sorts=list(SORTS))


def _opened(request: SignedInRequest, firm: Firm, form: BookForm) -> tuple[Book, list[BookRow]]:
    opened = open_book(
        households_for(request.user),
        firm=firm,
        year=form.asked.get("year") or form.today.year,
        as_of=form.today,
    )
    return opened, narrowed(opened.seen(form.asked.get("view") or "all"), form.asked)


def _columns(sort: str) -> list[dict[str, Any]]:
    """Say of each column how it sorts now, and how it would after its heading is followed."""
    by, is_down = sort.removeprefix("-"), sort.startswith("-")
    return [
        {
            "label": label,
            "css": "end" if name in FIGURES else "",
            "order": ("descending" if is_down else "ascending") if name == by else "none",
            "next": f"-{name}" if name == by and not is_down else name,
        }
        for name, label in COLUMNS.items()
    ]
