"""What is done with payments out of accounts?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Account, Payment, User
from clients.services.editing import EditConflict, add, change, given, reason
from clients.today import today_of

DETAILS = (
    "federal_withheld",
    "state_withheld",
    "cleared_on",
    "payee",
    "delivered_on",
    "acknowledgement",
    "is_split_interest",
    "makes_up_for",
    "evidence",
    "document",
)
PAYMENT_FIELDS = ("paid_on", "amount", "kind", *DETAILS)


def record_payment(
    *,
    actor: User | None,
    account: Account,
    paid_on: date,
    amount: Decimal,
    kind: str = Payment.Kind.CASH,
    **details: Any,
) -> Payment:
    """Put on record that money left an account; `amount` is before anything withheld from it.

    Raises: ValidationError, by field.
    """
    payment = Payment(
        firm=account.firm,
        account=account,
        paid_on=paid_on,
        amount=amount,
        kind=kind,
        recorded_by=actor,
        **given(details, DETAILS),
    )
    return add(payment, actor=actor, household=account.household, check=_check_payment)


def change_payment(
    *, actor: User | None, payment: Payment, revision: int, **values: Any
) -> Payment:
    """Correct a payment, say when its cheque cleared, or add its evidence.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, PAYMENT_FIELDS)
    return change(
        payment,
        actor=actor,
        revision=revision,
        values=values,
        household=payment.account.household,
        check=_check_payment,
    )


def undo_payment(
    *, actor: User | None, payment: Payment, because: str, revision: int | None = None
) -> Payment:
    """Take a payment that never was out of every computation; the record and the reason stay.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    why = reason(because)
    if payment.undone_at is not None:
        raise EditConflict(payment)
    values = {
        "undone_at": timezone.now(),
        "undone_by": actor,
        "undone_because": why,
    }
    return change(
        payment,
        actor=actor,
        revision=payment.revision if revision is None else revision,
        values=values,
        household=payment.account.household,
    )


def _check_payment(payment: Payment) -> None:
    born_on = payment.account.owner.born_on
    if payment.paid_on > today_of(payment.firm):
        problem = _("This day has not come yet; record the payment when it was made.")
        raise ValidationError({"paid_on": problem})
    if born_on is not None and payment.paid_on < born_on:
        raise ValidationError({"paid_on": _("This is before the birth of the account's owner.")})
    if payment.amount <= 0:
        raise ValidationError({"amount": _("Write an amount above zero.")})
    if payment.federal_withheld + payment.state_withheld > payment.amount:
        problem = _("Less than what was withheld: write the amount before withholding.")
        raise ValidationError({"amount": problem})
    if payment.cleared_on is not None and payment.cleared_on < payment.paid_on:
        raise ValidationError({"cleared_on": _("This is before the day of payment.")})
    if payment.makes_up_for is not None and payment.makes_up_for >= payment.paid_on.year:
        problem = _("%(year)s was not over when this was paid.") % {"year": payment.makes_up_for}
        raise ValidationError({"makes_up_for": problem})
    document = payment.document
    if document is not None and document.household_id != payment.account.household_id:
        raise ValidationError({"document": _("This document is of another household.")})
