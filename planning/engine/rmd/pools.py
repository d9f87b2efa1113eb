"""From which accounts may a requirement be paid?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planning.engine.household import Account, Household, Person
from planning.engine.law import Law, Requirement


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The accounts of one owner whose requirement may be taken from any one of them."""

    name: str
    owner: Person
    accounts: tuple[Account, ...]


def pool_name(account: Account, law: Law) -> str:
    """Return an account's pool: own IRAs together, own 403(b)s together, each plan by itself.

    Source: Treas. Reg. 1.408-8(e), 1.403(b)-6(e)(7), 1.401(a)(9)-1(a)(2).
    """
    pool = law.account_kinds[account.kind].pool
    if pool != "plan":
        return pool
    return f"plan:{account.plan.id if account.plan and account.plan.id else account.id}"


def owned_accounts(household: Household) -> list[tuple[Person, list[Account]]]:
    """Return the people who own accounts in their own right, with those accounts."""
    owned: dict[str, list[Account]] = {}
    for account in household.accounts:
        if not account.is_inherited:
            owned.setdefault(account.owner, []).append(account)
    return [(person, owned[person.id]) for person in household.people if person.id in owned]


def pools_of(owner: Person, accounts: Iterable[Account], law: Law) -> list[Pool]:
    """Return an owner's pools, in the order of their first account.

    Kinds of account that never owe are in none.
    """
    grouped: dict[str, list[Account]] = {}
    for account in accounts:
        kind = law.account_kinds[account.kind]
        if kind.requirement in {Requirement.BALANCE, Requirement.DESIGNATED_ROTH}:
            grouped.setdefault(pool_name(account, law), []).append(account)
    return [
        Pool(name=name, owner=owner, accounts=tuple(accounts)) for name, accounts in grouped.items()
    ]
