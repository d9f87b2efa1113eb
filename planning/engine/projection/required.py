"""What must leave each account in a year, whatever the plan?

The rules of `planning.engine.rmd` are asked once, before any path is walked: by what the balance
of an account is divided in each year while both live, once the partner is gone, and when the
partner holds it after the owner. On a path the answer is one product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from planning.engine.household import (
    Account,
    AccountKind,
    Adjustments,
    Household,
    YearEndBalance,
)
from planning.engine.law import Law
from planning.engine.projection.access import separated_on
from planning.engine.projection.accounts import Accounts
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.lives import NOBODY, Lives
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.pool_years import PoolYears
from planning.engine.rmd.pools import pools_of_household
from planning.engine.rmd.results import AccountAmount, Rule, Undecided
from planning.engine.tax.arrays import Dollars, Whole, positive
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year.accounts import IRAS, PLANS
from planning.engine.tax_year.holdings import ROTH_IN_PLANS

TEST_BALANCE = Decimal(1_000_000_000)  # far above any annuity payment or sum left out
SUCCESSOR_YEARS = 10  # Treas. Reg. 1.401(a)(9)-5(e)(3)
TOGETHER, ALONE, PASSED_ON = range(3)
Amounts = Mapping[str, list[AccountAmount | Undecided | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """By what each account's balance is multiplied; what a first year still asks."""

    parts: Dollars  # (TOGETHER … PASSED_ON, year, account)
    left_out: Dollars  # (year, account): of the balance, before it is divided
    annuity: Dollars  # (year, account): paid by a contract and counted, it leaves in any case
    remaining: Dollars | None  # (account): of a first year that has begun, what was not taken
    pools: tuple[str, ...]  # (account): from any account of a pool the pool's sum may be taken

    def in_year(
        self, year: int, lives: Lives, accounts: Accounts, holders: Whole, balances: Dollars
    ) -> Dollars:
        """Return what must leave each account: (path, account).

        `balances` are those of the December 31 before, `holders` who holds each: (path, account).
        """
        if self.remaining is not None and year == lives.first_year:
            return np.minimum(self.remaining, balances)
        position = year - lives.first_year
        partners, alive = np.array(lives.partners(lives.first_year)), lives.alive(year)
        of_owner = partners[accounts.owners]
        is_alone = ~np.take_along_axis(alive, np.broadcast_to(of_owner, holders.shape), axis=1)
        is_alone &= of_owner != NOBODY
        state = np.where(holders != accounts.owners, PASSED_ON, np.where(is_alone, ALONE, TOGETHER))
        part = self.parts[state, position, np.arange(len(accounts.owners))]
        died_in = lives.last_years[:, accounts.owners]
        is_last = accounts.is_inherited & (year >= died_in + SUCCESSOR_YEARS)
        is_last &= state == PASSED_ON
        part = np.where(is_last & (part > 0), 1.0, part)
        divided = positive(balances - self.left_out[position]) * part
        asked = np.maximum(divided, self.annuity[position])
        return np.where(holders == NOBODY, 0.0, np.minimum(asked, balances))


def required_of(
    household: Household,
    facts: TaxFacts,
    accounts: Accounts,
    lives: Lives,
    balances: Dollars,
    law: Law,
) -> Required:
    """Ask the rules of distributions for every year of a plan.

    A spouse who is left an account makes it an own one, with a regular table and an own age; an
    inherited account keeps its schedule and is empty ten years after its holder's death. A first
    distribution is taken in its own year, not put off to April. `balances` are those the plan
    begins with.

    Raises: CannotProject where a requirement cannot be decided.
    """
    tested = _with_test_balances(household, facts, accounts, lives)
    both = _amounts(tested, lives, law)
    shape = (len(lives.years), len(accounts.accounts))
    parts, left_out, annuity = np.zeros((3, *shape)), np.zeros(shape), np.zeros(shape)
    for position, account in enumerate(accounts.accounts):
        found = both.get(account.id, [None] * shape[0])
        last = int(lives.last_years[:, accounts.owners[position]].max())
        for index, (year, amount) in enumerate(zip(lives.years, found, strict=True)):
            if year <= last:
                _refuse_undecided(amount)
            parts[:, index, position] = _part(amount)
            left_out[index, position], annuity[index, position] = _beside(amount)
    for dead, survivor in enumerate(lives.partners(lives.first_year)):
        if survivor != NOBODY:
            alone = _amounts(_after(tested, accounts, lives, dead, survivor), lives, law)
            for position, account in enumerate(accounts.accounts):
                if accounts.is_inherited[position]:
                    continue
                state = PASSED_ON if accounts.owners[position] == dead else ALONE
                found = alone.get(account.id, [None] * shape[0])
                parts[state, :, position] = [_part(amount) for amount in found]
    has_begun = lives.first_year == household.as_of.year
    remaining = None
    if has_begun:
        year = lives.first_year
        remaining = still_required(household, accounts, lives, balances, year, law)
    return Required(
        parts=parts,
        left_out=left_out,
        annuity=annuity,
        remaining=remaining,
        pools=_pools(household, accounts, law),
    )


