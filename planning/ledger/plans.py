"""How does a proposal become payments? Planned, ordered, recorded as made, or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from clients import services
from clients.models import Account, Household, Payment, User
from clients.services.editing import EditConflict, add, change, withdraw
from clients.today import today_of
from planning.models import PlannedPayment


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A payment somebody wants to plan."""

    account: Account
    amount: Decimal
    pay_by: date
    kind: str = Payment.Kind.CASH
    payee: str = ""


@transaction.atomic
def plan_payments(*, actor: User | None, year: int, wishes: Iterable[Wish]) -> list[PlannedPayment]:
    """Put payments on the plan of a distribution year, all of them or none.

    Raises: ValidationError, by field.
    """
    return [_plan(actor, year, wish) for wish in wishes]


@transaction.atomic
def plan_proposal(
    *,
    actor: User | None,
    household: Household,
    seen: int,
    year: int,
    wishes: Iterable[Wish],
) -> list[PlannedPayment]:
    """Plan what was proposed from the facts of the revision `seen`, once.

    Raises: ValidationError where the facts changed since, if only by the same plan.
    """
    unchanged = Household.objects.filter(pk=household.pk, facts_revision=seen)
    if not unchanged.update(facts_revision=F("facts_revision") + 1):
        text = _(
            "The records changed after this was proposed. Look at it again; nothing is planned."
        )
        raise ValidationError({NON_FIELD_ERRORS: text})
    return plan_payments(actor=actor, year=year, wishes=wishes)


def order_payment(
    *,
    actor: User | None,
    planned: PlannedPayment,
    revision: int,
    ordered_on: date,
    reference: str = "",
) -> PlannedPayment:
    """Say that the custodian was asked to pay.

    Raises: EditConflict; ValidationError, by field.
    """
    _is_still_to_come(planned)
    if ordered_on > today_of(planned.firm):
        raise ValidationError({"ordered_on": _("This day has not come yet.")})
    values = {"ordered_on": ordered_on, "reference": reference}
    return change(
        planned, actor=actor, revision=revision, values=values, household=planned.household
    )


@transaction.atomic
def record_planned(
    *,
    actor: User | None,
    planned: PlannedPayment,
    revision: int,
    paid_on: date,
    amount: Decimal,
    **details: Any,
) -> Payment:
    """Record the payment a plan led to; the plan keeps pointing at it.

    Raises: EditConflict; ValidationError, by field.
    """
    _is_still_to_come(planned)
    payment = services.record_payment(
        actor=actor,
        account=planned.account,
        paid_on=paid_on,
        amount=amount,
        kind=planned.kind,
        **{"payee": planned.payee, **details},
    )
    change(
        planned,
        actor=actor,
        revision=revision,
        values={"payment": payment},
        household=planned.household,
    )
    return payment


def withdraw_plan(
    *, actor: User | None, planned: PlannedPayment, revision: int, because: str
) -> PlannedPayment:
    """Take a payment off the plan; it stays to be seen, with the reason.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    _is_still_to_come(planned)
    return withdraw(
        planned, actor=actor, household=planned.household, revision=revision, because=because
    )


def _plan(actor: User | None, year: int, wish: Wish) -> PlannedPayment:
    account = wish.account
    planned = PlannedPayment(
        firm=account.firm,
        household=account.household,
        account=account,
        year=year,
        kind=wish.kind,
        amount=wish.amount,
        pay_by=wish.pay_by,
        payee=wish.payee,
        planned_by=actor,
    )
    return add(planned, actor=actor, household=account.household, check=_check)


def _check(planned: PlannedPayment) -> None:
    if planned.amount <= 0:
        raise ValidationError({"amount": _("Write an amount above zero.")})
    if planned.account.archived_at is not None:
        problem = _("This account is archived. Choose another, or restore it first.")
        raise ValidationError({"account": problem})
    if planned.pay_by < today_of(planned.firm):
        raise ValidationError({"pay_by": _("This day is over. Choose today or a later day.")})


def _is_still_to_come(planned: PlannedPayment) -> None:
    if not planned.is_to_come:
        raise EditConflict(planned)
