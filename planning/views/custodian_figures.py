"""The custodian's own figure of an account: beside ours, withdrawn, its difference answered."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients import audit
from clients.access import To, get_account_or_404, get_household_or_404, may_edit
from clients.models import Account, AuditAct
from clients.requests import SignedInRequest, posted
from clients.services import EditConflict
from clients.today import today_of
from planning.engine.law import load_law
from planning.facts import gather_facts
from planning.forms.custodian_figures import AnswerForm, CustodianFigureForm, WithdrawFigureForm
from planning.forms.figure_sheet import FigureSheetForm
from planning.ledger import custodian_figures as ledger
from planning.ledger.beside_ours import figure_rows
from planning.models import CustodianFigure, Task

private = cache_control(private=True, no_store=True)
Form = CustodianFigureForm | AnswerForm | WithdrawFigureForm


@require_http_methods(["GET", "HEAD", "POST"])
@private
def custodian_figure(request: SignedInRequest, account_id: UUID, year: int) -> HttpResponse:
    """Record it, withdraw it, or say why it differs."""
    to: To = "edit" if request.method == "POST" else "view"
    account = get_account_or_404(request.user, account_id, to=to)
    if not load_law().first_year <= year <= today_of(account.firm).year + 1:
        raise Http404
    figure = ledger.standing_figure(account, year)
    task = ledger.open_question(figure)
    forms = _forms(account, figure, task)
    if request.method == "POST":
        named = request.POST.get("form", "figure")
        if named in forms:
            forms[named] = _bound(request, account, figure, task, named)
            if _done(request, account, year, figure, task, forms[named]):
                return redirect("planning:custodian_figure", account.pk, year)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=account.firm,
        subject=account.household,
        detail={"year": year},
        request=request,
    )
    context = {
        "account": account,
        "household": account.household,
        "year": year,
        "figure": figure,
        "compared": ledger.compared(figure) if figure else None,
        "ours": None if figure else _ours(account, year),
        "task": task,
        "forms": forms if may_edit(request.user) else {},
        "form": next((form for form in forms.values() if form.errors), None),
    }
    status = 422 if context["form"] or request.method == "POST" else 200
    return render(request, "planning/custodian_figure.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def figure_sheet(request: SignedInRequest, household_id: UUID, year: int) -> HttpResponse:
    """Every account's figure of a year, saved at once or not at all."""
    household = get_household_or_404(request.user, household_id, to="edit")
    today = today_of(household.firm)
    if not load_law().first_year <= year <= today.year + 1:
        raise Http404
    rows = figure_rows(household, gather_facts(household, as_of=today), year=year)
    form = FigureSheetForm(posted(request), rows=rows, year=year)
    if request.method == "POST" and form.is_valid():
        try:
            ledger.record_sheet(actor=request.user, typed=form.typed)
        except ledger.FiguresRefusedError as refusal:
            form.say(refusal.reasons)
        else:
            messages.success(request, _("The custodians' figures are on record."))
            return redirect("planning:figure_sheet", household.pk, year)
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"year": year},
        request=request,
    )
    context = {"household": household, "year": year, "form": form}
    status = 422 if form.errors else 200
    return render(request, "planning/figure_sheet.html", context, status=status)


def _forms(account: Account, figure: CustodianFigure | None, task: Task | None) -> dict[str, Form]:
    """Return the forms there are now: a figure to record, or what to do about the one there is."""
    if figure is None:
        documents = account.household.documents.filter(withdrawn_at=None)
        return {"figure": CustodianFigureForm(documents=documents)}
    forms: dict[str, Form] = {"withdraw": WithdrawFigureForm(row=figure)}
    return forms if task is None else {"answer": AnswerForm(row=task), **forms}


def _ours(account: Account, year: int) -> Decimal | None:
    facts = gather_facts(account.household, as_of=today_of(account.firm))
    ours = ledger.ours_of(facts, account.key, year)
    return ours.required if ours else None


def _bound(
    request: SignedInRequest,
    account: Account,
    figure: CustodianFigure | None,
    task: Task | None,
    named: str,
) -> Form:
    if named == "answer" and task is not None:
        return AnswerForm(request.POST, row=task)
    if named == "withdraw" and figure is not None:
        return WithdrawFigureForm(request.POST, row=figure)
    documents = account.household.documents.filter(withdrawn_at=None)
    return CustodianFigureForm(request.POST, documents=documents)


def _done(
    request: SignedInRequest,
    account: Account,
    year: int,
    figure: CustodianFigure | None,
    task: Task | None,
    form: Form,
) -> bool:
    """Do what a form asks for, or let it say what is wrong."""
    if not form.is_valid():
        return False
    actor = request.user
    try:
        if isinstance(form, CustodianFigureForm):
            ledger.record_figure(actor=actor, account=account, year=year, **form.cleaned_data)
        elif isinstance(form, AnswerForm) and task is not None:
            ledger.settle(actor=actor, task=task, **form.facts)
        elif isinstance(form, WithdrawFigureForm) and figure is not None:
            ledger.withdraw_figure(actor=actor, figure=figure, **form.facts)
    except (ValidationError, EditConflict) as refusal:
        form.say(refusal)  # type: ignore[arg-type]  # a new figure has nobody to conflict with
        return False
    return True
