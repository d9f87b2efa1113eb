"""The evidence of several payments, looked at on one page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from clients.access import households_for, may_edit, require_role
from clients.requests import SignedInRequest
from planning.forms.verifying import SeenForm
from planning.ledger.verification import why_not_by
from planning.ledger.verifying_many import MOST_AT_ONCE, NotAllError, verify_payments
from planning.views.worklist import READERS, asked_worklist, private
from planning.worklist.proving import payments_to_verify


@require_POST
@private
def verify_many(request: SignedInRequest) -> HttpResponse:
    """List the payments of the chosen items; those that are ticked are proven, or none."""
    require_role(request.user, *READERS)
    if not may_edit(request.user):
        raise PermissionDenied
    every, filter_form = asked_worklist(request)
    codes = request.POST.getlist("item")
    households = households_for(request.user)
    payments = payments_to_verify(households, every.chosen(codes))[:MOST_AT_ONCE]
    found = {payment.pk: payment for payment in payments}
    form = SeenForm(request.POST if "confirm" in request.POST else None, payments=found)
    refused: dict[UUID, str] = {}
    if form.is_valid():
        seen = [(found[pk], revision) for pk, revision in form.cleaned_data["seen"].items()]
        try:
            count = verify_payments(actor=request.user, seen=seen)
        except NotAllError as refusal:
            refused = dict(refusal.sentences)
        else:
            said = ngettext("{count} payment is verified.", "{count} payments are verified.", count)
            messages.success(request, said.format(count=count))
            return redirect(f"{reverse('planning:worklist')}?{filter_form.query}")
    ticked = set(request.POST.getlist("seen"))
    context = {
        "form": form,
        "codes": codes,
        "query": filter_form.query,
        "refused": refused,
        "lines": [
            {
                "payment": payment,
                "is_ticked": str(payment.pk) in ticked,
                "why_not": why_not_by(payment, request.user),
                "refused": refused.get(payment.pk),
            }
            for payment in payments
        ],
    }
    status = 422 if form.errors or refused else 200
    return render(request, "planning/verify_many.html", context, status=status)
