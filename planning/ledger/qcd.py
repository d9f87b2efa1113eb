"""How far is a gift to charity: issued, delivered, cleared, acknowledged?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from clients import services
from clients.models import Payment, User
from clients.services.editing import EditConflict, given
from clients.today import today_of

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
