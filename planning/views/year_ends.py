"""One December 31 of an account: its figures, which of them is right, what is beside or inside."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients import audit
from clients.access import To, get_account_or_404, may_edit
from clients.models import AuditAct
from clients.requests import SignedInRequest
from clients.today import today_of
from planning.forms.year_ends import AdjustmentForm, SettleForm
from planning.reports.year_end import FigureLine, read_year_end
from planning.templatetags.money import dollars

YEARS_BACK = 60


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def year_end(request: SignedInRequest, account_id: UUID, year: int) -> HttpResponse:
    """Every figure of the day; sent, one is kept or an adjustment is noted."""
    to: To = "edit" if request.method == "POST" else "view"
    account = get_account_or_404(request.user, account_id, to=to)
    today = today_of(account.firm)
    if not today.year - YEARS_BACK <= year <= today.year:
        raise Http404
    page = read_year_end(account, year, as_of=today)
    is_settled = "settle" in request.POST
    settle = SettleForm(
        request.POST if is_settled else None,
        figures=[(line.row, _text(line)) for line in page.standing],
    )
    adjust = AdjustmentForm(
        request.POST if request.method == "POST" and not is_settled else None,
        account=account,
        year=year,
        row=page.stated,
    )
    sent = settle if is_settled else adjust
    if sent.is_bound and sent.saved(request.user):
        messages.success(request, _("Saved."))
        return redirect("planning:year_end", account.pk, year)
    if not sent.is_bound:
        audit.record(
            AuditAct.READ,
            actor=request.user,
            firm=account.firm,
            subject=account,
            detail={"household": str(account.household_id), "year": year},
            request=request,
        )
    context = {
        "account": account,
        "household": account.household,
        "page": page,
        "settle": settle,
        "adjust": adjust,
        "form": sent,
        "may_edit": may_edit(request.user) and account.household.archived_at is None,
    }
    status = 422 if sent.errors else 200
    return render(request, "planning/year_end.html", context, status=status)


def _text(line: FigureLine) -> str:
    """Name a figure with what it would ask for."""
    said = {"source": line.row.get_source_display(), "amount": dollars(line.row.amount)}
    if line.required is None:
        return _("{source}: {amount}").format(**said)
    required = dollars(line.required)
    text = _("{source}: {amount}, by which {required} is required")
    return text.format(**said, required=required)
