"""How do the records of a household become a household file?

Every key the format knows is written where a row says something; what the columns have no place
for was kept when it came and is written back as it was. Absent means the format's own default.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from clients.models import (
    Account,
    Beneficiary,
    Household,
    Language,
    Marriage,
    Payment,
    Person,
    YearEndAdjustment,
)
from planning.facts.conflicts import by_year
from planning.facts.plan_keys import plan_said
from planning.facts.standing import (
    accounts_of,
    standing_balances,
    standing_payments,
    with_records,
)
from planning.facts.tax_keys import incomes_said, profile_said

Document = dict[str, Any]
Ids = dict[UUID, str]

SCHEMA = "household/1"


class Called(NamedTuple):
    """What the file calls the people and accounts that the records know by their keys."""

    people: Mapping[str, str]
    accounts: Mapping[str, str]


def export_household(household: Household, *, as_of: date) -> Document:
    """Return the household file of what is on record, as known on `as_of`."""
    households = Household.objects.filter(pk=household.pk).select_related("spending", "limits")
    row = with_records(households).get()
    people, accounts = row.people.all(), accounts_of(row, as_of)
    ids = {person.pk: file_id(person) for person in people}
    called = Called(
        people={person.key: file_id(person) for person in people},
        accounts={account.key: file_id(account) for account in accounts},
    )
    deductions = {
        ids[person.pk]: person.ira_deductions_after_70_half
        for person in people
        if person.ira_deductions_after_70_half
    }
    payments = [
        _payment(paid, account) for account in accounts for paid in standing_payments(account)
    ]
    document = _said(
        state=row.state,
        marriages=[_marriage(marriage, ids) for marriage in row.marriages.all()],
        distributions=sorted(payments, key=lambda paid: str(paid["paid_on"])),
        ira_deductions_after_70_half=deductions,
        incomes=incomes_said(row, ids),
    )
    return {
        "schema": SCHEMA,
        "name": row.name,
        "as_of": as_of.isoformat(),
        "people": [_person(person) for person in people],
        "accounts": [_account(account, ids, called) for account in accounts],
        **document,
        **profile_said(row),
        **plan_said(row, called.accounts),
    }


def file_id(row: Person | Account) -> str:
    """Return the id a row has in the file: its key, or what it was called where it came from."""
    return str(row.other_facts.get("id", row.key))


def _person(row: Person) -> Document:
    said = _said(
        born_on=row.born_on,
        died_on=row.died_on,
        retired_on=row.retired_on,
        plan_to_age=row.plan_to_age,
        blind=row.is_blind,
    )
    if row.has_part_b is not None:
        said["medicare_part_b"] = row.has_part_b
    if row.language != Language.ENGLISH:
        said["language"] = row.language
    member = {} if row.is_member else {"member": False}
    return {"id": row.key, "name": row.name, **row.other_facts, **member, **said}


def _marriage(row: Marriage, ids: Ids) -> Document:
    spouses = [ids[row.one_id], ids[row.other_id]]
    return {"people": spouses, **_said(**{"from": row.from_on, "to": row.to_on})}


def _account(row: Account, ids: Ids, called: Called) -> Document:
    others = {key: value for key, value in row.other_facts.items() if key != "plan"}
    said = _said(
        name=row.name,
        custodian=row.custodian.name if row.custodian else "",
        number_last4=row.number_last4,
        opened_on=row.opened_on,
        year_end_balances={
            str(year): {"amount": _written(figures[0].amount), **_said(source=figures[0].source)}
            for year, figures in by_year(standing_balances(row)).items()
        },
        beneficiaries=[_beneficiary(line, ids) for line in row.beneficiaries.all()],
        adjustments={str(stated.year): _adjustment(stated) for stated in row.adjustments.all()},
    )
    said |= _said(first_funded=row.first_funded, conversions=row.conversions)
    facts = {"id": row.key, "owner": ids[row.owner_id], "kind": row.kind, **others, **said}
    if row.basis is not None:
        facts["basis"] = _written(row.basis)
    if row.allocation is not None:
        facts["allocation"] = row.allocation
    if row.annuity is not None:
        facts["annuity"] = row.annuity
    if row.inherited is not None:
        facts["inherited"] = _inherited(row.inherited, called)
    if row.has_plan:
        facts["plan"] = _plan(row)
    return facts


def _inherited(stated: Document, called: Called) -> Document:
    """Return how an account was inherited, in the ids of the file."""
    facts = {**stated, "from": called.people.get(stated["from"], stated["from"])}
    if stated.get("chain"):
        facts["chain"] = [
            {**earlier, "person": called.people.get(earlier["person"], earlier["person"])}
            for earlier in stated["chain"]
        ]
    source = called.accounts.get(facts.pop("came_from", ""))
    return facts | _said(came_from=source)


def _plan(row: Account) -> Document:
    facts = _said(
        id=row.plan_key,
        employer=row.employer,
        separated_on=row.separated_on,
        governmental=row.is_governmental,
        collectively_bargained=row.is_collectively_bargained,
    )
    for name in ("is_five_percent_owner", "delays_while_working"):
        if (stated := getattr(row, name)) is not None:
            facts[name] = stated
    if row.is_still_employed:
        facts["separated_on"] = None  # the one null that says something
    return {**row.other_facts.get("plan", {}), **facts}


def _beneficiary(row: Beneficiary, ids: Ids) -> Document:
    return {
        "share": float(row.share),
        **_said(
            person=ids[row.person_id] if row.person_id else "",
            entity=row.entity,
            entity_kind=row.entity_kind,
            contingent=row.is_contingent,
            **{"from": row.from_on, "to": row.to_on},
        ),
    }


def _adjustment(row: YearEndAdjustment) -> Document:
    stated = _said(
        outstanding_rollover=row.outstanding_rollover,
        outstanding_transfer=row.outstanding_transfer,
        qlac=row.qlac,
        pre_1987=row.pre_1987,
    )
    worth = {} if row.annuity_value is None else {"annuity_value": _written(row.annuity_value)}
    return {**stated, **worth}


def _payment(row: Payment, account: Account) -> Document:
    return {
        "account": file_id(account),
        **_said(
            paid_on=row.paid_on,
            amount=row.amount,
            kind=row.kind,
            federal_withheld=row.federal_withheld,
            state_withheld=row.state_withheld,
            cleared_on=row.cleared_on,
            evidence=row.evidence,
            makes_up_for=row.makes_up_for,
            is_split_interest=row.is_split_interest,
        ),
    }


def _said(**facts: Any) -> Document:
    """Return what says more than its absence would, as the file writes it."""
    return {name: _written(value) for name, value in facts.items() if value}


def _written(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value
