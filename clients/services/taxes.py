"""What is done with the facts a household's tax return rests on?"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Account, Household, Income, Person, TaxProfile, User
from clients.services.editing import add, change, given, next_position, withdraw

INCOME_FIELDS = (
    "person",
    "kind",
    "annual",
    "monthly_at_fra",
    "start_on",
    "to_on",
    "cola",
    "growth",
    "survivor_share",
    "tax_free_annual",
    "investment_in_contract",
)
RETURN = ("filing_status", "dependents", "lived_with_spouse", "spouse_itemizes")
YIELDS = ("dividends", "qualified_share", "interest", "tax_exempt_interest")
DEDUCTIONS = ("state_local", "real_estate_tax", "mortgage_interest", "charity_cash", "medical")
HEALTH = ("aca_benchmark_annual", "other_medical")
YEARLY = ("prior_magi", "realized_gains", "moves")
PROFILE_FIELDS = (*RETURN, *YIELDS, *DEDUCTIONS, *HEALTH, *YEARLY)
WITH_INVESTMENT = (Income.Kind.PENSION, Income.Kind.ANNUITY)
ACCOUNT_TAX_FIELDS = ("basis", "first_funded", "conversions", "allocation")


def add_income(
    *, actor: User | None, household: Household, person: Person, kind: str, **values: Any
) -> Income:
    """Add an income of one of the household's people.

    Raises: ValidationError, by field.
    """
    income = Income(
        firm=household.firm,
        household=household,
        person=person,
        kind=kind,
        position=next_position(household.incomes),
        **given(values, INCOME_FIELDS),
    )
    return add(income, actor=actor, household=household, check=_check_income)


def change_income(*, actor: User | None, income: Income, revision: int, **values: Any) -> Income:
    """Correct an income, or say when it ended.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, INCOME_FIELDS)
    return change(
        income,
        actor=actor,
        revision=revision,
        values=values,
        household=income.household,
        check=_check_income,
    )


def withdraw_income(*, actor: User | None, income: Income, revision: int, because: str) -> Income:
    """Take away an income that never was; one that ended gets `to_on`.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    household = income.household
    return withdraw(income, actor=actor, household=household, revision=revision, because=because)


@transaction.atomic
def state_tax_facts(
    *, actor: User | None, household: Household, revision: int, **values: Any
) -> TaxProfile:
    """Say what a household's return needs; the first time with revision 0.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, PROFILE_FIELDS)
    # Two who say it for the first time at once wait for each other here.
    Household.objects.select_for_update().get(pk=household.pk)
    standing = TaxProfile.objects.filter(household=household).first()
    if standing is None:
        row = TaxProfile(firm=household.firm, household=household, **values)
        return add(row, actor=actor, household=household)
    return change(standing, actor=actor, revision=revision, values=values, household=household)


def state_account_taxes(
    *, actor: User | None, account: Account, revision: int, **values: Any
) -> Account:
    """Say what of an account was taxed before, and how it is invested.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, ACCOUNT_TAX_FIELDS)
    return change(
        account, actor=actor, revision=revision, values=values, household=account.household
    )


def _check_income(income: Income) -> None:
    """Say beside the field what the reader of the household could make nothing of."""
    if income.withdrawn_at is not None:
        return
    if income.kind == Income.Kind.SOCIAL_SECURITY:
        if income.annual is None and income.monthly_at_fra is None:
            problem = _("Type the monthly benefit at full retirement age, or what a year pays.")
            raise ValidationError({"monthly_at_fra": problem})
    elif income.monthly_at_fra is not None:
        problem = _("Only Social Security has this benefit: leave it empty.")
        raise ValidationError({"monthly_at_fra": problem})
    elif income.annual is None:
        raise ValidationError({"annual": _("Type the amount of one year.")})
    if income.start_on and income.to_on and income.to_on < income.start_on:
        raise ValidationError({"to_on": _("This is before the first day it is paid for.")})
    _check_investment(income)


def _check_investment(income: Income) -> None:
    tax_free, investment = income.tax_free_annual, income.investment_in_contract
    for name, amount in (("tax_free_annual", tax_free), ("investment_in_contract", investment)):
        if amount is not None and income.kind not in WITH_INVESTMENT:
            problem = _("Only a pension or an annuity has this: leave it empty.")
            raise ValidationError({name: problem})
    if tax_free is not None and income.annual is not None and tax_free > income.annual:
        problem = _("This is more than the amount of a year: correct one of the two.")
        raise ValidationError({"tax_free_annual": problem})
    if investment is None:
        return
    if tax_free is None:
        problem = _("Type what of a year is tax-free: the investment comes back by it.")
        raise ValidationError({"tax_free_annual": problem})
    if income.start_on is None:
        problem = _("Type the day the payments began: the investment comes back from then on.")
        raise ValidationError({"start_on": problem})
