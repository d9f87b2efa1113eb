"""How far is a gift to charity: issued, delivered, cleared, acknowledged?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients import services
from clients.models import Account, Payment, Person, User
from clients.services.editing import EditConflict, change, given
from clients.today import today_of
from planning.engine import household as facts
from planning.engine.law import load_law
from planning.engine.rmd.qcd import gifts_begin_on

FIRST_DEDUCTIONS = 2020  # SECURE Act § 107(a): contributions after 70½ for years after 2019
STEPS = ("payee", "delivered_on", "cleared_on", "acknowledgement", "is_split_interest")


def follow_gift(*, actor: User, payment: Payment, revision: int, **values: Any) -> Payment:
    """Say who got a gift, when it arrived and cleared, and keep its acknowledgement.

    The day it cleared decides its year. What somebody verified can only be added to, within its
    year; a gift that cleared in another is undone with a reason and recorded anew.

    Raises: EditConflict; ValidationError, by field.
    """
    if payment.undone_at is not None:
        raise EditConflict(payment)
    if payment.kind != Payment.Kind.QCD:
        raise ValidationError({NON_FIELD_ERRORS: _("This payment is no gift to charity.")})
    _check(payment, values)
    return services.change_payment(
        actor=actor, payment=payment, revision=revision, **given(values, STEPS)
    )


@transaction.atomic
def record_gifts(
    *,
    actor: User,
    account: Account,
    paid_on: date,
    gifts: Sequence[tuple[int, str, Decimal]],
    evidence: str = "",
    sure_of: Collection[str] = (),
) -> list[Payment]:
    """Put several gifts of one day on record, all or none; each is a row, a charity, an amount.

    Two gifts of a day and amount are no doubt where their charities differ.

    Raises: ValidationError, by field and row, and by doubt.
    """
    recorded = []
    for row, payee, amount in gifts:
        of_the_day = account.payments.filter(undone_at=None, paid_on=paid_on)
        others = {paid.payee.casefold() for paid in of_the_day if paid.amount == amount}
        is_told_apart = "" not in others and payee.casefold() not in others
        try:
            payment = services.record_payment(
                actor=actor,
                account=account,
                paid_on=paid_on,
                amount=amount,
                kind=Payment.Kind.QCD,
                payee=payee,
                evidence=evidence,
                sure_of=[*sure_of, "is_second"] if is_told_apart else sure_of,
            )
        except ValidationError as refusal:
            raise ValidationError(_by_row(refusal, row)) from refusal
        recorded.append(payment)
    return recorded


def record_deduction(
    *, actor: User, person: Person, revision: int, year: int, amount: Decimal
) -> Person:
    """Say what was deducted for a contribution of a year to IRAs after 70½; 0 takes it back.

    Raises: EditConflict; ValidationError, by field.
    """
    known = facts.Person(id=person.key, name=person.name, born_on=person.born_on)
    begins_on = gifts_begin_on(known, load_law())
    if begins_on is None:
        raise ValidationError({"year": _("Record the birth date first.")})
    first = max(FIRST_DEDUCTIONS, begins_on.year)
    if year < first:
        text = _("Nothing could be deducted after 70½ before %(year)s.") % {"year": first}
        raise ValidationError({"year": text})
    if year > today_of(person.firm).year:
        raise ValidationError({"year": _("This year has not come yet.")})
    stated = {**person.ira_deductions_after_70_half, str(year): f"{amount:.2f}"}
    if not amount:
        del stated[str(year)]
    return change(
        person,
        actor=actor,
        revision=revision,
        values={"ira_deductions_after_70_half": stated},
        household=person.household,
    )


def _by_row(refusal: ValidationError, row: int) -> dict[str, list[str]]:
    """Return what is wrong, under the names of the row's fields."""
    named = getattr(refusal, "message_dict", {NON_FIELD_ERRORS: refusal.messages})
    return {
        f"{name}_{row}" if name in ("amount", "payee") else name: said
        for name, said in named.items()
    }


def _check(payment: Payment, values: dict[str, Any]) -> None:
    """Issued first, then delivered, then cleared, and none of it tomorrow."""
    problems, before = {}, payment.paid_on
    for name in ("delivered_on", "cleared_on"):
        day: date | None = values.get(name, getattr(payment, name))
        if day is None:
            continue
        if day > today_of(payment.firm):
            problems[name] = _("This day has not come yet.")
        elif day < before:
            problems[name] = _("A gift is issued first, then delivered, then cleared.")
        before = day
    if problems:
        raise ValidationError(problems)
