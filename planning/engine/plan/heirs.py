"""Who is named to inherit each account, and what of it should be looked at?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from planning.engine.household import SHARE_TOLERANCE, Account, AccountKind, Beneficiary, Household

Document = dict[str, Any]

# Of the others it is the deed, the will or the plan that says who inherits.
WITHOUT_DESIGNATION = frozenset({AccountKind.TAXABLE, AccountKind.CASH, AccountKind.EDUCATION_529})


def designations_document(household: Household) -> list[Document]:
    """Return the designation of every account in use, with codes of what should be looked at."""
    gone = {one.id for one in household.people if one.died_on}
    return [
        {
            "account": account.id,
            "owner": account.owner,
            "lines": [
                _line(line)
                for line in _in_force(account, household.as_of, is_contingent=False)
                + _in_force(account, household.as_of, is_contingent=True)
            ],
            "look_at": list(_doubts(account, household)),
        }
        for account in household.accounts
        if account.owner not in gone and not household.is_passed_on(account.id)
    ]


def _in_force(account: Account, day: date, *, is_contingent: bool) -> list[Beneficiary]:
    return [
        line
        for line in account.beneficiaries
        if line.is_contingent is is_contingent
        and (line.from_on is None or line.from_on <= day)
        and (line.to_on is None or line.to_on > day)
    ]


def _line(line: Beneficiary) -> Document:
    return {
        "person": line.person,
        "entity": line.entity,
        "share": format(line.share.normalize(), "f"),
        "is_contingent": line.is_contingent,
    }


def _doubts(account: Account, household: Household) -> Iterator[Document]:
    first = _in_force(account, household.as_of, is_contingent=False)
    second = _in_force(account, household.as_of, is_contingent=True)
    if not first:
        if account.kind not in WITHOUT_DESIGNATION:
            yield {"code": "nobody_named", "person": None}
        return
    if abs(sum((line.share for line in first), Decimal(0)) - 1) > SHARE_TOLERANCE:
        yield {"code": "shares_not_whole", "person": None}
    people = {person.id: person for person in household.people}
    for line in (*first, *second):
        if line.person is None:
            continue
        if people[line.person].died_on:
            yield {"code": "beneficiary_died", "person": line.person}
        elif _is_divorced(line.person, account.owner, household):
            yield {"code": "former_spouse", "person": line.person}
    if not second:
        yield {"code": "nobody_second", "person": None}


def _is_divorced(one: str, other: str, household: Household) -> bool:
    theirs = [marriage for marriage in household.marriages if {*marriage.people} == {one, other}]
    over = [marriage.to_on is not None and marriage.to_on <= household.as_of for marriage in theirs]
    return bool(theirs) and all(over)
