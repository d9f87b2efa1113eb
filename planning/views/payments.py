"""A payment: looked at before it is recorded, recorded, undone with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients import services
from clients.access import get_household_or_404, get_payment_or_404
from clients.models import Household, Payment
from clients.requests import SignedInRequest, posted
from clients.services.once import once
from clients.stored_files import all_or_nothing
from clients.today import today_of
from planning.access import get_planned_or_404
from planning.engine.household import Household as Facts
from planning.facts import gather_facts
from planning.forms.payment import UPLOADS, PaymentForm, UndoForm
from planning.forms.reasons import ConfirmForm
from planning.ledger import plans, verification
from planning.ledger.guards import closing_that_stands
from planning.models import PlannedPayment
from planning.payment_preview import PaymentPreview
from planning.reports.payment_page import (
    accounts_that_pay,
    missed_years,
    open_pool,
    preview_typed,
)
from planning.reports.recorded_payments import parts_of
from planning.templatetags.money import day, dollars

private = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def record_payment(request: SignedInRequest, household_id: UUID, year: int) -> HttpResponse:
    """Say what the payment counts for, then record it."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = _payment_form(request, household, year)
    return _recorded_or_shown(request, household, year, form)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def record_planned(request: SignedInRequest, planned_id: UUID) -> HttpResponse:
    """A planned payment was made: the plan fills the form, the payment ends the plan."""
    planned = get_planned_or_404(request.user, planned_id, to="edit")
    household = planned.household
    begun = {
        "amount": planned.amount,
        "payee": planned.payee,
        "revision": planned.revision,
        "makes_up_for": planned.year,
    }
    facts = gather_facts(household, as_of=today_of(household.firm))
    form = _form(request, household, facts, begun, planned=planned)
    return _recorded_or_shown(request, household, planned.year, form)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def verify_payment(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """Look at a payment and its evidence, and say that it is proven."""
    payment = get_payment_or_404(request.user, payment_id, to="edit")
    form = ConfirmForm(posted(request), row=payment)
    if form.is_valid():
        try:
            verification.verify_payment(actor=request.user, payment=payment, **form.facts)
        except (ValidationError, services.EditConflict) as refusal:
            form.say(refusal)
        else:
            messages.success(request, _("The payment is verified."))
            return _to_case(payment)
    context = {
        "payment": payment,
        "household": payment.account.household,
        "form": form,
        "refused": verification.why_not_verified(payment, request.user),
        "lacks_evidence": not payment.evidence and payment.document_id is None,
        "parts": parts_of(payment, as_of=today_of(payment.firm)),
    }
    return render(request, "planning/verify_payment.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@private
def undo_payment(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """Take a payment back; it stays on record as undone."""
    payment = get_payment_or_404(request.user, payment_id, to="edit")
    form = UndoForm(posted(request), row=payment)
    if form.is_valid():
        try:
            verification.reverse_payment(actor=request.user, payment=payment, **form.facts)
        except (ValidationError, services.EditConflict) as refusal:
            form.say(refusal)
        else:
            messages.success(request, _("The payment is undone."))
            return _to_case(payment)
    context = {
        "payment": payment,
        "household": payment.account.household,
        "form": form,
        "closing": closing_that_stands(payment),
    }
    return render(request, "planning/undo_payment.html", context, status=_status(form))


def _recorded_or_shown(
    request: SignedInRequest, household: Household, year: int, form: PaymentForm
) -> HttpResponse:
    if request.method == "POST" and "record" in request.POST and form.is_valid():
        try:
            payment = once(
                household.firm, form.sending, lambda: _recorded(request, household, form)
            )
        except (ValidationError, services.EditConflict) as refusal:
            form.say(refusal)
        else:
            said = {"amount": dollars(payment.amount), "day": day(payment.paid_on)}
            messages.success(request, _("{amount} of {day} is recorded.").format(**said))
            return redirect("planning:household_rmd", household.pk, year)
    context = {
        "household": household,
        "year": year,
        "form": form,
        "preview": _preview(form),
        "file_again": bool(request.FILES) and not UPLOADS.keys() & form.errors.keys(),
    }
    return render(request, "planning/record_payment.html", context, status=_status(form))


@all_or_nothing()
def _recorded(request: SignedInRequest, household: Household, form: PaymentForm) -> Payment:
    """Record the payment and keep its documents, all or nothing."""
    facts = form.facts
    for name, upload in form.uploads.items():
        try:
            document = services.add_document(actor=request.user, household=household, upload=upload)
        except ValidationError as refusal:
            raise ValidationError({name: refusal.messages}) from refusal
        facts[UPLOADS[name]] = document
    if form.planned is None:
        return services.record_payment(actor=request.user, **facts)
    del facts["account"], facts["kind"]
    return plans.record_planned(
        actor=request.user,
        planned=form.planned,
        revision=form.cleaned_data["revision"] or 0,
        **facts,
    )


def _payment_form(request: SignedInRequest, household: Household, year: int) -> PaymentForm:
    facts = gather_facts(household, as_of=today_of(household.firm))
    begun: dict[str, Any] = {}
    if request.method != "POST":
        pool = open_pool(facts, year=year, anchor=request.GET.get("pool", ""))
        if pool is not None:
            account = accounts_that_pay(household).filter(key=pool.account).first()
            begun = {"amount": pool.remaining, "account": account, "makes_up_for": year}
    return _form(request, household, facts, begun)


def _form(
    request: SignedInRequest,
    household: Household,
    facts: Facts,
    begun: dict[str, Any],
    planned: PlannedPayment | None = None,
) -> PaymentForm:
    return PaymentForm(
        posted(request),
        request.FILES or None,
        initial={"paid_on": facts.as_of.strftime("%m/%d/%Y"), **begun},
        accounts=accounts_that_pay(household),
        facts=facts,
        missed=missed_years(facts),
        planned=planned,
    )


def _preview(form: PaymentForm) -> PaymentPreview | None:
    """Return what the payment on the page counts for, None while it is not wholly typed."""
    if form.is_bound:
        form.is_valid()
        typed = form.cleaned_data
    else:
        typed = {"kind": "cash", **form.initial, "paid_on": form.known.as_of}
        typed["makes_up_for"] = form.begun_making_up_for
    if not all(typed.get(name) for name in ("account", "amount", "paid_on", "kind")):
        return None
    return preview_typed(form.known, typed)


def _to_case(payment: Payment) -> HttpResponse:
    household = payment.account.household_id
    return redirect("planning:household_rmd", household, payment.paid_on.year)


def _status(form: Form) -> int:
    return 422 if form.errors else 200
