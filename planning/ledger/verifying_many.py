"""Several payments proven at once: all that somebody looked at, or none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Payment, User
from clients.services import EditConflict
from planning.ledger.verification import verify_payment

MOST_AT_ONCE = 200


class NotAllError(Exception):
    """Nothing was verified: why not, by payment."""

    def __init__(self, sentences: Mapping[UUID, str]) -> None:
        super().__init__()
        self.sentences = sentences


@transaction.atomic
def verify_payments(*, actor: User, seen: Sequence[tuple[Payment, int]]) -> int:
    """Say of payments, each with the revision that was read, that their evidence proves them.

    Returns how many there are. Raises: NotAllError.
    """
    refused: dict[UUID, str] = {}
    for payment, revision in seen:
        try:
            verify_payment(actor=actor, payment=payment, revision=revision)
        except EditConflict:
            refused[payment.pk] = _("It was changed after this page was opened: look at it again.")
        except ValidationError as refusal:
            refused[payment.pk] = " ".join(refusal.messages)
    if refused:
        raise NotAllError(refused)
    return len(seen)
