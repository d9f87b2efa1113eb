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
from clients.models import Role
from clients.requests import SignedInRequest
from clients.today import today_of
from planning.forms.book import BookForm
from planning.reports.book import SORTS, VIEWS, Totals, narrowed, open_book

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
    today = today_of(firm)
    teams = teams_for(request.user)
    asked = request.GET.copy()
    asked.setdefault("year", str(today.year))
    form = BookForm(asked, teams=teams, today=today, views=list(VIEWS), sorts=list(SORTS))
    view = form.asked.get("view") or "all"
    opened = open_book(
        households_for(request.user),
        firm=firm,
        year=form.asked.get("year") or today.year,
        as_of=today,
    )
    rows = narrowed(opened.seen(view), form.asked)
    context = {
        "book": opened,
        "form": form,
        "view": view,
        "columns": _columns(form.asked.get("sort") or "urgency"),
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "totals": Totals.of(rows),
        "may_edit": may_edit(request.user),
    }
    return render(request, "planning/book.html", context)


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
