"""Households, people, marriages, accounts and beneficiaries: added and changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients.access import (
    get_account_or_404,
    get_beneficiary_or_404,
    get_household_or_404,
    get_marriage_or_404,
    get_person_or_404,
    require_role,
    teams_for,
)
from clients.models import Household, Role
from clients.requests import SignedInRequest, posted
from clients.today import today_of
from planning.forms.new_household import NewHouseholdForm
from planning.forms.records import (
    AS_TYPED,
    AccountForm,
    BeneficiaryForm,
    HouseholdRecordForm,
    MarriageForm,
    PersonForm,
    RecordForm,
)

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])
ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Where a row is archived or withdrawn, and what the link to it says."""

    name: str
    row: UUID
    label: str

    @property
    def address(self) -> str:
        return reverse(self.name, args=[self.row])


@read_or_post
@private
def new_household(request: SignedInRequest) -> HttpResponse:
    """A household and its people, on one page."""
    firm = require_role(request.user, Role.OWNER, Role.ADVISOR, Role.OPERATIONS).firm
    today = today_of(firm).strftime(AS_TYPED)
    form = NewHouseholdForm(
        posted(request), teams=teams_for(request.user), initial={"records_begin_on": today}
    )
    if request.method == "POST" and (household := form.saved(request.user)):
        messages.success(request, _("The household is on record."))
        return redirect("planning:household", household.pk)
    status = 422 if form.errors else 200
    return render(request, "planning/new_household.html", {"form": form}, status=status)


@read_or_post
@private
def edit_household(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """The name of a household and its team."""
    household = get_household_or_404(request.user, household_id, to="edit")
    teams = teams_for(request.user)
    form = HouseholdRecordForm(posted(request), row=household, teams=teams)
    return edited(request, form, household, _("Change the household"))


@read_or_post
@private
def new_person(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """One more person."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = PersonForm(posted(request), household=household)
    return edited(request, form, household, _("Add a person"))


@read_or_post
@private
def edit_person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """What is known of a person."""
    person = get_person_or_404(request.user, person_id, to="edit")
    form = PersonForm(posted(request), row=person, household=person.household)
    archive = Withdraw("planning:archive_person", person.pk, _("Archive this person"))
    return edited(request, form, person.household, str(person), withdraw=archive)


@read_or_post
@private
def new_marriage(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Two people of the household who are married."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = MarriageForm(posted(request), household=household)
    return edited(request, form, household, _("Add a marriage"))


@read_or_post
@private
def edit_marriage(request: SignedInRequest, marriage_id: UUID) -> HttpResponse:
    """A marriage corrected, or ended by a divorce."""
    marriage = get_marriage_or_404(request.user, marriage_id, to="edit")
    form = MarriageForm(posted(request), row=marriage, household=marriage.household)
    never = Withdraw("planning:withdraw_marriage", marriage.pk, _("This marriage never was"))
    return edited(request, form, marriage.household, str(marriage), withdraw=never)


@read_or_post
@private
def new_account(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """One more account."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = AccountForm(posted(request), household=household)
    return edited(request, form, household, _("Add an account"))


@read_or_post
@private
def edit_account(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """What is known of an account."""
    account = get_account_or_404(request.user, account_id, to="edit")
    form = AccountForm(posted(request), row=account, household=account.household)
    archive = Withdraw("planning:archive_account", account.pk, _("Archive this account"))
    return edited(request, form, account.household, str(account), withdraw=archive)


@read_or_post
@private
def new_beneficiary(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """One more line of an account's designation."""
    account = get_account_or_404(request.user, account_id, to="edit")
    form = BeneficiaryForm(posted(request), account=account)
    heading = _("{account}: add a beneficiary").format(account=account)
    return edited(request, form, account.household, heading)


@read_or_post
@private
def edit_beneficiary(request: SignedInRequest, beneficiary_id: UUID) -> HttpResponse:
    """One line of a designation, corrected or ended."""
    line = get_beneficiary_or_404(request.user, beneficiary_id, to="edit")
    form = BeneficiaryForm(posted(request), row=line, account=line.account)
    heading = _("{account}: a beneficiary").format(account=line.account)
    never = Withdraw("planning:withdraw_beneficiary", line.pk, _("This line never was"))
    return edited(request, form, line.account.household, heading, withdraw=never)


def edited(
    request: SignedInRequest,
    form: RecordForm,
    household: Household,
    heading: str,
    *,
    withdraw: Withdraw | None = None,
    template: str = "planning/record_form.html",
    back: str | None = None,
    another: str | None = None,
    **more: Any,
) -> HttpResponse:
    """Save and go back to the household, or show the form with what was typed and why not.

    `back` is another page to go back to; `another` the form of the next row, for whoever types
    several one after the other.
    """
    back = back or reverse("planning:household", args=[household.pk])
    if request.method == "POST" and form.saved(request.user):
        messages.success(request, _("Saved."))
        return redirect(another if another and ANOTHER in request.POST else back)
    context = {
        "household": household,
        "form": form,
        "heading": heading,
        "withdraw": withdraw,
        "back": back,
        "another": another,
        **more,
    }
    return render(request, template, context, status=422 if form.errors else 200)