def _with_test_balances(
    household: Household, facts: TaxFacts, accounts: Accounts, lives: Lives
) -> Household:
    """Return the household with a round balance on every December 31 and without deaths to come,
    so that the rules show their divisors."""
    years = range(lives.first_year - 2, lives.years[-1] + 1)
    balances = {year: YearEndBalance(amount=TEST_BALANCE) for year in years}
    owners = {person.id: person for person in lives.people}
    tested = []
    for account in accounts.accounts:
        known = account.adjustments.get(max(account.adjustments, default=0), Adjustments())
        kept = replace(known, outstanding_rollover=Decimal(0), outstanding_transfer=Decimal(0))
        plan = account.plan
        if plan is not None:
            left_on = separated_on(account, owners[account.owner], facts)
            plan = replace(plan, separated_on=left_on, sources=())
        contract = account.annuity
        if contract is not None:  # a payment nobody knows yet is taken out of what is there
            payments = dict.fromkeys(years, Decimal(0)) | dict(contract.payments)
            contract = replace(contract, payments=payments)
        tested.append(
            replace(
                account,
                plan=plan,
                annuity=contract,
                year_end_balances=balances,
                adjustments=dict.fromkeys(years, kept) if account.adjustments else {},
            )
        )
    people = tuple(
        replace(person, died_on=None)
        if person.died_on is not None and person.died_on > household.as_of
        else person
        for person in household.people
    )
    return replace(household, people=people, accounts=tuple(tested), distributions=())


def _after(
    household: Household, accounts: Accounts, lives: Lives, dead: int, survivor: int
) -> Household:
    """Return the household as if one had died before it all and the other had taken over."""
    died_on = date(lives.first_year - 3, 12, 31)
    gone, heir = lives.ids[dead], lives.ids[survivor]
    people = tuple(
        replace(person, died_on=died_on) if person.id == gone else person
        for person in household.people
    )
    inherited = set(np.array(accounts.ids)[accounts.is_inherited])
    moved = tuple(
        _taken_over(account, heir) if account.owner == gone else account
        for account in household.accounts
        if account.id not in inherited
    )
    return replace(household, people=people, accounts=moved)


def _taken_over(account: Account, heir: str) -> Account:
    kind = account.kind
    if kind in IRAS | PLANS:
        kind = AccountKind.TRADITIONAL_IRA
    elif kind in ROTH_IN_PLANS:
        kind = AccountKind.ROTH_IRA
    return replace(account, owner=heir, kind=kind, beneficiaries=(), plan=None, annuity=None)


def _amounts(household: Household, lives: Lives, law: Law) -> Amounts:
    return {
        one.account.id: [one.amount(year) for year in lives.years]
        for pool in pools_of_household(household, law)
        for one in PoolYears(household, pool, law).accounts
    }


def _part(amount: AccountAmount | Undecided | None) -> float:
    """Return the part of the balance that a year's rule asks for."""
    if not isinstance(amount, AccountAmount):
        return 0.0
    if amount.rule is Rule.WHOLE_BALANCE:
        return 1.0
    return 0.0 if amount.divisor is None else 1 / float(amount.divisor.period)


def _beside(amount: AccountAmount | Undecided | None) -> tuple[float, float]:
    if not isinstance(amount, AccountAmount) or amount.balance is None:
        return 0.0, 0.0
    return float(TEST_BALANCE - amount.balance.adjusted), float(amount.annuity_paid)


def _refuse_undecided(amount: AccountAmount | Undecided | None) -> None:
    if isinstance(amount, Undecided):
        problem = "is needed to know what must leave the account. Add it."
        raise CannotProject(amount.missing[0], problem)


def still_required(
    household: Household, accounts: Accounts, lives: Lives, balances: Dollars, year: int, law: Law
) -> Dollars:
    """Return what a year that has begun still asks of each account, as the facts say: (account).

    A pool's sum falls on its accounts by what each asks, as far as they have it; what was taken
    from any of them counts.

    Raises: CannotProject where it is undecided.
    """
    found = np.zeros(len(accounts.accounts))
    schedule = rmd_schedule(household, law, years=(year - 1, year))
    for owed in schedule.obligations:
        is_due = owed.due_on is not None and owed.due_on.year >= year
        if owed.person.id not in lives.ids or not (owed.distribution_year == year or is_due):
            continue
        if owed.remaining is None:
            of_year = (owed.distribution_year, None, year, year - 1)
            unknown = [one for one in schedule.undecided if one.year in of_year]
            _refuse_undecided(min(unknown, key=lambda one: of_year.index(one.year)))
        asked = np.zeros(len(found))
        for amount in owed.amounts:
            for position in _stands_for(amount.account.id, accounts):
                asked[position] += float(amount.required)
        found += _shared(float(owed.remaining or 0), asked, balances - found)
    return found


def _shared(amount: float, asked: Dollars, balances: Dollars) -> Dollars:
    """Divide an amount by what accounts ask, none giving more than it has."""
    if not amount or not asked.any():
        return np.zeros_like(asked)
    shares = amount * asked / asked.sum()
    given = np.minimum(shares, positive(balances))
    room = positive(balances - given) * (asked > 0)
    lacking = min(amount - given.sum(), room.sum())
    return given + (lacking * room / room.sum() if lacking > 0 else 0.0)


def _stands_for(id_: str, accounts: Accounts) -> list[int]:
    """Return the account of an id, or the first that was paid over from it."""
    if id_ in accounts.ids:
        return [accounts.ids.index(id_)]
    return [
        position
        for position, account in enumerate(accounts.accounts)
        if account.inherited is not None and account.inherited.came_from == id_
    ][:1]


def _pools(household: Household, accounts: Accounts, law: Law) -> tuple[str, ...]:
    """Return the pool of each account, with its owner, since husband and wife never share one."""
    found = {
        account.id: f"{pool.owner.id}/{pool.name}"
        for pool in pools_of_household(household, law)
        for account in pool.accounts
    }
    return tuple(found.get(account.id, account.id) for account in accounts.accounts)
