"""What is done with accounts and with who is named to inherit them?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Account, Beneficiary, Household, Person, User
from clients.services.editing import (
    add,
    archive,
    change,
    free_key,
    given,
    next_position,
    restore,
    withdraw,
)
from clients.today import today_of

ACCOUNT_FIELDS = (
    "owner",
    "kind",
    "name",
    "custodian",
    "number_last4",
    "opened_on",
    "has_plan",
    "plan_key",
    "employer",
    "separated_on",
    "is_still_employed",
    "is_five_percent_owner",
    "delays_while_working",
    "is_governmental",
    "is_collectively_bargained",
    "annuity",
)
BENEFICIARY_FIELDS = (
    "person",
    "entity",
    "entity_kind",
    "share",
    "is_contingent",
    "from_on",
    "to_on",
)
SUM_TOLERANCE = Decimal("0.001")  # three thirds are written 0.333

# Facts of a plan as a whole: its accounts may leave them open, not contradict each other.
PLAN_FACTS = ("separated_on", "is_five_percent_owner", "delays_while_working")


def add_account(
    *, actor: User | None, household: Household, owner: Person, kind: str, **values: Any
) -> Account:
    """Add an account of one of the household's people.

    Raises: ValidationError, by field.
    """
    given(values, ACCOUNT_FIELDS)
    account = Account(
        firm=household.firm,
        household=household,
        owner=owner,
        kind=kind,
        key=free_key(values.get("name") or kind, household.accounts),
        position=next_position(household.accounts),
        **values,
    )
    return add(account, actor=actor, household=household, check=_check_account)


def change_account(
    *, actor: User | None, account: Account, revision: int, **values: Any
) -> Account:
    """Change what is known of an account and the plan it belongs to.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, ACCOUNT_FIELDS)
    return change(
        account,
        actor=actor,
        revision=revision,
        values=values,
        household=account.household,
        check=_check_account,
    )


def archive_account(
    *, actor: User | None, account: Account, revision: int, became: str, because: str
) -> Account:
    """Take an account out of the daily lists; what became of it decides what it still owes.

    A closed account owes for every year in which it existed; one that another firm looks after,
    or that never was, owes nothing here from today on.

    Raises: EditConflict; ValidationError, by field.
    """
    if became not in Account.Archived:
        raise ValidationError({"became": _("Choose what became of the account.")})
    return archive(
        account,
        actor=actor,
        household=account.household,
        revision=revision,
        because=because,
        archived_as=became,
    )


def restore_account(*, actor: User | None, account: Account, revision: int) -> Account:
    """Bring an archived account back.

    Raises: EditConflict.
    """
    household = account.household
    return restore(account, actor=actor, household=household, revision=revision, archived_as="")


def add_beneficiary(*, actor: User | None, account: Account, **values: Any) -> Beneficiary:
    """Add a line to an account's designation.

    Raises: ValidationError, by field.
    """
    line = Beneficiary(
        firm=account.firm,
        account=account,
        position=next_position(account.beneficiaries),
        **given(values, BENEFICIARY_FIELDS),
    )
    return add(line, actor=actor, household=account.household, check=_check_designation)


def change_beneficiary(
    *, actor: User | None, beneficiary: Beneficiary, revision: int, **values: Any
) -> Beneficiary:
    """Correct a line of a designation, or end it.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, BENEFICIARY_FIELDS)
    return change(
        beneficiary,
        actor=actor,
        revision=revision,
        values=values,
        household=beneficiary.account.household,
        check=_check_designation,
    )


def withdraw_beneficiary(
    *, actor: User | None, beneficiary: Beneficiary, revision: int, because: str
) -> Beneficiary:
    """Take away a line that never was one; one that ended gets `to_on`.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    household = beneficiary.account.household
    return withdraw(
        beneficiary, actor=actor, household=household, revision=revision, because=because
    )


def _check_account(account: Account) -> None:
    if account.opened_on is not None:
        _check_opening(account, account.opened_on)
    if account.is_still_employed and account.separated_on:
        problem = _("Who still works there has not left: remove the day or the tick.")
        raise ValidationError({"separated_on": problem})
    if account.has_plan and account.plan_key:
        _check_plan(account)


def _check_opening(account: Account, opened_on: date) -> None:
    """Refuse a day on which money was there, or paid, before there was an account."""
    if opened_on > today_of(account.firm):
        raise ValidationError({"opened_on": _("This day has not come yet.")})
    paid = account.payments.filter(undone_at=None, paid_on__lt=opened_on).first()
    if paid is not None:
        problem = _("A payment of %(day)s is on record: the account was there by then.")
        raise ValidationError({"opened_on": problem % {"day": date_format(paid.paid_on, "F j, Y")}})
    standing = account.balances.filter(withdrawn_at=None, amount__gt=0, year__lt=opened_on.year)
    if (balance := standing.first()) is not None:
        problem = _("A balance of December 31, %(year)d is on record: the account was there then.")
        raise ValidationError({"opened_on": problem % {"year": balance.year}})


def _check_plan(account: Account) -> None:
    """Refuse what contradicts another account of the same plan."""
    same_plan = account.household.accounts.filter(
        owner=account.owner, has_plan=True, plan_key=account.plan_key
    ).exclude(pk=account.pk)
    for other in same_plan:
        for name in PLAN_FACTS:
            here, there = getattr(account, name), getattr(other, name)
            if here is not None and there is not None and here != there:
                problem = _("%(other)s is of the same plan and says otherwise: %(there)s.")
                raise ValidationError({name: problem % {"other": other, "there": there}})


def _check_designation(line: Beneficiary) -> None:
    """Refuse more than the whole in one rank on the day any line begins."""
    if (line.person is None) is (line.entity == ""):
        raise ValidationError({"person": _("Name either a person or an entity.")})
    if line.withdrawn_at is not None:
        return
    beside = line.account.beneficiaries.filter(is_contingent=line.is_contingent, withdrawn_at=None)
    lines = [line, *beside.exclude(pk=line.pk)]
    for start in lines:
        together = sum(
            (other.share for other in lines if _stands_on_start(other, start)), Decimal(0)
        )
        if together > 1 + SUM_TOLERANCE:
            problem = _("The shares held at one time come to %(total)s, more than the whole.")
            raise ValidationError({"share": problem % {"total": f"{together:.1%}"}})


def _stands_on_start(other: Beneficiary, line: Beneficiary) -> bool:
    """Tell whether a line is in effect on the day another begins."""
    if line.from_on is None:
        return other.from_on is None
    return (other.from_on is None or other.from_on <= line.from_on) and (
        other.to_on is None or line.from_on < other.to_on
    )
