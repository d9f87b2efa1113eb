"""Which rows of a household stand on a day? Read from rows that were fetched beforehand."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from clients.models import (
    Account,
    Beneficiary,
    Household,
    Marriage,
    Payment,
    Person,
    YearEndAdjustment,
    YearEndBalance,
)

# What no fact is read from; leaving it out halves the time of a large book.
_ROW = ("created_at", "revision", "firm")

WITH_RECORDS = (
    Prefetch("people", Person.objects.defer(*_ROW)),
    Prefetch("marriages", Marriage.objects.defer(*_ROW)),
    Prefetch("accounts", Account.objects.select_related("custodian").defer(*_ROW)),
    Prefetch("accounts__beneficiaries", Beneficiary.objects.defer(*_ROW)),
    Prefetch(
        "accounts__balances",
        YearEndBalance.objects.filter(withdrawn_at__isnull=True),
        to_attr="standing_balances",
    ),
    Prefetch("accounts__adjustments", YearEndAdjustment.objects.defer(*_ROW)),
    Prefetch(
        "accounts__payments",
        Payment.objects.filter(undone_at__isnull=True).defer(*_ROW),
        to_attr="standing_payments",
    ),
)


def with_records(households: QuerySet[Household]) -> QuerySet[Household]:
    """Fetch everything facts are read from in a constant number of queries."""
    return households.select_related("firm").prefetch_related(*WITH_RECORDS)


def accounts_of(household: Household, as_of: date) -> list[Account]:
    """Return the accounts that were not archived by the day."""
    return [
        account
        for account in household.accounts.all()
        if account.archived_at is None or _day_of(account.archived_at, household) > as_of
    ]


def _day_of(moment: datetime, household: Household) -> date:
    return timezone.localdate(moment, ZoneInfo(household.firm.time_zone))


def standing_balances(account: Account) -> list[YearEndBalance]:
    return cast(list[YearEndBalance], account.standing_balances)  # type: ignore[attr-defined]


def standing_payments(account: Account) -> list[Payment]:
    return cast(list[Payment], account.standing_payments)  # type: ignore[attr-defined]
