"""Which rows of a household stand on a day? Read from rows that were fetched beforehand.

A page fetches rows `with_records`, to show them. The book reads thousands of households and shows
no row: `read_records` fetches only the columns that facts are read from, as plain tuples, which
costs a tenth. Both are given on as `Records`, and the columns have the same names in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from clients.models import (
    Account,
    Beneficiary,
    Firm,
    Household,
    Marriage,
    Payment,
    Person,
    YearEndAdjustment,
    YearEndBalance,
)
from clients.models.plan_facts import ASSETS, Assumed
from planning.facts.assumed import returns_in, returns_of
from planning.models import MissedCase, PlannedPayment, YearClosing

# What no fact is read from.
_ROW = ("created_at", "revision", "firm")

# Archived before it was asked what became of an account: the safe answer is that it owes on.
CLOSED = (Account.Archived.CLOSED, "")

# The rows that stand. Both ways of reading start from these.
PEOPLE = Person.objects.filter(archived_at=None)
MARRIAGES = Marriage.objects.filter(withdrawn_at=None)
BENEFICIARIES = Beneficiary.objects.filter(withdrawn_at=None)
BALANCES = YearEndBalance.objects.filter(withdrawn_at=None)
PAYMENTS = Payment.objects.filter(undone_at=None)
TO_COME = PlannedPayment.objects.to_come()
CLOSINGS = YearClosing.objects.filter(approved_at__isnull=False, reopened_at=None)

WITH_RECORDS = (
    Prefetch("people", PEOPLE.defer(*_ROW)),
    Prefetch("marriages", MARRIAGES.defer(*_ROW)),
    Prefetch("accounts", Account.objects.select_related("custodian").defer(*_ROW)),
    Prefetch("accounts__beneficiaries", BENEFICIARIES.defer(*_ROW)),
    Prefetch("accounts__balances", BALANCES.all(), to_attr="standing_balances"),
    Prefetch("accounts__adjustments", YearEndAdjustment.objects.defer(*_ROW)),
    Prefetch(
        "accounts__payments",
        PAYMENTS.select_related("verification", "document").defer(*_ROW),
        to_attr="standing_payments",
    ),
    Prefetch("accounts__planned_payments", TO_COME.all(), to_attr="payments_to_come"),
    Prefetch("closings", CLOSINGS.all(), to_attr="standing_closings"),
    Prefetch("missed_cases", MissedCase.objects.all(), to_attr="cases"),
)

HOUSEHOLD = (
    "id",
    "firm_id",
    "name",
    "facts_revision",
    "records_begin_on",
    "firm__time_zone",
    "firm__needs_second_person",
    *(f"{whose}assumptions__{asset}" for whose in ("", "firm__") for asset in ASSETS),
)
PERSON = (
    "household_id",
    "id",
    "key",
    "name",
    "born_on",
    "died_on",
    "is_member",
    "retired_on",
    "plan_to_age",
    "ira_deductions_after_70_half",
)
MARRIAGE = ("household_id", "one_id", "other_id", "from_on", "to_on")
ACCOUNT = (
    "household_id",
    "id",
    "key",
    "owner_id",
    "kind",
    "name",
    "custodian__name",
    "number_last4",
    "opened_on",
    "has_plan",
    "plan_key",
    "employer",
    "separated_on",
    "is_still_employed",
    "is_five_percent_owner",
    "delays_while_working",
    "is_governmental",
    "is_collectively_bargained",
    "annuity",
    "inherited",
    "allocation",
    "other_facts",
    "archived_at",
    "archived_as",
)
BENEFICIARY = (
    "account_id",
    "person_id",
    "entity",
    "entity_kind",
    "share",
    "is_contingent",
    "from_on",
    "to_on",
)
BALANCE = ("account_id", "year", "amount", "source")
ADJUSTMENT = (
    "account_id",
    "year",
    "outstanding_rollover",
    "outstanding_transfer",
    "qlac",
    "pre_1987",
    "annuity_value",
)
PAYMENT = (
    "account_id",
    "id",
    "paid_on",
    "amount",
    "kind",
    "cleared_on",
    "evidence",
    "makes_up_for",
    "is_split_interest",
    "document__name",
    "verification",
)
PAYMENT_TO_COME = ("account_id", "id", "year", "amount", "pay_by", "ordered_on")
CLOSING = ("household_id", "person_id", "year", "document")
CASE = (
    "household_id",
    "person_id",
    "pool",
    "year",
    "closed_at",
    "elsewhere_told_by",
    "elsewhere_proof_id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecords:
    """An account with the rows that hang on it and stand."""

    account: Account
    custodian: str | None
    beneficiaries: Sequence[Beneficiary]
    balances: Sequence[YearEndBalance]
    adjustments: Sequence[YearEndAdjustment]
    payments: Sequence[Payment]
    documents: Mapping[UUID, str]  # payment → the name of the file that proves it
    verified: Collection[UUID]  # the payments whose evidence a second person has looked at
    to_come: Sequence[PlannedPayment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A household with every row that facts are read from."""

    household: Household
    time_zone: str
    needs_second_person: bool
    returns: Mapping[str, Decimal] | None  # assumed, by class of asset
    people: Sequence[Person]
    marriages: Sequence[Marriage]
    accounts: Sequence[AccountRecords]
    closings: Sequence[YearClosing]
    cases: Sequence[MissedCase]

    def accounts_on(self, as_of: date) -> list[AccountRecords]:
        """Return the accounts that count on a day.

        A closed one counts on, empty from the December 31 after it was closed: it owes for the
        years in which it existed. One that another firm looks after, or that never was, counts
        until it was archived.
        """
        counting = []
        for records in self.accounts:
            day = archived_on(records.account, self.time_zone)
            if day is not None and records.account.archived_as in CLOSED:
                counting.append(_emptied(records, day.year, as_of))
            elif day is None or day > as_of:
                counting.append(records)
        return counting


