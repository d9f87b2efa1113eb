"""Taken out of the daily lists with a reason, brought back, withdrawn: each after a page that
says what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients import services
from clients.access import (
    get_account_or_404,
    get_balance_or_404,
    get_beneficiary_or_404,
    get_document_or_404,
    get_fixed_withdrawal_or_404,
    get_goal_or_404,
    get_household_or_404,
    get_income_or_404,
    get_marriage_or_404,
    get_person_or_404,
)
from clients.models import Account, Household
from clients.requests import SignedInRequest, posted
from clients.today import today_of
from planning.engine.errors import EngineError
from planning.forms.reasons import ArchiveAccountForm, ConfirmForm, ReasonForm
from planning.reports.owing import owed_by_account, owed_by_household
from planning.templatetags.money import dollars

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@private
def archive_household(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Out of the book; the page says what is still owed, for the book will not."""
    household = get_household_or_404(request.user, household_id, to="edit")
    owed = list(owed_by_household(household, as_of=today_of(household.firm)))
    kept = _("Nothing is deleted: it stays among the archived households and can come back.")
    if owed:
        owed = [_("The book will no longer show this:"), *owed]
    return confirmed(
        request,
        household,
        ReasonForm(posted(request), row=household),
        heading=_("Archive {name}").format(name=household),
        follows=[*owed, kept],
        button=_("Archive the household"),
        act=lambda facts: services.archive_household(
            actor=request.user, household=household, **facts
        ),
    )


