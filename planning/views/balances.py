"""Year-end balances typed on one sheet: of a household, and of the whole book."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients import firms
from clients.access import get_household_or_404, households_for, require_role, teams_for
from clients.models import Role
from clients.requests import SignedInRequest, posted
from clients.today import today_of
from planning.forms.balances import BalancesForm, HouseholdBalancesForm, SheetFilterForm
from planning.forms.imports import year_choices
from planning.reports.balance_sheet import accounts_shown, sheet_accounts

YEARS_SHOWN = 3
PER_PAGE = 50
private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@private
def balances(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Every account's December 31, saved at once or not at all."""
    household = get_household_or_404(request.user, household_id, to="edit")
    last = today_of(household.firm).year - 1
    form = HouseholdBalancesForm(
        posted(request),
        request.FILES or None,
        firm=household.firm,
        accounts=household.accounts.filter(archived_at=None).select_related("owner", "custodian"),
        years=list(range(last, last - YEARS_SHOWN, -1)),
    )
    if request.method == "POST" and form.saved(request.user):
        messages.success(request, _("The balances are on record."))
        return redirect("planning:household", household.pk)
    context = {"household": household, "form": form}
    status = 422 if form.errors else 200
    return render(request, "planning/balances.html", context, status=status)


@read_or_post
@private
def book_balances(request: SignedInRequest) -> HttpResponse:
    """One December 31 of every account of the book, page by page."""
    firm = require_role(request.user, Role.OWNER, Role.ADVISOR, Role.OPERATIONS).firm
    years = year_choices(today_of(firm))
    narrowing = SheetFilterForm(
        request.GET,
        teams=teams_for(request.user),
        custodians=firms.custodians_of(firm),
        years=years,
    )
    year = narrowing.asked.get("year") or years[0][0]
    households = households_for(request.user)
    accounts = sheet_accounts(households, narrowing.asked, year=year, time_zone=firm.time_zone)
    page = Paginator(accounts, PER_PAGE).get_page(request.GET.get("page"))
    if request.method == "POST":
        page.object_list = accounts_shown(households, _ids(request.POST.getlist("account")))
    form = BalancesForm(
        posted(request),
        firm=firm,
        accounts=page.object_list,  # type: ignore[arg-type]  # of a queryset
        years=[year],
        usual_source=narrowing.asked.get("source") or "",
    )
    if request.method == "POST" and form.saved(request.user):
        done = ngettext(
            "%(count)d balance is on record.", "%(count)d balances are on record.", form.recorded
        )
        nothing = _("Nothing was changed.")
        messages.success(request, done % {"count": form.recorded} if form.recorded else nothing)
        return redirect(request.get_full_path())
    context = {"narrowing": narrowing, "form": form, "page": page, "year": year}
    status = 422 if form.errors else 200
    return render(request, "planning/book_balances.html", context, status=status)


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:PER_PAGE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