def with_records(households: QuerySet[Household]) -> QuerySet[Household]:
    """Fetch everything facts are read from in a constant number of queries."""
    with_firm = households.select_related("firm__assumptions", "assumptions")
    return with_firm.prefetch_related(*WITH_RECORDS)


def records_of(household: Household) -> Records:
    """Return the rows of a household that was fetched `with_records`."""
    return Records(
        household=household,
        time_zone=household.firm.time_zone,
        needs_second_person=household.firm.needs_second_person,
        returns=returns_of(_assumed_by(household), _assumed_by(household.firm)),
        people=list(household.people.all()),
        marriages=list(household.marriages.all()),
        accounts=[
            AccountRecords(
                account=account,
                custodian=account.custodian.name if account.custodian else None,
                beneficiaries=list(account.beneficiaries.all()),
                balances=standing_balances(account),
                adjustments=list(account.adjustments.all()),
                payments=standing_payments(account),
                documents={p.pk: p.document.name for p in standing_payments(account) if p.document},
                verified={p.pk for p in standing_payments(account) if hasattr(p, "verification")},
                to_come=account.payments_to_come,  # type: ignore[attr-defined]
            )
            for account in household.accounts.all()
        ],
        closings=household.standing_closings,  # type: ignore[attr-defined]
        cases=household.cases,  # type: ignore[attr-defined]
    )


