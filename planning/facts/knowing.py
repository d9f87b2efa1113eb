"""What was known of a household on a day? Its rows as they stood then, from their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from clients.models import (
    Account,
    Beneficiary,
    Custodian,
    Fact,
    Household,
    Marriage,
    Payment,
    Person,
    YearEndAdjustment,
    YearEndBalance,
)


def as_known_on(household: Household, day: date) -> Household | None:
    """Return the household as the day ended, as `with_records` would have fetched it; None where
    it was not on record yet."""
    moment = _end_of(day, household.firm.time_zone)
    found = _then(Household, moment, id=household.pk)
    row: Household | None = found.get(household.pk)
    if row is None:
        return None
    row.firm, row.team = household.firm, household.team
    people = _then(Person, moment, household=household.pk)
    accounts = _then(Account, moment, household=household.pk)
    custodians = Custodian.objects.in_bulk(
        {account.custodian_id for account in accounts.values() if account.custodian_id}
    )
    marriages = _then(Marriage, moment, household=household.pk).values()
    for marriage in marriages:
        marriage.one, marriage.other = people[marriage.one_id], people[marriage.other_id]
    for account in accounts.values():
        account.household, account.owner = row, people[account.owner_id]
        account.custodian = custodians.get(account.custodian_id) if account.custodian_id else None
    _give(row, "people", [p for p in people.values() if p.archived_at is None])
    _give(row, "marriages", [m for m in marriages if m.withdrawn_at is None])
    _give(row, "accounts", accounts.values())
    _give_records(accounts, people, moment)
    return row


def _give_records(
    accounts: dict[UUID, Account], people: dict[UUID, Person], moment: datetime
) -> None:
    balances = _by_account(YearEndBalance, accounts, moment)
    payments = _by_account(Payment, accounts, moment)
    adjustments = _by_account(YearEndAdjustment, accounts, moment)
    lines = _by_account(Beneficiary, accounts, moment)
    for pk, account in accounts.items():
        vars(account)["standing_balances"] = [b for b in balances[pk] if b.withdrawn_at is None]
        vars(account)["standing_payments"] = [p for p in payments[pk] if p.undone_at is None]
        _give(account, "adjustments", adjustments[pk])
        for line in lines[pk]:
            line.person = people.get(line.person_id) if line.person_id else None
        _give(account, "beneficiaries", [n for n in lines[pk] if n.withdrawn_at is None])


def _by_account(
    model: type[Any], accounts: dict[UUID, Account], moment: datetime
) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in _then(model, moment, account__in=list(accounts)).values():
        row.account = accounts[row.account_id]
        found[row.account_id].append(row)
    return found


def _then(model: type[Any], moment: datetime, **which: Any) -> dict[UUID, Any]:
    """Return the rows as they stood at a moment, in their own order; what was not yet is not."""
    rows = model.history.as_of(moment).filter(**which)
    ordering = [name for name in model._meta.ordering if not name.startswith("-")]
    return {row.pk: row for row in sorted(rows, key=lambda row: _key(row, ordering))}


def _key(row: Any, names: Iterable[str]) -> list[Any]:
    """Return what a row is ordered by; an unknown date comes first."""
    values = [getattr(row, name) for name in names]
    return [(value is not None, value) for value in values]


def _give(row: Fact, name: str, children: Iterable[Fact]) -> None:
    """Let a row answer for its children without asking the database of today."""
    vars(row).setdefault("_prefetched_objects_cache", {})[name] = list(children)


def _end_of(day: date, time_zone: str) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(time_zone))
    return midnight - timedelta(microseconds=1)
