"""What a household's return rests on: incomes, the facts of the return, the taxes of an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients.access import get_account_or_404, get_household_or_404, get_income_or_404
from clients.models import Household
from clients.requests import SignedInRequest, posted
from clients.today import today_of
from planning.forms.account_taxes import AccountTaxForm
from planning.forms.incomes import IncomeForm
from planning.forms.records import RecordForm
from planning.forms.taxes import TaxFactsForm, profile_of
from planning.views.records import Withdraw, edited

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@private
def new_income(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """One more income; several are typed one after the other."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = IncomeForm(posted(request), household=household)
    another = reverse("planning:new_income", args=[household.pk])
    return _edited(request, form, household, _("Add an income"), another=another)


@read_or_post
@private
def edit_income(request: SignedInRequest, income_id: UUID) -> HttpResponse:
    """An income corrected, or ended with a day."""
    income = get_income_or_404(request.user, income_id, to="edit")
    form = IncomeForm(posted(request), row=income, household=income.household)
    never = Withdraw("planning:withdraw_income", income.pk, _("This income never was"))
    return _edited(request, form, income.household, str(income), withdraw=never)


@read_or_post
@private
def tax_facts(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Everything of the return that is of no single person, account or payment, on one page."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = TaxFactsForm(
        posted(request),
        household=household,
        row=profile_of(household),
        today=today_of(household.firm),
    )
    return _edited(request, form, household, _("Facts of the tax return"))


@read_or_post
@private
def account_taxes(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """What of an account was taxed before, and how it is invested."""
    account = get_account_or_404(request.user, account_id, to="edit")
    form = AccountTaxForm(posted(request), row=account)
    return _edited(request, form, account.household, _("{account}: taxes").format(account=account))


def _edited(
    request: SignedInRequest,
    form: RecordForm,
    household: Household,
    heading: str,
    **more: Any,
) -> HttpResponse:
    """Save and go back to the return, or show the form with what was typed and why not."""
    year = today_of(household.firm).year
    return edited(
        request,
        form,
        household,
        heading,
        template="planning/tax_record_form.html",
        back=reverse("planning:tax_year", args=[household.pk, year]),
        year=year,
        **more,
    )
