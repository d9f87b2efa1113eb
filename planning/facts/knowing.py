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
    Assumptions,
    Beneficiary,
    Custodian,
    Document,
    Fact,
    Household,
    Marriage,
    Payment,
    Person,
    YearEndAdjustment,
    YearEndBalance,
)
from planning.facts.standing import standing_payments
from planning.models import MissedCase, PlannedPayment, Verification, YearClosing


def as_known_on(household: Household, day: date) -> Household | None:
    """Return the household as the day ended, as `with_records` would have fetched it; None where
    it was not on record yet."""
    moment = _end_of(day, household.firm.time_zone)
    found = _then(Household, moment, id=household.pk)
    row: Household | None = found.get(household.pk)
    if row is None:
        return None
    row.firm, row.team = household.firm, household.team
    assumed = _then(Assumptions, moment, household=household.pk).values()
    row._state.fields_cache["assumptions"] = next(iter(assumed), None)
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
    _give_work(row, accounts, moment)
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


def _give_work(row: Household, accounts: dict[UUID, Account], moment: datetime) -> None:
    """Add what the office had done about the requirements by then."""
    payments = {
        paid.pk: paid for account in accounts.values() for paid in standing_payments(account)
    }
    planned = _by_account(PlannedPayment, accounts, moment)
    for pk, account in accounts.items():
        vars(account)["payments_to_come"] = [
            plan
            for plan in planned[pk]
            if plan.withdrawn_at is None and plan.payment_id not in payments
        ]
    verified = Verification.objects.filter(payment__in=list(payments), created_at__lte=moment)
    documents = Document.objects.in_bulk(
        {p.document_id for p in payments.values() if p.document_id}
    )
    for paid in payments.values():
        paid._state.fields_cache["verification"] = None
        paid.document = documents.get(paid.document_id) if paid.document_id else None
    for verification in verified:
        payments[verification.payment_id]._state.fields_cache["verification"] = verification
    closed = [
        closing.pk
        for closing in _then(YearClosing, moment, household=row.pk).values()
        if closing.approved_at is not None and closing.reopened_at is None
    ]
    # What was signed is written once and kept out of the history: the row itself says it.
    vars(row)["standing_closings"] = list(YearClosing.objects.filter(pk__in=closed))
    vars(row)["cases"] = list(_then(MissedCase, moment, household=row.pk).values())


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
