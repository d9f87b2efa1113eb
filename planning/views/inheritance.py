"""Inherited accounts: how one is paid out, and what its rules depend on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from clients import audit
from clients.access import get_account_or_404, may_edit
from clients.models import AuditAct
from clients.requests import SignedInRequest
from clients.today import today_of
from planning.engine.errors import EngineError
from planning.facts import gather_facts
from planning.forms.inheritance import InheritanceForm
from planning.reports.inherited_page import read_inherited_page

private = cache_control(private=True, no_store=True)


@require_safe
@private
def inherited_account(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Who held it, how it is paid and why, its years to the last, and what if."""
    account = get_account_or_404(request.user, account_id)
    if account.inherited is None:
        return redirect("planning:edit_inheritance", account.pk)
    household = account.household
    known = gather_facts(household, as_of=today_of(household.firm))
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=account.firm,
        subject=account,
        detail={"household": str(household.pk)},
        request=request,
    )
    context = {
        "account": account,
        "household": household,
        "year": known.as_of.year,
        "may_edit": may_edit(request.user) and household.archived_at is None,
        "error": "",
        "page": None,
        "chart_spec": None,
    }
    try:
        page = read_inherited_page(account, known)
    except EngineError as refusal:
        context["error"] = str(refusal)
        return render(request, "planning/inherited_account.html", context, status=422)
    context |= {"page": page, **page.chart}
    return render(request, "planning/inherited_account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def edit_inheritance(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """What the rules of an inherited account depend on."""
    account = get_account_or_404(request.user, account_id, to="edit")
    form = InheritanceForm(request.POST if request.method == "POST" else None, account=account)
    if request.method == "POST" and form.saved(request.user):
        messages.success(request, _("Saved."))
        return redirect("planning:inherited_account", account.pk)
    context = {"account": account, "household": account.household, "form": form}
    status = 422 if form.errors else 200
    return render(request, "planning/edit_inheritance.html", context, status=status)
