"""Evidence: handed in, handed out to whoever may see it, attached to what it proves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from clients import audit, services
from clients.access import (
    get_balance_or_404,
    get_document_or_404,
    get_household_or_404,
    get_payment_or_404,
)
from clients.models import AuditAct, Payment, YearEndBalance
from clients.requests import SignedInRequest, posted
from clients.services.once import once
from clients.stored_files import all_or_nothing
from planning.forms.documents import DocumentForm, EvidenceForm
from planning.templatetags.money import day, dollars
from planning.views.files import saved

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@private
def new_document(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """One more file for a household."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = DocumentForm(posted(request), request.FILES or None)
    if form.is_valid():
        try:
            document = once(
                household.firm,
                form.sending,
                lambda: services.add_document(
                    actor=request.user, household=household, upload=form.cleaned_data["file"]
                ),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("{name} is on record.").format(name=document))
            return redirect("planning:household", household.pk)
    return _page(request, form, household=household, heading=_("Add a document"))


@require_safe
@private
def document(request: SignedInRequest, document_id: UUID) -> FileResponse:
    """The file."""
    row = get_document_or_404(request.user, document_id)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=row.firm,
        subject=row,
        detail={"household": str(row.household_id)},
        request=request,
    )
    return saved(row.file.open("rb"), name=row.name, content_type=row.content_type)


@read_or_post
@private
def payment_evidence(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """The document that proves a payment."""
    payment = get_payment_or_404(request.user, payment_id, to="edit")
    said = {"amount": dollars(payment.amount), "day": day(payment.paid_on)}
    return _attached(request, payment, _("Evidence of {amount}, {day}").format(**said))


@read_or_post
@private
def balance_evidence(request: SignedInRequest, balance_id: UUID) -> HttpResponse:
    """The document that proves a balance."""
    balance = get_balance_or_404(request.user, balance_id, to="edit")
    said = {"account": balance.account, "year": balance.year}
    heading = _("Evidence of {account}, December 31, {year}").format(**said)
    return _attached(request, balance, heading)


def _attached(
    request: SignedInRequest, row: Payment | YearEndBalance, heading: str
) -> HttpResponse:
    """Attach what was chosen or handed in, both or neither."""
    household = row.account.household
    form = EvidenceForm(
        posted(request),
        request.FILES or None,
        household=household,
        initial={"document": row.document_id, "revision": row.revision},
    )
    if form.is_valid():
        try:
            once(row.firm, form.sending, lambda: _attach(request, row, form.cleaned_data))
        except services.EditConflict as conflict:
            form.add_error(None, str(conflict))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            if isinstance(row, Payment):
                return redirect("planning:household_rmd", household.pk, row.paid_on.year)
            return redirect("planning:household", household.pk)
    return _page(request, form, household=household, heading=heading)


@all_or_nothing()
def _attach(
    request: SignedInRequest, row: Payment | YearEndBalance, typed: dict[str, Any]
) -> Payment | YearEndBalance:
    document = typed["document"]
    if typed["file"]:
        document = services.add_document(
            actor=request.user, household=row.account.household, upload=typed["file"]
        )
    revision = typed["revision"] or 0
    return services.attach_document(
        actor=request.user, to=row, document=document, revision=revision
    )


def _page(
    request: SignedInRequest, form: DocumentForm | EvidenceForm, **context: Any
) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "planning/upload.html", {"form": form, **context}, status=status)
