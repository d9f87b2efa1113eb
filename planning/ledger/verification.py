"""Is a payment proven? Somebody looks at its evidence, or undoes it with a reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients import services
from clients.models import Payment, User
from clients.services.editing import EditConflict, add, unmoved
from planning.ledger.closing import reopen_year
from planning.ledger.guards import closing_that_stands
from planning.models import Verification


@transaction.atomic
def verify_payment(*, actor: User, payment: Payment, revision: int) -> Verification:
    """Say that a payment's evidence was looked at and proves it.

    Raises: EditConflict where the payment is not what the verifier read; ValidationError where
    there is no evidence, or where whoever recorded it would verify it too and may not.
    """
    current = unmoved(payment, revision)
    if current.undone_at is not None:
        raise EditConflict(current)
    if refused := why_not_verified(current, actor):
        raise ValidationError({NON_FIELD_ERRORS: refused})
    verification = Verification(
        firm=current.firm, payment=current, verified_by=actor, seen=what_is_seen(current)
    )
    return add(verification, actor=actor, household=current.account.household)


def why_not_verified(payment: Payment, actor: User) -> str | None:
    """Return why somebody may not say now that a payment is proven; None: they may."""
    if Verification.objects.filter(payment=payment).exists():
        return _("This payment is verified already.")
    return why_not_by(payment, actor)


def why_not_by(payment: Payment, actor: User) -> str | None:
    """Return why somebody may not verify a payment that nobody has; None: they may."""
    if not payment.evidence and payment.document is None:
        return _("There is nothing to verify: attach the evidence, or write its reference, first.")
    if payment.firm.needs_second_person and payment.recorded_by_id == actor.pk:
        return _("You recorded this payment; somebody else has to verify it.")
    return None


@transaction.atomic
def reverse_payment(
    *, actor: User | None, payment: Payment, because: str, revision: int | None = None
) -> Payment:
    """Undo a payment that never was, re-opening the year it was signed off in.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    closing = closing_that_stands(payment)
    if closing is not None:
        why = _("A payment was undone: %(because)s") % {"because": because}
        reopen_year(actor=actor, closing=closing, revision=closing.revision, because=why[:200])
    return services.undo_payment(actor=actor, payment=payment, because=because, revision=revision)


def what_is_seen(payment: Payment) -> dict[str, Any]:
    """Return what a verifier looks at, to be kept for good."""
    return {
        "paid_on": payment.paid_on.isoformat(),
        "amount": f"{payment.amount:.2f}",
        "kind": payment.kind,
        "evidence": payment.evidence,
        "document": payment.document and payment.document.sha256,
    }
