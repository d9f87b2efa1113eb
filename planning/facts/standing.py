"""Which rows of a household stand on a day? Read from rows that were fetched beforehand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
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
from planning.facts.work import WITH_WORK

# What no fact is read from; leaving it out halves the time of a large book.
_ROW = ("created_at", "revision", "firm")

# Archived before it was asked what became of an account: the safe answer is that it owes on.
CLOSED = (Account.Archived.CLOSED, "")

WITH_RECORDS = (
    Prefetch("people", Person.objects.filter(archived_at=None).defer(*_ROW)),
    Prefetch("marriages", Marriage.objects.filter(withdrawn_at=None).defer(*_ROW)),
    Prefetch("accounts", Account.objects.select_related("custodian").defer(*_ROW)),
    Prefetch("accounts__beneficiaries", Beneficiary.objects.filter(withdrawn_at=None).defer(*_ROW)),
    Prefetch(
        "accounts__balances",
        YearEndBalance.objects.filter(withdrawn_at__isnull=True),
        to_attr="standing_balances",
    ),
    Prefetch("accounts__adjustments", YearEndAdjustment.objects.defer(*_ROW)),
    Prefetch(
        "accounts__payments",
        Payment.objects.filter(undone_at__isnull=True)
        .select_related("verification", "document")
        .defer(*_ROW),
        to_attr="standing_payments",
    ),
    *WITH_WORK,
)


def with_records(households: QuerySet[Household]) -> QuerySet[Household]:
    """Fetch everything facts are read from in a constant number of queries."""
    return households.select_related("firm").prefetch_related(*WITH_RECORDS)


def accounts_of(household: Household, as_of: date) -> list[Account]:
    """Return the accounts that count on a day.

    A closed one counts on, empty from the December 31 after it was closed: it owes for the years
    in which it existed. One that another firm looks after, or that never was, counts until it
    was archived.
    """
    counting = []
    for account in household.accounts.all():
        if account.archived_at is None:
            counting.append(account)
            continue
        archived_on = timezone.localdate(account.archived_at, ZoneInfo(household.firm.time_zone))
        if account.archived_as in CLOSED:
            _empty_since(account, archived_on.year, as_of)
        if archived_on > as_of or account.archived_as in CLOSED:
            counting.append(account)
    return counting


def _empty_since(account: Account, closed_in: int, as_of: date) -> None:
    """State a balance of nothing for each December 31 since the closing that has no figure."""
    stated = {balance.year for balance in standing_balances(account)}
    for year in range(closed_in, max(closed_in, as_of.year - 1) + 1):
        if year not in stated:
            empty = YearEndBalance(account=account, year=year, amount=Decimal(0))
            standing_balances(account).append(empty)


def standing_balances(account: Account) -> list[YearEndBalance]:
    return cast(list[YearEndBalance], account.standing_balances)  # type: ignore[attr-defined]


def standing_payments(account: Account) -> list[Payment]:
    return cast(list[Payment], account.standing_payments)  # type: ignore[attr-defined]
