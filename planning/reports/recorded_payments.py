"""Which payments of a household are on record around a distribution year?"""

from __future__ import annotations

from django.db.models import QuerySet

from clients.models import Household, Payment


def recorded_payments(household: Household, *, year: int) -> QuerySet[Payment]:
    """Return what was paid in the year and, where it may count back, in the next; undone too."""
    payments = Payment.objects.filter(
        account__household=household, paid_on__year__in=(year, year + 1)
    )
    return payments.select_related(
        "account__owner", "account__custodian", "document", "recorded_by", "undone_by"
    )