def read_records(households: Collection[UUID]) -> list[Records]:
    """Return the rows of some households, in eleven queries.

    The households' own rows come first, so that a change made meanwhile leaves what is computed
    from these rows with a count of facts that is already out of date.
    """
    found = Household.objects.filter(pk__in=households).values_list(*HOUSEHOLD, named=True)
    rows: list[Any] = list(found)
    own, hanging = {"household__in": households}, {"account__household__in": households}
    people = _grouped(PEOPLE.filter(**own), PERSON)
    marriages = _grouped(MARRIAGES.filter(**own), MARRIAGE)
    accounts = _grouped(Account.objects.filter(**own), ACCOUNT)
    beneficiaries = _grouped(BENEFICIARIES.filter(**hanging), BENEFICIARY)
    balances = _grouped(BALANCES.filter(**hanging), BALANCE)
    adjustments = _grouped(YearEndAdjustment.objects.filter(**hanging), ADJUSTMENT)
    payments = _grouped(PAYMENTS.filter(**hanging), PAYMENT)
    to_come = _grouped(TO_COME.filter(**hanging), PAYMENT_TO_COME)
    closings = _grouped(CLOSINGS.filter(**own), CLOSING)
    cases = _grouped(MissedCase.objects.filter(**own), CASE)
    return [
        Records(
            household=row,
            time_zone=row.firm__time_zone,
            needs_second_person=row.firm__needs_second_person,
            returns=returns_of(
                returns_in(row, "assumptions__"), returns_in(row, "firm__assumptions__")
            ),
            people=people[row.id],
            marriages=marriages[row.id],
            accounts=[
                AccountRecords(
                    account=account,
                    custodian=account.custodian__name,
                    beneficiaries=beneficiaries[account.id],
                    balances=balances[account.id],
                    adjustments=adjustments[account.id],
                    payments=payments[account.id],
                    documents={
                        paid.id: paid.document__name
                        for paid in payments[account.id]
                        if paid.document__name
                    },
                    verified={paid.id for paid in payments[account.id] if paid.verification},
                    to_come=to_come[account.id],
                )
                for account in accounts[row.id]
            ],
            closings=closings[row.id],
            cases=cases[row.id],
        )
        for row in rows
    ]


def accounts_of(household: Household, as_of: date) -> list[Account]:
    """Return the accounts that count on a day, with the balances that stand on it."""
    counting = records_of(household).accounts_on(as_of)
    for records in counting:
        records.account.standing_balances = records.balances  # type: ignore[attr-defined]
    return [records.account for records in counting]


def _assumed_by(whose: Household | Firm) -> Mapping[str, Decimal]:
    stated: Assumed | None = getattr(whose, "assumptions", None)
    return stated.returns if stated else {}


def archived_on(account: Account, time_zone: str) -> date | None:
    """Return the day an account was archived, where the firm works."""
    moment: datetime | None = account.archived_at
    return None if moment is None else timezone.localdate(moment, ZoneInfo(time_zone))


def _emptied(records: AccountRecords, closed_in: int, as_of: date) -> AccountRecords:
    """State a balance of nothing for each December 31 since the closing that has no figure."""
    stated = {balance.year for balance in records.balances}
    since = range(closed_in, max(closed_in, as_of.year - 1) + 1)
    nothing = [
        YearEndBalance(account_id=records.account.id, year=year, amount=Decimal(0))
        for year in since
        if year not in stated
    ]
    return replace(records, balances=[*records.balances, *nothing])


def held_at_end_of(year: int, *, time_zone: str) -> Q:
    """Return what tells accounts that are looked after, or were closed since that December 31.

    The year ends when it ends where the firm works.
    """
    new_year = datetime(year + 1, 1, 1, tzinfo=ZoneInfo(time_zone))
    closed_since = Q(archived_as__in=CLOSED, archived_at__gte=new_year)
    return Q(archived_at=None) | closed_since


def standing_balances(account: Account) -> list[YearEndBalance]:
    return cast(list[YearEndBalance], account.standing_balances)  # type: ignore[attr-defined]


def standing_payments(account: Account) -> list[Payment]:
    return cast(list[Payment], account.standing_payments)  # type: ignore[attr-defined]


def _grouped(rows: QuerySet[Any], columns: Iterable[str]) -> Mapping[UUID, list[Any]]:
    """Return the columns of rows by what they belong to, the first of the columns."""
    groups: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows.values_list(*columns, named=True):
        groups[row[0]].append(row)
    return groups
