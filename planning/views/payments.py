"""A payment: looked at before it is recorded, recorded, undone with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients import services
from clients.access import get_household_or_404, get_payment_or_404
from clients.models import Household, Payment
from clients.requests import SignedInRequest
from clients.today import today_of
from planning.forms.payment import PaymentForm, UndoForm
from planning.payment_preview import PaymentPreview
from planning.reports.payment_page import accounts_that_pay, open_pool, preview_typed
from planning.templatetags.money import day, dollars

private = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def record_payment(request: SignedInRequest, household_id: UUID, year: int) -> HttpResponse:
    """Say what the payment counts for, then record it."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = _payment_form(request, household, year)
    if request.method == "POST" and "record" in request.POST and form.is_valid():
        try:
            payment = _recorded(request, household, form)
        except ValidationError as refusal:
            _say(form, refusal)
        else:
            said = {"amount": dollars(payment.amount), "day": day(payment.paid_on)}
            messages.success(request, _("{amount} of {day} is recorded.").format(**said))
            return redirect("planning:household_rmd", household.pk, year)
    context = {
        "household": household,
        "year": year,
        "form": form,
        "preview": _preview(form),
        "file_again": bool(request.FILES) and "file" not in form.errors,
    }
    return render(request, "planning/record_payment.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@private
def undo_payment(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """Take a payment back; it stays on record as undone."""
    payment = get_payment_or_404(request.user, payment_id, to="edit")
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.undo_payment(
                actor=request.user, payment=payment, because=form.cleaned_data["because"]
            )
        except (ValidationError, services.EditConflict) as refusal:
            form.add_error(None, _sentence(refusal))
        else:
            messages.success(request, _("The payment is undone."))
            household = payment.account.household
            return redirect("planning:household_rmd", household.pk, payment.paid_on.year)
    context = {"payment": payment, "household": payment.account.household, "form": form}
    return render(request, "planning/undo_payment.html", context, status=_status(form))


@transaction.atomic
def _recorded(request: SignedInRequest, household: Household, form: PaymentForm) -> Payment:
    """Record the payment and keep its document, both or neither."""
    upload = form.cleaned_data["file"]
    document = (
        services.add_document(actor=request.user, household=household, upload=upload)
        if upload
        else None
    )
    return services.record_payment(actor=request.user, document=document, **form.facts)


def _say(form: PaymentForm, refusal: ValidationError) -> None:
    """Put each sentence beside its field, or above all where the field is not on the page."""
    for name, errors in getattr(refusal, "error_dict", {None: refusal.messages}).items():
        form.add_error(name if name in form.fields else None, errors)


def _payment_form(request: SignedInRequest, household: Household, year: int) -> PaymentForm:
    today = today_of(household.firm)
    accounts = accounts_that_pay(household)
    if request.method == "POST":
        return PaymentForm(request.POST, request.FILES, accounts=accounts, today=today)
    pool = open_pool(household, year=year, anchor=request.GET.get("pool", ""), as_of=today)
    initial: dict[str, Any] = {"paid_on": today.strftime("%m/%d/%Y")}
    if pool is not None:
        account = next((a for a in accounts if a.key == pool.account), None)
        initial |= {"amount": pool.remaining, "account": account}
    return PaymentForm(initial=initial, accounts=accounts, today=today)


def _preview(form: PaymentForm) -> PaymentPreview | None:
    """Return what the payment on the page counts for, None while it is not wholly typed."""
    if form.is_bound:
        return preview_typed(form.cleaned_data, as_of=form.today) if form.is_valid() else None
    if not form.initial.get("account"):
        return None
    begun = {"kind": "cash", "cleared_on": None, "paid_on": form.today}
    return preview_typed(begun | form.prefilled, as_of=form.today)


def _sentence(refusal: ValidationError | services.EditConflict) -> list[str]:
    return refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]


def _status(form: PaymentForm | UndoForm) -> int:
    return 422 if form.errors else 200
