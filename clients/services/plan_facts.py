"""What is done with what a household's plan rests on: its wishes, limits and assumptions?"""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import (
    Account,
    Assumptions,
    Fact,
    FirmAssumptions,
    FixedWithdrawal,
    Goal,
    Household,
    Limits,
    Spending,
    User,
)
from clients.models.plan_facts import ASSETS
from clients.services.editing import add, change, given, next_position, withdraw
from clients.today import today_of

SPENDING_FIELDS = ("annual", "profile", "survivor_share", "essential_share")
GOAL_FIELDS = ("name", "year", "amount", "kind")
LIMIT_FIELDS = (
    "estate_floor",
    "minimum_cash",
    "max_bracket",
    "max_irmaa_tier",
    "under_aca_cliff",
    "conversions_from",
    "conversions_to",
    "max_conversion",
    "never_sell",
)
FIXED_FIELDS = ("account", "year", "amount")
FIRM_ASSUMPTION_FIELDS = (
    "inflation",
    *ASSETS,
    "bracket_indexing",
    "heirs_tax_rate",
    "seed",
)
ASSUMPTION_FIELDS = (*FIRM_ASSUMPTION_FIELDS, "bequest_floor")

Stated = TypeVar("Stated", Spending, Limits, Assumptions)


def state_spending(
    *, actor: User | None, household: Household, revision: int, **values: Any
) -> Spending:
    """Say what a household spends; the first time with revision 0.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, SPENDING_FIELDS)
    return _state(Spending, actor, household, revision, values)


def state_limits(
    *, actor: User | None, household: Household, revision: int, **values: Any
) -> Limits:
    """Say what a plan must keep to; the first time with revision 0.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, LIMIT_FIELDS)
    return _state(Limits, actor, household, revision, values)


def state_assumptions(
    *, actor: User | None, household: Household, revision: int, **values: Any
) -> Assumptions:
    """Say what is assumed for a household and not for all of its firm; first with revision 0.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, ASSUMPTION_FIELDS)
    return _state(Assumptions, actor, household, revision, values)


def add_goal(*, actor: User | None, household: Household, **values: Any) -> Goal:
    """Add a cost, a gift or an inflow of one year, this one or one to come.

    Raises: ValidationError, by field.
    """
    goal = Goal(
        firm=household.firm,
        household=household,
        position=next_position(household.goals),
        **given(values, GOAL_FIELDS),
    )
    return add(goal, actor=actor, household=household, check=_check_year)


def change_goal(*, actor: User | None, goal: Goal, revision: int, **values: Any) -> Goal:
    """Correct a goal. One whose year is over may still be corrected.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, GOAL_FIELDS)
    return change(
        goal,
        actor=actor,
        revision=revision,
        values=values,
        household=goal.household,
        check=_check_year if values.get("year", goal.year) != goal.year else _check_amount,
    )


def withdraw_goal(*, actor: User | None, goal: Goal, revision: int, because: str) -> Goal:
    """Take away a goal that was given up or never was.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    household = goal.household
    return withdraw(goal, actor=actor, household=household, revision=revision, because=because)


def add_fixed_withdrawal(
    *, actor: User | None, household: Household, account: Account, **values: Any
) -> FixedWithdrawal:
    """Add what is decided already to be taken from an account in a year.

    Raises: ValidationError, by field.
    """
    fixed = FixedWithdrawal(
        firm=household.firm,
        household=household,
        account=account,
        position=next_position(household.fixed_withdrawals),
        **given(values, FIXED_FIELDS),
    )
    return add(fixed, actor=actor, household=household, check=_check_fixed)


def change_fixed_withdrawal(
    *, actor: User | None, fixed: FixedWithdrawal, revision: int, **values: Any
) -> FixedWithdrawal:
    """Correct a decided withdrawal.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, FIXED_FIELDS)
    return change(
        fixed,
        actor=actor,
        revision=revision,
        values=values,
        household=fixed.household,
        check=_check_fixed if values.get("year", fixed.year) != fixed.year else _check_taken,
    )


def withdraw_fixed_withdrawal(
    *, actor: User | None, fixed: FixedWithdrawal, revision: int, because: str
) -> FixedWithdrawal:
    """Take back a decision about a year.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    household = fixed.household
    return withdraw(fixed, actor=actor, household=household, revision=revision, because=because)


@transaction.atomic
def _state(
    model: type[Stated],
    actor: User | None,
    household: Household,
    revision: int,
    values: dict[str, Any],
) -> Stated:
    # Two who say it for the first time at once wait for each other here.
    Household.objects.select_for_update().get(pk=household.pk)
    standing = model._default_manager.filter(household=household).first()
    if standing is None:
        row = model(firm=household.firm, household=household, **values)
        return add(row, actor=actor, household=household, check=_check_stated)
    return change(
        standing,
        actor=actor,
        revision=revision,
        values=values,
        household=household,
        check=_check_stated,
    )


def _check_stated(row: Fact) -> None:
    """Say beside the field what no plan could be made with."""
    if isinstance(row, Limits):
        first, last = row.conversions_from, row.conversions_to
        if first is not None and last is not None and last < first:
            problem = _("This is before the first year of conversions, {year}.")
            raise ValidationError({"conversions_to": problem.format(year=first)})
    if isinstance(row, Assumptions):
        check_returns(row)


def check_returns(row: Assumptions | FirmAssumptions) -> None:
    """Want all returns or none: half a set would be completed from another one.

    Raises: ValidationError, by field.
    """
    missing = [asset for asset in ASSETS if asset not in row.returns]
    if row.returns and missing:
        problem = _("Type this return too, or leave all three empty.")
        raise ValidationError(dict.fromkeys(missing, problem))


def _check_year(row: Goal | FixedWithdrawal) -> None:
    """Refuse a year that is over: a plan begins with this one."""
    this_year = today_of(row.firm).year
    if row.year is not None and row.year < this_year:
        problem = _("{year} is over. Type {this_year} or a later year.")
        raise ValidationError({"year": problem.format(year=row.year, this_year=this_year)})
    _check_amount(row)


def _check_amount(row: Goal | FixedWithdrawal) -> None:
    if row.withdrawn_at is None and row.amount is not None and row.amount <= 0:
        raise ValidationError({"amount": _("Type an amount above zero.")})


def _check_fixed(row: FixedWithdrawal) -> None:
    _check_taken(row)
    _check_year(row)


def _check_taken(row: FixedWithdrawal) -> None:
    if row.withdrawn_at is None and row.account.archived_at is not None:
        raise ValidationError({"account": _("This account is archived. Choose another.")})
    _check_amount(row)
