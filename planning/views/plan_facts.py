"""What a household's plan rests on: spending, goals, limits and assumptions, on one page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from clients import audit
from clients.access import (
    get_fixed_withdrawal_or_404,
    get_goal_or_404,
    get_household_or_404,
    may_edit,
)
from clients.models import AuditAct, Household
from clients.requests import SignedInRequest, posted
from clients.today import today_of
from planning.engine.law import load_law
from planning.forms.plan_facts import (
    AssumptionsForm,
    FixedWithdrawalForm,
    GoalForm,
    LimitsForm,
    SpendingForm,
)
from planning.forms.records import RecordForm
from planning.reports.plan_page import (
    assumptions_of,
    firm_assumptions_of,
    limits_of,
    read_plan_page,
    spending_of,
)
from planning.views.records import Withdraw, edited

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@private
def plan_facts(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Everything on record that a plan rests on, and whose each assumption is."""
    household = get_household_or_404(request.user, household_id)
    page = read_plan_page(household, today_of(household.firm))
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=household.firm,
        subject=household,
        detail={"page": "plan"},
        request=request,
    )
    context = {
        "household": household,
        "page": page,
        "this_year": today_of(household.firm).year,
        "may_edit": may_edit(request.user) and household.archived_at is None,
    }
    return render(request, "planning/plan_facts.html", context)


@read_or_post
@private
def spending(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """What the household spends in a year."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = SpendingForm(posted(request), household=household, row=spending_of(household))
    return _edited(request, form, household, _("Spending"))


@read_or_post
@private
def new_goal(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """One more goal; several are typed one after the other."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = GoalForm(posted(request), household=household)
    another = reverse("planning:new_goal", args=[household.pk])
    return _edited(request, form, household, _("Add a goal"), another=another)


@read_or_post
@private
def edit_goal(request: SignedInRequest, goal_id: UUID) -> HttpResponse:
    """A goal corrected, or put off to another year."""
    goal = get_goal_or_404(request.user, goal_id, to="edit")
    form = GoalForm(posted(request), row=goal, household=goal.household)
    given_up = Withdraw("planning:withdraw_goal", goal.pk, _("This goal was given up"))
    return _edited(request, form, goal.household, str(goal), withdraw=given_up)


@read_or_post
@private
def limits(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """What a plan must keep to."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = LimitsForm(
        posted(request),
        household=household,
        row=limits_of(household),
        law=load_law(),
        today=today_of(household.firm),
    )
    return _edited(request, form, household, _("Limits of the plan"))


@read_or_post
@private
def new_fixed_withdrawal(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """One more decision that a plan takes as it is."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = FixedWithdrawalForm(posted(request), household=household)
    another = reverse("planning:new_fixed_withdrawal", args=[household.pk])
    return _edited(request, form, household, _("Add a decided withdrawal"), another=another)


@read_or_post
@private
def edit_fixed_withdrawal(request: SignedInRequest, fixed_id: UUID) -> HttpResponse:
    """A decision corrected."""
    fixed = get_fixed_withdrawal_or_404(request.user, fixed_id, to="edit")
    form = FixedWithdrawalForm(posted(request), row=fixed, household=fixed.household)
    taken_back = Withdraw(
        "planning:withdraw_fixed_withdrawal", fixed.pk, _("This is decided no more")
    )
    return _edited(request, form, fixed.household, _("Decided withdrawal"), withdraw=taken_back)


@read_or_post
@private
def assumptions(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """What is assumed for this household; what is left empty is the firm's."""
    household = get_household_or_404(request.user, household_id, to="edit")
    form = AssumptionsForm(
        posted(request),
        household=household,
        row=assumptions_of(household),
        firm=firm_assumptions_of(household.firm),
    )
    note = _("What is left empty is as the firm assumes it for every household.")
    return _edited(request, form, household, _("Assumptions"), note=note)


def _edited(
    request: SignedInRequest,
    form: RecordForm,
    household: Household,
    heading: str,
    **more: Any,
) -> HttpResponse:
    """Save and go back to the plan, or show the form with what was typed and why not."""
    return edited(
        request,
        form,
        household,
        heading,
        template="planning/plan_record_form.html",
        back=reverse("planning:plan_facts", args=[household.pk]),
        **more,
    )