@read_or_post
@private
def restore_household(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Back into the book, with everything that was on record."""
    household = get_household_or_404(request.user, household_id, to="restore")
    return confirmed(
        request,
        household,
        ConfirmForm(posted(request), row=household),
        heading=_("Restore {name}").format(name=household),
        follows=[*_why(household.archived_because), _("It is in the book again, as it was.")],
        button=_("Restore the household"),
        act=lambda facts: services.restore_household(
            actor=request.user, household=household, **facts
        ),
    )


@read_or_post
@private
def archive_account(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Closed, moved or never there: each says what the account then owes."""
    account = get_account_or_404(request.user, account_id, to="edit")
    return confirmed(
        request,
        account.household,
        ArchiveAccountForm(posted(request), row=account),
        heading=_("Archive {name}").format(name=account),
        follows=list(_owing(account)),
        button=_("Archive the account"),
        act=lambda facts: services.archive_account(actor=request.user, account=account, **facts),
    )


@read_or_post
@private
def restore_account(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Back among the accounts, owing what it owes."""
    account = get_account_or_404(request.user, account_id, to="edit")
    return confirmed(
        request,
        account.household,
        ConfirmForm(posted(request), row=account),
        heading=_("Restore {name}").format(name=account),
        follows=[
            *_why(account.archived_because),
            _("It counts again as if it had never been archived."),
        ],
        button=_("Restore the account"),
        act=lambda facts: services.restore_account(actor=request.user, account=account, **facts),
    )


@read_or_post
@private
def archive_person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Somebody whom nothing on record names any more."""
    person = get_person_or_404(request.user, person_id, to="edit")
    named = [_("{what} still names them.").format(what=w) for w in services.what_names(person)]
    if named:
        named.append(_("End or withdraw that first. Who died stays, with the date of death."))
    return confirmed(
        request,
        person.household,
        ReasonForm(posted(request), row=person),
        heading=_("Archive {name}").format(name=person),
        follows=named or [_("They leave the household's page and can come back.")],
        button=_("Archive the person"),
        act=lambda facts: services.archive_person(actor=request.user, person=person, **facts),
    )


@read_or_post
@private
def restore_person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Back among the people of the household."""
    person = get_person_or_404(request.user, person_id, to="edit")
    return confirmed(
        request,
        person.household,
        ConfirmForm(posted(request), row=person),
        heading=_("Restore {name}").format(name=person),
        follows=_why(person.archived_because),
        button=_("Restore the person"),
        act=lambda facts: services.restore_person(actor=request.user, person=person, **facts),
    )


@read_or_post
@private
def withdraw_marriage(request: SignedInRequest, marriage_id: UUID) -> HttpResponse:
    """A marriage that never was; one that ended has a date for that."""
    marriage = get_marriage_or_404(request.user, marriage_id, to="edit")
    return confirmed(
        request,
        marriage.household,
        ReasonForm(posted(request), row=marriage),
        heading=_("Withdraw the marriage of {couple}").format(couple=marriage),
        follows=[
            _("Only for a marriage that never was. A divorce is typed as the day it ended."),
            _("What was worked out from it is worked out anew; the record and the reason stay."),
        ],
        button=_("Withdraw the marriage"),
        act=lambda facts: services.withdraw_marriage(
            actor=request.user, marriage=marriage, **facts
        ),
    )


@read_or_post
@private
def withdraw_beneficiary(request: SignedInRequest, beneficiary_id: UUID) -> HttpResponse:
    """A line of a designation that never was; one that ended has a date for that."""
    line = get_beneficiary_or_404(request.user, beneficiary_id, to="edit")
    heir = line.person or line.entity
    return confirmed(
        request,
        line.account.household,
        ReasonForm(posted(request), row=line),
        heading=_("{account}: withdraw {heir}").format(account=line.account, heir=heir),
        follows=[
            _("Only for a line that never was. One that was changed is ended with a date."),
            _("The record and the reason stay."),
        ],
        button=_("Withdraw the line"),
        act=lambda facts: services.withdraw_beneficiary(
            actor=request.user, beneficiary=line, **facts
        ),
    )


@read_or_post
@private
def withdraw_income(request: SignedInRequest, income_id: UUID) -> HttpResponse:
    """An income that never was; one that ended is ended with a day."""
    income = get_income_or_404(request.user, income_id, to="edit")
    return confirmed(
        request,
        income.household,
        ReasonForm(posted(request), row=income),
        heading=_("Withdraw {income}").format(income=income),
        follows=[
            _("Only for an income that never was. One that ended is ended with a day."),
            _("The record and the reason stay."),
        ],
        button=_("Withdraw the income"),
        act=lambda facts: services.withdraw_income(actor=request.user, income=income, **facts),
    )


@read_or_post
@private
def withdraw_goal(request: SignedInRequest, goal_id: UUID) -> HttpResponse:
    """A goal that was given up; no plan counts with it any more."""
    goal = get_goal_or_404(request.user, goal_id, to="edit")
    return confirmed(
        request,
        goal.household,
        ReasonForm(posted(request), row=goal),
        heading=_("Withdraw {goal}").format(goal=goal),
        follows=[
            _("No plan counts with it any more. One that is put off gets another year."),
            _("The record and the reason stay."),
        ],
        button=_("Withdraw the goal"),
        act=lambda facts: services.withdraw_goal(actor=request.user, goal=goal, **facts),
        back=reverse("planning:plan_facts", args=[goal.household_id]),
    )


@read_or_post
@private
def withdraw_fixed_withdrawal(request: SignedInRequest, fixed_id: UUID) -> HttpResponse:
    """A decision taken back: the year is planned again."""
    fixed = get_fixed_withdrawal_or_404(request.user, fixed_id, to="edit")
    said = {"amount": dollars(fixed.amount), "account": fixed.account, "year": fixed.year}
    return confirmed(
        request,
        fixed.household,
        ReasonForm(posted(request), row=fixed),
        heading=_("Take back {amount}, {account}, {year}").format(**said),
        follows=[
            _("A plan decides anew what to take from the account in that year."),
            _("The record and the reason stay."),
        ],
        button=_("Take it back"),
        act=lambda facts: services.withdraw_fixed_withdrawal(
            actor=request.user, fixed=fixed, **facts
        ),
        back=reverse("planning:plan_facts", args=[fixed.household_id]),
    )


@read_or_post
@private
def withdraw_balance(request: SignedInRequest, balance_id: UUID) -> HttpResponse:
    """A figure that is wrong; one that changed is corrected on the sheet."""
    balance = get_balance_or_404(request.user, balance_id, to="edit")
    said = {"amount": dollars(balance.amount), "account": balance.account, "year": balance.year}
    others = balance.account.balances.filter(year=balance.year, withdrawn_at=None)
    is_last = not others.exclude(pk=balance.pk).exists()
    left = _("No other figure of that day is on record: what rests on it cannot be decided.")
    return confirmed(
        request,
        balance.account.household,
        ReasonForm(posted(request), row=balance),
        heading=_("Withdraw {amount}, {account}, December 31, {year}").format(**said),
        follows=[*([left] if is_last else []), _("The record and the reason stay.")],
        button=_("Withdraw the figure"),
        act=lambda facts: services.withdraw_balance(actor=request.user, balance=balance, **facts),
    )


@read_or_post
@private
def withdraw_document(request: SignedInRequest, document_id: UUID) -> HttpResponse:
    """A document that is evidence of nothing; the file stays."""
    document = get_document_or_404(request.user, document_id, to="edit")
    named = services.evidence_of(document)
    if named:
        follows = [_("It is the evidence of {what}.").format(what=what) for what in named]
        follows.append(_("Attach another document to that first."))
    else:
        follows = [_("It leaves the list. The file, the record and the reason stay.")]
    return confirmed(
        request,
        document.household,
        ReasonForm(posted(request), row=document),
        heading=_("Withdraw {name}").format(name=document),
        follows=follows,
        button=_("Withdraw the document"),
        act=lambda facts: services.withdraw_document(
            actor=request.user, document=document, **facts
        ),
    )


def _owing(account: Account) -> Iterable[str]:
    """Say what becomes of what an account owes, before somebody says what became of it."""
    try:
        owed = owed_by_account(account, as_of=today_of(account.firm))
    except EngineError as refusal:
        yield _("What it owes cannot be worked out: {problem}").format(problem=refusal)
        yield _("Nothing is deleted: the account can come back.")
        return
    for year, amount in owed.items():
        said = {"amount": dollars(amount), "year": year}
        yield _("It still owes {amount} for {year}.").format(**said)
    if owed:
        yield _(
            "A closed account goes on owing that. If another firm looks after it, or it never "
            "existed, the book will no longer ask for it."
        )
    else:
        yield _("It owes nothing now.")
    yield _("Nothing is deleted: the account can come back.")


def _why(because: str) -> list[str]:
    return [_("It was archived because: {why}").format(why=because)] if because else []


def confirmed(
    request: SignedInRequest,
    household: Household,
    form: ConfirmForm,
    *,
    heading: str,
    follows: Iterable[str],
    button: str,
    act: Callable[[dict[str, Any]], object],
    back: str | None = None,
) -> HttpResponse:
    """Act and go back to the household, or say what follows, and why nothing was done.

    `back` is another page to go back to.
    """
    back = back or reverse("planning:household", args=[household.pk])
    if form.is_valid():
        try:
            act(form.facts)
        except (ValidationError, services.EditConflict) as refusal:
            form.say(refusal)
        else:
            messages.success(request, _("Done: {what}.").format(what=heading))
            return redirect(back)
    context = {
        "household": household,
        "form": form,
        "heading": heading,
        "follows": follows,
        "button": button,
        "back": back,
    }
    return render(request, "planning/confirm.html", context, status=422 if form.errors else 200)
