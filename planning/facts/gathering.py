"""How do the rows of a household become the engine's facts?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

from clients import models
from clients.models import AccountType
from planning.engine.household import (
    Account,
    AccountKind,
    Adjustments,
    Annuity,
    AnnuityTreatment,
    BalanceSource,
    Beneficiary,
    Distribution,
    DistributionKind,
    EmployerMoney,
    Household,
    Marriage,
    Person,
    Plan,
    YearEndBalance,
)
from planning.engine.household_file.facts import inheritance_of
from planning.engine.money import CENT
from planning.facts.conflicts import by_year
from planning.facts.standing import AccountRecords, Records, read_records, records_of
from planning.facts.work import closings_of, corrections_of, planned_of

# What an advisor picks, and what the law tells apart: the two vocabularies meet here only.
KINDS = {
    AccountType.TRADITIONAL_IRA: AccountKind.TRADITIONAL_IRA,
    AccountType.SEP_IRA: AccountKind.SEP_IRA,
    AccountType.SIMPLE_IRA: AccountKind.SIMPLE_IRA,
    AccountType.ROTH_IRA: AccountKind.ROTH_IRA,
    AccountType.PLAN_401K: AccountKind.PLAN_401K,
    AccountType.ROTH_401K: AccountKind.ROTH_401K,
    AccountType.PLAN_403B: AccountKind.PLAN_403B,
    AccountType.ROTH_403B: AccountKind.ROTH_403B,
    AccountType.PLAN_457B: AccountKind.PLAN_457B,
    AccountType.ROTH_457B: AccountKind.ROTH_457B,
    AccountType.TAX_EXEMPT_457B: AccountKind.TAX_EXEMPT_457B,
    AccountType.TSP: AccountKind.TSP,
    AccountType.ROTH_TSP: AccountKind.ROTH_TSP,
    AccountType.PROFIT_SHARING: AccountKind.PROFIT_SHARING,
    AccountType.MONEY_PURCHASE: AccountKind.MONEY_PURCHASE,
    AccountType.ESOP: AccountKind.ESOP,
    AccountType.DEFINED_BENEFIT: AccountKind.DEFINED_BENEFIT,
    AccountType.TAXABLE: AccountKind.TAXABLE,
    AccountType.CASH: AccountKind.CASH,
    AccountType.HSA: AccountKind.HSA,
    AccountType.NONQUALIFIED_ANNUITY: AccountKind.NONQUALIFIED_ANNUITY,
    AccountType.EDUCATION_529: AccountKind.EDUCATION_529,
}
_KINDS = {kind.value: mapped for kind, mapped in KINDS.items()}
_SOURCES = {source.value: source for source in BalanceSource}
_PAYMENTS = {kind.value: kind for kind in DistributionKind}

# Facts of the plan as a whole; accounts of one plan may each state some of them.
_OF_THE_PLAN = (
    "separated_on",
    "is_still_employed",
    "is_five_percent_owner",
    "delays_while_working",
    "is_governmental",
    "is_collectively_bargained",
)
PlanKey = tuple[UUID, str]


def gather_facts(household: models.Household, *, as_of: date) -> Household:
    """Return what the records of a household say, as known on `as_of`."""
    (records,) = read_records([household.pk])
    return facts_of_records(records, as_of=as_of)


def gather_book(households: Collection[UUID], *, as_of: date) -> list[tuple[Records, Household]]:
    """Return the records of each household and what they say, in a constant number of queries."""
    return [
        (records, facts_of_records(records, as_of=as_of)) for records in read_records(households)
    ]


def facts_of(household: models.Household, *, as_of: date) -> Household:
    """Return the facts of a household that was fetched `with_records`."""
    return facts_of_records(records_of(household), as_of=as_of)


def facts_of_records(records: Records, *, as_of: date) -> Household:
    """Return what some rows say, as known on `as_of`."""
    keys = {person.id: person.key for person in records.people}
    accounts = records.accounts_on(as_of)
    plans = _facts_of_plans(accounts)
    return Household(
        name=records.household.name,
        as_of=as_of,
        people=tuple(_person(person) for person in records.people),
        marriages=tuple(
            Marriage(
                people=(keys[row.one_id], keys[row.other_id]),
                from_on=row.from_on,
                to_on=row.to_on,
            )
            for row in records.marriages
        ),
        accounts=tuple(_account(account, keys, plans) for account in accounts),
        distributions=tuple(_distributions(accounts, records.needs_second_person)),
        planned=planned_of(accounts),
        closings=closings_of(records.closings, keys),
        corrections=corrections_of(records.cases, keys),
        ira_deductions_after_70_half={
            person.key: _by_year(person.ira_deductions_after_70_half)
            for person in records.people
            if person.ira_deductions_after_70_half
        },
        records_begin_on=records.household.records_begin_on,
        returns=records.returns,
    )


def plan_key(account: models.Account) -> PlanKey:
    """Return whose plan, and which, an account belongs to."""
    return account.owner_id, account.plan_key or account.key


def _person(row: models.Person) -> Person:
    return Person(
        id=row.key,
        name=row.name,
        born_on=row.born_on,
        died_on=row.died_on,
        is_member=row.is_member,
        retired_on=row.retired_on,
        plan_to_age=row.plan_to_age,
    )


def _account(
    records: AccountRecords, keys: Mapping[UUID, str], plans: Mapping[PlanKey, dict[str, Any]]
) -> Account:
    row = records.account
    return Account(
        id=row.key,
        owner=keys[row.owner_id],
        kind=_KINDS[row.kind],
        name=row.name,
        owner_entity=row.other_facts.get("owner_entity"),
        custodian=records.custodian,
        number_last4=row.number_last4 or None,
        opened_on=row.opened_on,
        year_end_balances={
            year: YearEndBalance(amount=figures[0].amount, source=_SOURCES.get(figures[0].source))
            for year, figures in by_year(records.balances).items()
        },
        adjustments={
            stated.year: Adjustments(
                outstanding_rollover=stated.outstanding_rollover,
                outstanding_transfer=stated.outstanding_transfer,
                qlac=stated.qlac,
                pre_1987=stated.pre_1987,
                annuity_value=stated.annuity_value,
            )
            for stated in records.adjustments
        },
        beneficiaries=tuple(
            Beneficiary(
                person=keys[line.person_id] if line.person_id else None,
                entity=line.entity or None,
                entity_kind=line.entity_kind or None,
                share=line.share,
                is_contingent=line.is_contingent,
                from_on=line.from_on,
                to_on=line.to_on,
            )
            for line in records.beneficiaries
        ),
        annuity=_annuity(row.annuity),
        plan=_plan(row, plans[plan_key(row)]) if row.has_plan else None,
        inherited=inheritance_of(row.inherited),
        allocation=_rates(row.allocation),
    )


def _facts_of_plans(accounts: Iterable[AccountRecords]) -> dict[PlanKey, dict[str, Any]]:
    plans: dict[PlanKey, dict[str, Any]] = {}
    for records in accounts:
        account = records.account
        if account.has_plan:
            facts = plans.setdefault(plan_key(account), {})
            for name in _OF_THE_PLAN:
                said = getattr(account, name)
                if said is not None and not facts.get(name):
                    facts[name] = said
    return plans


def _plan(row: models.Account, facts: dict[str, Any]) -> Plan:
    sources = row.other_facts.get("plan", {}).get("sources", [])
    return Plan(
        id=row.plan_key or None,
        employer=row.employer or None,
        sources=tuple(
            EmployerMoney(
                source=source["source"],
                amount=_money(source["amount"]),
                vesting=source["vesting"],
                years_of_service=int(source["years_of_service"]),
            )
            for source in sources
        ),
        separated_on=facts.get("separated_on"),
        is_still_employed=facts["is_still_employed"],
        is_five_percent_owner=facts.get("is_five_percent_owner"),
        delays_while_working=facts.get("delays_while_working"),
        is_governmental=facts["is_governmental"],
        is_collectively_bargained=facts["is_collectively_bargained"],
    )


def _annuity(stated: dict[str, Any] | None) -> Annuity | None:
    if stated is None:
        return None
    return Annuity(
        treatment=AnnuityTreatment(stated.get("treatment", AnnuityTreatment.SEPARATE)),
        payments=_by_year(stated.get("payments", {})),
    )


def _distributions(
    accounts: Iterable[AccountRecords], needs_second_person: bool
) -> list[Distribution]:
    paid = [
        Distribution(
            account=records.account.key,
            paid_on=row.paid_on,
            amount=row.amount,
            kind=_PAYMENTS[row.kind],
            cleared_on=row.cleared_on,
            evidence=row.evidence or records.documents.get(row.id),
            makes_up_for=row.makes_up_for,
            is_split_interest=row.is_split_interest,
            record=str(row.id),
            awaits_second_person=needs_second_person and row.id not in records.verified,
        )
        for records in accounts
        for row in records.payments
    ]
    return sorted(paid, key=attrgetter("paid_on"))


def _money(value: str | float) -> Decimal:
    return Decimal(str(value)).quantize(CENT)


def _by_year(amounts: Mapping[str, str | float]) -> dict[int, Decimal]:
    return {int(year): _money(amount) for year, amount in amounts.items()}


def _rates(stated: Mapping[str, float] | None) -> dict[str, Decimal] | None:
    return None if stated is None else {name: Decimal(str(rate)) for name, rate in stated.items()}
