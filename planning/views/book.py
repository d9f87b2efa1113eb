"""The book: where the people of a firm begin their day."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clients.access import households_for, may_edit, require_role, teams_for
from clients.models import Firm, Role
from clients.requests import SignedInRequest
from clients.today import today_of
from planning import tasks
from planning.access import mails_waiting, saved_views_for
from planning.forms.book import BookForm
from planning.reports.book import SORTS, VIEWS, Book, Rows, Totals, narrowed, open_book
from planning.standings import bring_up_to_date

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
READERS = (Role.OWNER, Role.ADVISOR, Role.OPERATIONS, Role.COMPLIANCE)
private = cache_control(private=True, no_store=True)


class CountedPages(Paginator):  # type: ignore[type-arg]  # no generic at run time
    """Pages of rows that were counted with their totals already."""

    def __init__(self, rows: Rows, totals: Totals) -> None:
        """Take the rows and what they come to."""
        super().__init__(rows, PER_PAGE)
        self.totals = totals

    @cached_property
    def count(self) -> int:
        """How many rows there are on all pages."""
        return self.totals.rows


@require_safe
@private
def book(request: SignedInRequest) -> HttpResponse:
    """Who still owes what, narrowed as the address says."""
    firm = require_role(request.user, *READERS).firm
    form = asked_form(request, firm)
    opened, rows = _opened(request, firm, form)
    totals = Totals.of(rows)
    view = form.asked.get("view") or "all"
    own_views = list(saved_views_for(request.user))
    context = {
        "book": opened,
        "form": form,
        "view": view,
        "views": opened.views_beside(view),
        "own_views": own_views,
        "own_view": next((own for own in own_views if own.query == form.query), None),
        "columns": _columns(form.asked.get("sort") or "urgency"),
        "rows": CountedPages(rows, totals).get_page(request.GET.get("page")),
        "totals": totals,
        "may_edit": may_edit(request.user),
        "mails_waiting": mails_waiting(request.user),
    }
    return render(request, "planning/book.html", context)


@require_safe
@private
def book_progress(request: SignedInRequest) -> HttpResponse:
    """How many households are still being worked out; when there are none, the page is anew."""
    firm = require_role(request.user, *READERS).firm
    form = asked_form(request, firm)
    opened, _rows = _opened(request, firm, form)
    response = render(request, "planning/_book_outdated.html", {"book": opened})
    if not opened.outdated:
        response["HX-Refresh"] = "true"
    return response


def asked_book(request: SignedInRequest, firm: Firm) -> tuple[Book, Rows, str]:
    """Return the book, its rows narrowed as the address says, and what the address says.

    What leaves the page as a file or a letter waits for its last figure, as long as a page can.
    Beyond that the worker is asked, and whoever reads `outdated` has to say so.
    """
    form = asked_form(request, firm)
    opened, rows = _opened(request, firm, form, for_a_file=True)
    query = request.GET.copy()
    query.pop("page", None)
    return opened, rows, query.urlencode()


def asked_form(request: SignedInRequest, firm: Firm) -> BookForm:
    """Return what the address asks of the book."""
    today = today_of(firm)
    asked = request.GET.copy()
    asked.setdefault("year", str(today.year))
    teams = teams_for(request.user)
    return BookForm(asked, teams=teams, today=today, views=list(VIEWS), sorts=list(SORTS))


def _opened(
    request: SignedInRequest, firm: Firm, form: BookForm, *, for_a_file: bool = False
) -> tuple[Book, Rows]:
    """Open the book as far as it is worked out, and see to what is not."""
    households = households_for(request.user)
    year, today = form.asked.get("year") or form.today.year, form.today
    waiting = bring_up_to_date(households, firm=firm, year=year, as_of=today, for_a_file=for_a_file)
    if waiting:
        tasks.work_out_book.delay(str(firm.pk), year)
    opened = open_book(households, firm=firm, year=year, as_of=today, outdated=waiting)
    return opened, narrowed(opened.seen(form.asked.get("view") or "all"), form.asked, as_of=today)


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
