"""What is done with payments out of accounts?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
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

# What may be so and seldom is: asked about once, under these names, before it is recorded.
DOUBTS = ("is_second", "is_above_balance")
DOUBTED = ("paid_on", "amount")


def record_payment(
    *,
    actor: User | None,
    account: Account,
    paid_on: date,
    amount: Decimal,
    kind: str = Payment.Kind.CASH,
    sure_of: Collection[str] = (),
    **details: Any,
) -> Payment:
    """Put on record that money left an account; `amount` is before anything withheld from it.

    `sure_of` are the doubts that somebody answered: it is a second payment of the day, or the
    account held more than is known.

    Raises: ValidationError, by field, and by doubt.
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
    return add(
        payment,
        actor=actor,
        household=account.household,
        check=partial(_check_and_ask, sure_of=sure_of),
    )


def change_payment(
    *,
    actor: User | None,
    payment: Payment,
    revision: int,
    sure_of: Collection[str] = (),
    **values: Any,
) -> Payment:
    """Correct a payment, say when its cheque cleared, or add its evidence.

    Another day or amount is doubted like that of a new payment.

    Raises: EditConflict; ValidationError, by field, and by doubt.
    """
    given(values, PAYMENT_FIELDS)
    is_moved = any(name in values and values[name] != getattr(payment, name) for name in DOUBTED)
    return change(
        payment,
        actor=actor,
        revision=revision,
        values=values,
        household=payment.account.household,
        check=partial(_check_and_ask, sure_of=sure_of) if is_moved else _check_payment,
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


def balance_left(account: Account, *, on: date, besides: Payment | None = None) -> Decimal | None:
    """Return the last balance before a day less what was paid since; None: none is on record.

    Where sources differ it is the largest: this is asked only to doubt a payment beyond it.
    """
    balances = account.balances.filter(withdrawn_at=None, year__lt=on.year)
    last = balances.order_by("-year", "-amount").first()
    if last is None:
        return None
    since = account.payments.filter(undone_at=None, paid_on__year__gt=last.year)
    if besides is not None:
        since = since.exclude(pk=besides.pk)
    left: Decimal = last.amount - sum(since.values_list("amount", flat=True), Decimal(0))
    return left


def _check_and_ask(payment: Payment, *, sure_of: Collection[str]) -> None:
    """Refuse what cannot be, and ask about what is seldom so, unless it was answered."""
    _check_payment(payment)
    payment.clean_fields()
    # One after the other, so that a button pressed twice finds its own first payment.
    account = Account.objects.select_for_update(of=("self",)).get(pk=payment.account_id)
    doubts = {}
    same = account.payments.filter(
        undone_at=None, paid_on=payment.paid_on, amount=payment.amount
    ).exclude(pk=payment.pk)
    if "is_second" not in sure_of and same.exists():
        doubts["is_second"] = _(
            "A payment of this amount and day is on record already. Is this a second one? Then "
            "tick it."
        )
    left = balance_left(account, on=payment.paid_on, besides=payment)
    if left is not None and payment.amount > left and "is_above_balance" not in sure_of:
        text = _(
            "The account is known to hold %(left)s: its last balance, less what was paid since. "
            "If it held more, tick it."
        )
        doubts["is_above_balance"] = text % {"left": f"${max(left, Decimal(0)):,.2f}"}
    if doubts:
        raise ValidationError(doubts)


def _check_payment(payment: Payment) -> None:
    born_on = payment.account.owner.born_on
    if payment.paid_on > today_of(payment.firm):
        problem = _("This day has not come yet; record the payment when it was made.")
        raise ValidationError({"paid_on": problem})
    if born_on is not None and payment.paid_on < born_on:
        raise ValidationError({"paid_on": _("This is before the birth of the account's owner.")})
    opened_on = payment.account.opened_on
    if opened_on is not None and payment.paid_on < opened_on:
        problem = _("The account was opened on %(day)s: it paid nothing before.")
        raise ValidationError({"paid_on": problem % {"day": date_format(opened_on, "F j, Y")}})
    if payment.amount <= 0:
        raise ValidationError({"amount": _("Write an amount above zero.")})
    if payment.federal_withheld + payment.state_withheld > payment.amount:
        problem = _("Less than what was withheld: write the amount before withholding.")
        raise ValidationError({"amount": problem})
    if payment.cleared_on is not None and payment.cleared_on < payment.paid_on:
        raise ValidationError({"cleared_on": _("This is before the day of payment.")})
    if payment.is_split_interest and payment.kind != Payment.Kind.QCD:
        problem = _("Only a gift to charity (QCD) can be this.")
        raise ValidationError({"is_split_interest": problem})
    if payment.makes_up_for is not None and payment.makes_up_for >= payment.paid_on.year:
        problem = _("%(year)s was not over when this was paid.") % {"year": payment.makes_up_for}
        raise ValidationError({"makes_up_for": problem})
