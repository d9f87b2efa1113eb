"""What is done with the figures of a December 31?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Account, Document, User, YearEndAdjustment, YearEndBalance
from clients.services.editing import add, change, given, withdraw
from clients.today import today_of

ADJUSTMENT_FIELDS = (
    "outstanding_rollover",
    "outstanding_transfer",
    "qlac",
    "pre_1987",
    "annuity_value",
)
PARTS_OF_BALANCE = ("qlac", "pre_1987", "annuity_value")


def record_balance(
    *,
    actor: User | None,
    account: Account,
    year: int,
    amount: Decimal,
    source: str,
    document: Document | None = None,
    origin: dict[str, Any] | None = None,
) -> YearEndBalance:
    """Put a source's figure on record; the same figure again changes nothing.

    Raises: ValidationError, by field, also where the source said something else before.
    """
    standing = account.balances.filter(year=year, source=source, withdrawn_at=None).first()
    if standing is not None:
        if standing.amount == amount:
            return standing
        problem = _("%(source)s is on record with another figure: correct that one.")
        raise ValidationError({"amount": problem % {"source": standing.get_source_display()}})
    balance = YearEndBalance(
        firm=account.firm,
        account=account,
        year=year,
        amount=amount,
        source=source,
        document=document,
        origin=origin or {},
        entered_by=actor,
    )
    return add(balance, actor=actor, household=account.household, check=_check_alone)


def withdraw_balance(
    *, actor: User | None, balance: YearEndBalance, because: str, revision: int | None = None
) -> YearEndBalance:
    """Take a figure found wrong out of every computation; the record and the reason stay.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    return withdraw(
        balance,
        actor=actor,
        household=balance.account.household,
        revision=balance.revision if revision is None else revision,
        because=because,
    )


@transaction.atomic
def correct_balance(
    *,
    actor: User | None,
    balance: YearEndBalance,
    revision: int,
    amount: Decimal,
    because: str,
    document: Document | None = None,
) -> YearEndBalance:
    """Withdraw a figure with a reason and put the right one of the same source in its place.

    The document is the old figure's unless another is given.

    Raises: EditConflict; ValidationError, by field.
    """
    withdraw_balance(actor=actor, balance=balance, because=because, revision=revision)
    return record_balance(
        actor=actor,
        account=balance.account,
        year=balance.year,
        amount=amount,
        source=balance.source,
        document=document or balance.document,
    )


@transaction.atomic
def settle_balances(
    *, actor: User | None, keep: YearEndBalance, because: str
) -> list[YearEndBalance]:
    """End a conflict: withdraw every other figure of that December 31, and return them.

    Raises: ValidationError where no reason is given.
    """
    others = keep.account.balances.filter(year=keep.year, withdrawn_at=None).exclude(pk=keep.pk)
    return [
        withdraw_balance(actor=actor, balance=other, because=because)
        for other in others
        if other.amount != keep.amount
    ]


@transaction.atomic
def record_adjustment(
    *, actor: User | None, account: Account, year: int, revision: int | None = None, **values: Any
) -> YearEndAdjustment:
    """State what stands beside or inside a balance: the first time, or again by its revision.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, ADJUSTMENT_FIELDS)
    stated = account.adjustments.filter(year=year).first()
    if stated is None:
        new = YearEndAdjustment(firm=account.firm, account=account, year=year, **values)
        return add(new, actor=actor, household=account.household, check=_check_adjustment)
    return change(
        stated,
        actor=actor,
        revision=revision or 0,  # who did not know of it cannot have read it
        values=values,
        household=account.household,
        check=_check_adjustment,
    )


def check_balance(balance: YearEndBalance, stated: YearEndAdjustment | None) -> None:
    """Refuse what cannot be a balance, given what is stated to be inside it.

    Raises: ValidationError, by field.
    """
    in_future = date(balance.year, 12, 31) > today_of(balance.firm)
    if in_future and balance.source != YearEndBalance.Source.ESTIMATE:
        problem = _("December 31, %(year)d has not come yet: enter an estimate, or wait.")
        raise ValidationError({"year": problem % {"year": balance.year}})
    opened_on = balance.account.opened_on
    if opened_on is not None and balance.year < opened_on.year and balance.amount > 0:
        problem = _("The account was opened on %(day)s: it held nothing on that December 31.")
        raise ValidationError({"year": problem % {"day": date_format(opened_on, "F j, Y")}})
    if stated is not None and balance.amount < _parts(stated):
        problem = _("This is less than what is said to be inside it, $%(parts)s.")
        raise ValidationError({"amount": problem % {"parts": f"{_parts(stated):,.2f}"}})


def _check_alone(balance: YearEndBalance) -> None:
    check_balance(balance, balance.account.adjustments.filter(year=balance.year).first())


def _check_adjustment(adjustment: YearEndAdjustment) -> None:
    standing = adjustment.account.balances.filter(year=adjustment.year, withdrawn_at=None)
    least = min((balance.amount for balance in standing), default=None)
    parts = _parts(adjustment)
    if least is not None and parts > least:
        name = next(part for part in PARTS_OF_BALANCE if getattr(adjustment, part))
        problem = _("What is inside the balance comes to $%(parts)s, more than the balance.")
        raise ValidationError({name: problem % {"parts": f"{parts:,.2f}"}})


def _parts(adjustment: YearEndAdjustment) -> Decimal:
    parts = (getattr(adjustment, part) or Decimal(0) for part in PARTS_OF_BALANCE)
    return sum(parts, Decimal(0))
