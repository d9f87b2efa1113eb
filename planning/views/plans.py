"""Payments that are to come: proposed, planned, ordered, recorded when made, or withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients.access import get_household_or_404
from clients.models import Household, Payment
from clients.requests import SignedInRequest, posted
from clients.services import EditConflict
from clients.today import today_of
from planning.access import get_planned_or_404
from planning.engine.money import ZERO
from planning.engine.rmd.proposal import Spread
from planning.forms.plans import OrderForm, ProposalForm, ProposedForm
from planning.forms.reasons import ConfirmForm, ReasonForm
from planning.ledger.plans import Wish, order_payment, plan_proposal, withdraw_plan
from planning.models import PlannedPayment
from planning.reports.proposal_page import ProposalPage, read_proposal
from planning.templatetags.money import day, dollars

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@private
def propose_order(request: SignedInRequest, household_id: UUID, year: int) -> HttpResponse:
    """Which payments would meet what is open; they are planned as they stand on the page."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = _proposal_form(request)
    proposal = _proposal(household, year, form)
    if isinstance(form, ProposedForm) and form.is_valid():
        if proposal is None or not proposal.draws:
            messages.info(request, _("Nothing is left to plan: it is planned already, or paid."))
            return redirect("planning:household_rmd", household.pk, year)
        try:
            plan_proposal(
                actor=request.user,
                household=household,
                seen=form.cleaned_data["seen"],
                year=year,
                wishes=_wishes(proposal, form.cleaned_data["charity"]),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _planned(proposal))
            address = reverse("planning:household_rmd", args=[household.pk, year])
            return redirect(f"{address}#{proposal.anchor}")
    context = {"household": household, "year": year, "form": form, "proposal": proposal}
    status = 422 if form.errors else 200
    return render(request, "planning/propose_order.html", context, status=status)


@read_or_post
@private
def order_planned(request: SignedInRequest, planned_id: UUID) -> HttpResponse:
    """The custodian was asked to pay."""
    planned = get_planned_or_404(request.user, planned_id, to="edit")
    form = OrderForm(posted(request), row=planned, today=today_of(planned.firm))
    if form.is_valid():
        try:
            order_payment(actor=request.user, planned=planned, **form.facts)
        except (ValidationError, EditConflict) as refusal:
            form.say(refusal)
        else:
            return _back(request, planned, _("The order is on record."))
    return _page(request, planned, form, _("Order {amount}"), _("Record the order"))


@read_or_post
@private
def withdraw_planned(request: SignedInRequest, planned_id: UUID) -> HttpResponse:
    """The payment is not to come after all; it stays to be seen, with the reason."""
    planned = get_planned_or_404(request.user, planned_id, to="edit")
    form = ReasonForm(posted(request), row=planned)
    if form.is_valid():
        try:
            withdraw_plan(actor=request.user, planned=planned, **form.facts)
        except (ValidationError, EditConflict) as refusal:
            form.say(refusal)
        else:
            return _back(request, planned, _("The planned payment is withdrawn."))
    return _page(request, planned, form, _("Take {amount} off the plan"), _("Withdraw it"))


def _proposal_form(request: SignedInRequest) -> ProposalForm:
    if request.method == "POST":
        return ProposedForm(request.POST)
    if "spread" in request.GET:
        return ProposalForm(request.GET)
    return ProposalForm(initial={"pool": request.GET.get("pool", "")})


def _proposal(household: Household, year: int, form: ProposalForm) -> ProposalPage | None:
    """Return the proposal for what was asked; what cannot be read wishes nothing."""
    form.is_valid()
    asked = dict(form.cleaned_data if form.is_bound else form.initial)
    return read_proposal(
        household,
        year=year,
        anchor=asked.get("pool") or "",
        as_of=today_of(household.firm),
        gift=asked.get("gift") or ZERO,
        spread=Spread(asked.get("spread") or Spread.FEWEST_ORDERS),
    )


def _wishes(proposal: ProposalPage, charity: str) -> list[Wish]:
    return [
        Wish(
            account=draw.account,
            amount=draw.amount,
            pay_by=draw.order_by,
            kind=draw.kind,
            payee=charity if draw.kind == Payment.Kind.QCD else "",
        )
        for draw in proposal.draws
    ]


def _planned(proposal: ProposalPage) -> str:
    said = {"amount": dollars(proposal.proposed), "pool": proposal.pool_text}
    return _("{amount} is planned, {pool}.").format(**said)


def _page(
    request: SignedInRequest, planned: PlannedPayment, form: ConfirmForm, heading: str, button: str
) -> HttpResponse:
    context = {
        "planned": planned,
        "household": planned.household,
        "form": form,
        "heading": heading.format(amount=dollars(planned.amount), day=day(planned.pay_by)),
        "button": button,
    }
    status = 422 if form.errors else 200
    return render(request, "planning/planned_payment.html", context, status=status)


def _back(request: SignedInRequest, planned: PlannedPayment, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("planning:household_rmd", planned.household_id, planned.year)
