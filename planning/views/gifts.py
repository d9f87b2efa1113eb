"""The desk of gifts to charity: a year's gifts of a firm, and one gift until it is acknowledged."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from clients import audit, services
from clients.access import get_payment_or_404, households_for, may_edit, require_role
from clients.models import AuditAct, Payment
from clients.requests import SignedInRequest, posted
from clients.stored_files import all_or_nothing
from clients.today import today_of
from planning.forms.gifts import GiftForm
from planning.ledger.qcd import follow_gift
from planning.reports.desk_letters import letter_pdf
from planning.reports.gifts import GiftLine, gift_letter, gifts_of_year, givers_of, uncleared
from planning.reports.pdf import PdfError
from planning.views.book import READERS
from planning.views.files import saved

PER_PAGE = 50
YEARS_BACK = 10
private = cache_control(private=True, no_store=True)


def is_shown(year: int, today: date) -> bool:
    """Whether the desk shows a year: not long ago, and not beyond the next."""
    return today.year - YEARS_BACK <= year <= today.year + 1


@require_safe
@private
def gifts(request: SignedInRequest, year: int) -> HttpResponse:
    """Every gift of a year, how far it is, and what its giver may still give."""
    firm = require_role(request.user, *READERS).firm
    today = today_of(firm)
    if not is_shown(year, today):
        raise Http404
    found = gifts_of_year(households_for(request.user), year=year)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    lines = [GiftLine(payment=gift, year=year, as_of=today) for gift in rows]
    context = {
        "year": year,
        "earlier": year - 1 if is_shown(year - 1, today) else None,
        "later": year + 1 if is_shown(year + 1, today) else None,
        "page": page,
        "lines": lines,
        "uncleared": uncleared(lines),
        "givers": givers_of(rows, year=year, as_of=today),
        "may_edit": may_edit(request.user),
    }
    return render(request, "planning/gifts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def gift(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """How far one gift is, and the letters about it."""
    payment = get_payment_or_404(request.user, payment_id, to="edit")
    if payment.kind != Payment.Kind.QCD:
        raise Http404
    form = GiftForm(posted(request), request.FILES or None, row=payment)
    if form.is_valid():
        try:
            _followed(request, payment, form)
        except (ValidationError, services.EditConflict) as refusal:
            form.say(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("planning:gifts", (payment.cleared_on or payment.paid_on).year)
    today = today_of(payment.firm)
    context = {
        "line": GiftLine(payment=payment, year=today.year, as_of=today),
        "payment": payment,
        "household": payment.account.household,
        "form": form,
        "letters": [
            {
                "label": label,
                "text": gift_letter(payment, to, as_of=today).text,
                "url": reverse("planning:gift_letter_file", args=[payment.pk, to]),
                "to": to,
            }
            for to, label in (
                ("custodian", _("To the custodian")),
                ("charity", _("To the charity")),
            )
        ],
    }
    return render(request, "planning/gift.html", context, status=422 if form.errors else 200)


@require_safe
@private
def gift_letter_file(request: SignedInRequest, payment_id: UUID, to: str) -> HttpResponseBase:
    """The letter about a gift as a PDF."""
    payment = get_payment_or_404(request.user, payment_id)
    if payment.kind != Payment.Kind.QCD or to not in ("custodian", "charity"):
        raise Http404
    try:
        pdf = letter_pdf(gift_letter(payment, to, as_of=today_of(payment.firm)))
    except PdfError as error:
        context = {"error": str(error), "household": payment.account.household}
        return render(request, "planning/desk_letter_refused.html", context, status=503)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=payment.firm,
        subject=payment,
        detail={"household": str(payment.account.household_id)},
        request=request,
    )
    return saved(pdf, name=f"qcd-letter-{to}.pdf", content_type="application/pdf")


@all_or_nothing()
def _followed(request: SignedInRequest, payment: Payment, form: GiftForm) -> None:
    """Keep what was typed and the acknowledgement, both or neither."""
    upload = form.cleaned_data["file"]
    household = payment.account.household
    kept = (
        services.add_document(actor=request.user, household=household, upload=upload)
        if upload
        else None
    )
    follow_gift(actor=request.user, payment=payment, **form.values(kept))
