"""The year-end balances of a household, typed on one sheet."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients.access import get_household_or_404
from clients.requests import SignedInRequest
from clients.today import today_of
from planning.forms.balances import BalancesForm

YEARS_SHOWN = 3


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def balances(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Every account's December 31, saved at once or not at all."""
    household = get_household_or_404(request.user, household_id, to="edit")
    last = today_of(household.firm).year - 1
    form = BalancesForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        accounts=household.accounts.filter(archived_at=None).select_related("owner", "custodian"),
        years=list(range(last, last - YEARS_SHOWN, -1)),
    )
    if request.method == "POST" and form.saved(request.user):
        messages.success(request, _("The balances are on record."))
        return redirect("planning:household", household.pk)
    context = {"household": household, "form": form}
    status = 422 if form.errors else 200
    return render(request, "planning/balances.html", context, status=status)
