"""Which payments does the worklist mean where it says that evidence waits to be verified?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from clients.models import Household, Payment
from planning.facts.standing import PAYMENTS
from planning.worklist.kinds import Item

KIND = "evidence_to_verify"


def payments_to_verify(households: QuerySet[Household], items: Iterable[Item]) -> list[Payment]:
    """Return the payments of some items whose evidence nobody has verified, the oldest first."""
    meant = Q(pk__in=[])
    for item in items:
        if item.kind == KIND:
            meant |= Q(
                account__owner=item.person,
                paid_on__range=(date(item.year, 1, 1), date(item.year, 12, 31)),
            )
    waiting = PAYMENTS.filter(meant, account__household__in=households, verification=None)
    proven_by = waiting.exclude(evidence="", document=None).select_related(
        "firm",
        "account__owner",
        "account__household",
        "account__custodian",
        "document",
        "recorded_by",
    )
    return list(proven_by.order_by("account__household__name", "paid_on", "pk"))
