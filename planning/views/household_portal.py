"""The firm's side of the portal: who may come, what they see, what is asked and what they did."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from clients import audit
from clients.access import To, get_household_or_404, may_edit
from clients.models import AuditAct
from clients.requests import SignedInRequest, posted
from clients.services.once import once
from planning import services
from planning.access import get_portal_act_or_404, get_portal_ask_or_404
from planning.forms.portal import AskForm, SettleForm
from planning.reports.household_portal import read_household_portal

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@private
def household_portal(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Who comes, what they see and did; and a line to ask them for something."""
    household = get_household_or_404(request.user, household_id, to=_to(request))
    form = AskForm(posted(request))
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("kind", "text")}
        once(
            household.firm,
            form.sending,
            lambda: services.put_ask(actor=request.user, household=household, **typed),
        )
        messages.success(request, _("Asked: they see it when they next open their page."))
        return redirect("planning:household_portal", household.pk)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"household": str(household.pk), "page": "household portal"},
        request=request,
    )
    context = {
        "household": household,
        "page": read_household_portal(household),
        "form": form,
        "now": timezone.now(),
        "may_edit": may_edit(request.user) and household.archived_at is None,
    }
    status = 422 if form.errors else 200
    return render(request, "planning/household_portal.html", context, status=status)


@require_POST
@private
def withdraw_ask(request: SignedInRequest, ask_id: UUID) -> HttpResponse:
    """Ask the clients no more."""
    ask = get_portal_ask_or_404(request.user, ask_id, to="edit")
    try:
        services.withdraw_ask(actor=request.user, ask=ask)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Taken back."))
    return redirect("planning:household_portal", ask.household_id)


@read_or_post
@private
def client_act(request: SignedInRequest, act_id: UUID) -> HttpResponse:
    """What a client did; somebody who may change records says that it was looked at."""
    act = get_portal_act_or_404(request.user, act_id, to=_to(request))
    form = SettleForm(posted(request))
    if form.is_valid():
        try:
            services.settle_act(actor=request.user, act=act, answer=form.cleaned_data["answer"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Settled: the client sees it beside the receipt."))
            return redirect("planning:household_portal", act.household_id)
    context = {
        "act": act,
        "household": act.household,
        "form": form,
        "may_edit": may_edit(request.user) and act.household.archived_at is None,
    }
    status = 422 if form.errors else 200
    return render(request, "planning/client_act.html", context, status=status)


def _to(request: SignedInRequest) -> To:
    return "edit" if request.method == "POST" else "view"
