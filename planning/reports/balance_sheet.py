"""Which accounts of the book stand on the sheet of balances?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clients.models import NOT_FOR_RETIREMENT, Account, Household, YearEndBalance
from planning.facts import held_at_end_of


def sheet_accounts(
    households: QuerySet[Household], asked: dict[str, Any], *, year: int, time_zone: str
) -> QuerySet[Account]:
    """Return the retirement accounts that answer every question, by household and person."""
    held = held_at_end_of(year, time_zone=time_zone)
    accounts = _of_book(households).filter(held).exclude(kind__in=NOT_FOR_RETIREMENT)
    for word in (asked.get("q") or "").split():
        accounts = accounts.filter(
            Q(household__name__icontains=word) | Q(owner__name__icontains=word)
        )
    if team := asked.get("team"):
        accounts = accounts.filter(household__team=team)
    if custodian := asked.get("custodian"):
        accounts = accounts.filter(custodian=custodian)
    if asked.get("show") == "missing":
        final = YearEndBalance.objects.filter(
            account=OuterRef("pk"), year=year, withdrawn_at=None
        ).exclude(source=YearEndBalance.Source.ESTIMATE)
        accounts = accounts.filter(~Exists(final))
    return accounts


def accounts_shown(households: QuerySet[Household], ids: Iterable[UUID]) -> QuerySet[Account]:
    """Return the accounts a page showed, whatever they would answer by now."""
    return _of_book(households).filter(pk__in=list(ids))


def _of_book(households: QuerySet[Household]) -> QuerySet[Account]:
    current = households.filter(archived_at=None)
    accounts = Account.objects.filter(household__in=current)
    return accounts.select_related("household", "owner", "custodian").order_by(
        "household__name", "household", "owner__position", "position", "pk"
    )
