"""From which accounts may a requirement be paid?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from planning.engine.household import Account, Household, Inheritance, Person
from planning.engine.law import Law, Requirement
from planning.engine.rmd.inherited.payout import is_treated_as_own, payout_of
from planning.engine.rmd.inherited.results import Payout
from planning.engine.rmd.record import record
from planning.engine.rmd.results import Undecided

OWES_IN_LIFE = frozenset({Requirement.BALANCE, Requirement.DESIGNATED_ROTH})
INHERITED = "inherited_"  # how the names of inherited pools begin


@record
class Pool:
    """The accounts of one owner whose requirement may be taken from any one of them."""

    name: str
    owner: Person
    accounts: tuple[Account, ...]
    payouts: tuple[Payout | Undecided, ...] = ()  # of inherited accounts, in their order

    @property
    def is_inherited(self) -> bool:
        """Whether the owner holds it as a beneficiary."""
        return bool(self.payouts)

    def left_by_in(self, year: int) -> Person | None:
        """Return who died in a year and left its amount to be taken: the owner, or who was before.

        Treas. Reg. 1.401(a)(9)-5(c)(1), (d)(1)(i).
        """
        if self.owner.died_on is not None and self.owner.died_on.year == year:
            return self.owner
        first = self.payouts[0] if self.payouts else None
        if not isinstance(first, Payout) or first.held_from != year:
            return None
        return first.left_by


@record
class PoolParts:
    """What a pool's name says: its kind, whose or of which plan, and which of several."""

    kind: str
    of: str
    number: int


def parts_of(name: str) -> PoolParts:
    """Take a pool's name apart."""
    kind, _colon, of = name.partition(":")
    bare, _colon, number = of.rpartition(":")
    if bare and number.isdecimal() and kind.startswith(INHERITED):
        return PoolParts(kind=kind, of=bare, number=int(number))
    return PoolParts(kind=kind, of=of, number=1)


def pool_name(account: Account, law: Law) -> str:
    """Return an own account's pool: IRAs together, 403(b)s together, each plan by itself.

    Source: Treas. Reg. 1.408-8(e), 1.403(b)-6(e)(7), 1.401(a)(9)-1(a)(2).
    """
    pool = law.account_kinds[account.kind].pool
    if pool != "plan":
        return pool
    return f"plan:{account.plan.id if account.plan and account.plan.id else account.id}"


def pool_names(household: Household, law: Law) -> dict[str, str]:
    """Return the pool of every account, those that never owe included."""
    names = {account.id: pool_name(account, law) for account in household.accounts}
    for pool in pools_of_household(household, law):
        names.update(dict.fromkeys((account.id for account in pool.accounts), pool.name))
    return names


def owned_accounts(household: Household, law: Law) -> list[tuple[Person, list[Account]]]:
    """Return the people who own accounts in their own right, with those accounts."""
    owned: dict[str, list[Account]] = {}
    for account in household.accounts:
        if account.inherited is None or is_treated_as_own(account, law):
            owned.setdefault(account.owner, []).append(account)
    return [(person, owned[person.id]) for person in household.people if person.id in owned]


def pools_of_household(household: Household, law: Law) -> Iterator[Pool]:
    """Yield the pools of everybody, each person's own ones and then the inherited ones."""
    own: dict[str, list[Account]] = {}
    inherited: dict[str, list[Account]] = {}
    for account in household.accounts:
        is_own = account.inherited is None or is_treated_as_own(account, law)
        (own if is_own else inherited).setdefault(account.owner, []).append(account)
    for person in household.people:
        if person.id in own:
            yield from pools_of(person, own[person.id], law)
        if person.id in inherited:
            yield from _inherited_pools(person, inherited[person.id], household, law)


def pools_of(owner: Person, accounts: Iterable[Account], law: Law) -> list[Pool]:
    """Return an owner's own pools, in the order of their first account.

    Kinds of account that never owe are in none.
    """
    grouped: dict[str, list[Account]] = {}
    for account in accounts:
        kind = law.account_kinds[account.kind]
        if kind.requirement in OWES_IN_LIFE:
            grouped.setdefault(pool_name(account, law), []).append(account)
    return [
        Pool(name=name, owner=owner, accounts=tuple(accounts)) for name, accounts in grouped.items()
    ]


def _inherited_pools(
    owner: Person, accounts: Iterable[Account], household: Household, law: Law
) -> list[Pool]:
    """Return the pools of what somebody inherited.

    Accounts of one kind from one decedent are one pool where the same rule holds for them and
    they are held in the same capacity; further ones are numbered in the order of the facts.

    Source: Treas. Reg. 1.408-8(e)(2), 1.403(b)-6(e)(7).
    """
    grouped: dict[tuple[str, Hashable], list[tuple[Account, Payout | Undecided]]] = {}
    for account in accounts:
        kind, facts = law.account_kinds[account.kind], account.inherited
        if facts is None or kind.inherited_pool == "none":
            continue
        payout = payout_of(account, household, law)
        of = account.id if kind.inherited_pool == "inherited_plan" else facts.decedent
        is_roth = kind.requirement is Requirement.DESIGNATED_ROTH
        key = f"{kind.inherited_pool}:{of}", (*_capacity(facts), is_roth, _rule_of(payout))
        grouped.setdefault(key, []).append((account, payout))
    numbers: Counter[str] = Counter()
    pools = []
    for (name, _capacity_and_rule), members in grouped.items():
        numbers[name] += 1
        pools.append(
            Pool(
                name=name if numbers[name] == 1 else f"{name}:{numbers[name]}",
                owner=owner,
                accounts=tuple(account for account, _payout in members),
                payouts=tuple(payout for _account, payout in members),
            )
        )
    return pools


def _capacity(facts: Inheritance) -> tuple[Hashable, ...]:
    """Return as what somebody holds an account, whatever its rule."""
    return facts.beneficiary_class, facts.is_successor, facts.chain


def _rule_of(payout: Payout | Undecided) -> Hashable:
    return payout if isinstance(payout, Payout) else payout.code
