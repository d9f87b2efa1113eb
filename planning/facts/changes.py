"""Which facts of a household changed after a moment? Read from their history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext as _

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

NO_YEAR = 0
Rows = dict[str, Any]  # which ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One fact that changed: when, whose account (None: everybody's), and its name."""

    at: datetime
    owner: UUID | None
    text: str


def changes_since(household: Household, moment: datetime) -> list[Change]:
    """Return what changed after a moment, the latest first, in a constant number of queries."""
    accounts = {account.pk: account for account in Account.objects.filter(household=household)}
    people = {person.pk: person.name for person in Person.objects.filter(household=household)}
    of_accounts: Rows = {"account__in": list(accounts)}
    of_household: Rows = {"household": household.pk}
    itself: Rows = {"id": household.pk}
    histories = [
        _history(Household, "household", "id", moment, itself),
        _history(Person, "person", "id", moment, of_household),
        _history(Marriage, "marriage", "household_id", moment, of_household),
        _history(Account, "account", "id", moment, of_household),
        _history(Beneficiary, "beneficiary", "account_id", moment, of_accounts),
        _history(YearEndBalance, "balance", "account_id", moment, of_accounts, F("year")),
        _history(YearEndAdjustment, "adjustment", "account_id", moment, of_accounts, F("year")),
        _history(Payment, "payment", "account_id", moment, of_accounts),
    ]
    found = histories[0].union(*histories[1:], all=True).order_by("-history_date")
    names = {account.pk: str(account) for account in accounts.values()}
    owners = {account.pk: account.owner_id for account in accounts.values()}
    return [
        Change(at=at, owner=owners.get(row), text=_told(kind, row, year, names | people))
        for kind, row, year, at in found
    ]


def _history(
    model: Any, kind: str, row: str, moment: datetime, rows: Rows, year: F | None = None
) -> QuerySet[Any, Any]:
    changed: QuerySet[Any, Any] = model.history.filter(history_date__gt=moment, **rows).order_by()
    columns = {"of_kind": Value(kind), "of_row": F(row), "of_year": year or Value(NO_YEAR)}
    told: QuerySet[Any, Any] = changed.annotate(**columns)
    return told.values_list(*columns, "history_date")


def _told(kind: str, row: UUID, year: int, names: dict[UUID, str]) -> str:
    name = names.get(row, "")
    match kind:
        case "balance":
            return _("the balance of {name} on December 31, {year}").format(name=name, year=year)
        case "adjustment":
            return _("what stands beside {name} on December 31, {year}").format(
                name=name, year=year
            )
        case "payment":
            return _("a payment from {name}").format(name=name)
        case "beneficiary":
            return _("who inherits {name}").format(name=name)
        case "account":
            return _("the account {name}").format(name=name)
        case "person":
            return _("the record of {name}").format(name=name)
        case "marriage":
            return _("a marriage")
        case _:
            return _("the household")
