"""What is there when the plan begins, and what has happened in its first year so far?

Facts of the household, none of them assumed but the growth between the last known value and the
day the facts speak from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from planning.engine.household import (
    Account,
    Adjustments,
    Distribution,
    DistributionKind,
    Household,
)
from planning.engine.law import Law
from planning.engine.money import ZERO
from planning.engine.plan_facts import AccountOutlook, PlanFacts
from planning.engine.projection.accounts import Accounts, Shelter
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.lives import Lives
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.payments import day_that_counts
from planning.engine.rmd.vesting import unvested_money
from planning.engine.tax.arrays import Dollars, Whole
from planning.engine.tax_facts import AccountTaxes, TaxFacts
from planning.engine.tax_year.accounts import PAID
from planning.engine.tax_year.results import Missing, Note

DAYS = 365.25
UNKNOWN = AccountTaxes()
NEVER = 9999  # the year of a clock that has not begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first year's facts; shapes (account) or (person)."""

    balances: Dollars  # (account)
    basis: (
        Dollars  # (account): cost, or what was taxed before, of accounts with a basis of their own
    )
    ira_basis: Dollars  # (person)
    roth_contributions: Dollars  # (person)
    roth_conversions: tuple[tuple[int, int, float], ...]  # person, year, amount
    roth_begun: Whole  # (person): the year of the first contribution
    taken: Dollars  # (account): paid out so far and income, conversions apart
    converted: Dollars  # (account)
    given: Dollars  # (account): to charity, within the year's limit
    withheld: float  # of all payments so far
    year_left: float  # the part of the first year that is still to come
    missing: tuple[Missing, ...]
    notes: tuple[Note, ...]


def opening_of(
    household: Household,
    facts: TaxFacts,
    plans: PlanFacts,
    accounts: Accounts,
    lives: Lives,
    law: Law,
) -> Opening:
    """Return what a plan begins with.

    A value that was known before the as-of day is grown to it, less what was paid since; money on
    its way on a December 31 is in it, employer money that is not vested is not.

    Raises: CannotProject for an account without any value.
    """
    missing: list[Missing] = []
    notes: list[Note] = []
    values = []
    for account, growth in zip(accounts.accounts, accounts.growth, strict=True):
        outlook = plans.accounts.get(account.id, AccountOutlook())
        known = _known_value(account, outlook, household.as_of, account.id in accounts.added)
        since = _paid_since(household, account, known[1])
        grown = _grown(known, float(growth), _first_day(household, lives))
        unvested = _unvested(account, law)
        if unvested:
            numbers = {"account": account.id, "amount": unvested}
            notes.append(Note(code="unvested", numbers=numbers, citation="26 U.S.C. § 411(a)(2)"))
        values.append(max(grown - float(since + unvested), 0.0))
        if known[1] < household.as_of and known[0]:
            notes.append(Note(code="opening_estimated", numbers={"account": account.id}))
    balances = np.array(values)
    basis = [
        _basis(account, shelter, balance, facts, plans, missing)
        for account, shelter, balance in zip(
            accounts.accounts, accounts.shelters, balances, strict=True
        )
    ]
    so_far = list(_so_far(household, lives.first_year))
    people = range(len(lives.people))
    pooled = accounts.of(Shelter.IRA, inherited=False)
    roths = [_roth_of(person, accounts, facts, missing) for person in people]
    withheld = plans.withheld.get(lives.first_year)
    year_left = _year_left(household.as_of, lives.first_year)
    return Opening(
        balances=balances,
        basis=np.where(pooled, 0.0, basis),
        ira_basis=np.array(
            [float(np.sum(basis, where=pooled & (accounts.owners == p))) for p in people]
        ),
        roth_contributions=np.array([roth[0] for roth in roths]),
        roth_conversions=tuple(
            (person, year, amount) for person in people for year, amount in roths[person][1]
        ),
        roth_begun=np.array([roth[2] for roth in roths], dtype=np.int64),
        taken=_by_account(so_far, accounts, PAID) + _gifts_taxed(household, so_far, accounts, law),
        converted=_by_account(so_far, accounts, {DistributionKind.CONVERSION}),
        given=_by_account(so_far, accounts, {DistributionKind.QCD}),
        withheld=float(withheld.federal + withheld.state) if withheld and year_left < 1 else 0.0,
        year_left=year_left,
        missing=tuple(missing),
        notes=tuple(notes),
    )


def _first_day(household: Household, lives: Lives) -> date:
    """Return the day to which values are grown: the as-of day, or the end of the year before."""
    return max(household.as_of, date(lives.first_year - 1, 12, 31))


def _year_left(as_of: date, first_year: int) -> float:
    if as_of.year < first_year:
        return 1.0
    last, before = date(first_year, 12, 31), date(first_year - 1, 12, 31)
    return (last - as_of).days / (last - before).days


def _known_value(
    account: Account, outlook: AccountOutlook, as_of: date, is_added: bool
) -> tuple[Decimal, date]:
    """Return the last value of an account that was known on a day, and that value's own day."""
    if is_added:
        return ZERO, as_of
    known = [
        (date(year, 12, 31), balance.amount + _on_its_way(account, year))
        for year, balance in account.year_end_balances.items()
        if date(year, 12, 31) <= as_of
    ]
    if outlook.worth is not None and outlook.worth.on <= as_of:
        known.append((outlook.worth.on, outlook.worth.amount))
    if not known and outlook.lots:
        known.append((as_of, sum((lot.value for lot in outlook.lots), ZERO)))
    if not known:
        raise CannotProject(
            f"accounts.{account.id}.year_end_balances",
            "has no value. Give the last December 31 balance, or today's as balance.",
        )
    day, amount = max(known)
    return amount, day


def _on_its_way(account: Account, year: int) -> Decimal:
    """Return what stood beside a December 31 balance and has arrived since."""
    beside = account.adjustments.get(year, Adjustments())
    return beside.outstanding_rollover + beside.outstanding_transfer


def _unvested(account: Account, law: Law) -> Decimal:
    return ZERO if account.plan is None else unvested_money(account.plan, law)


def _grown(known: tuple[Decimal, date], growth: float, until: date) -> float:
    return float(known[0]) * (1 + growth) ** ((until - known[1]).days / DAYS)


def _paid_since(household: Household, account: Account, day: date) -> Decimal:
    paid = (
        payment.amount
        for payment in household.distributions
        if payment.account == account.id and day < payment.paid_on <= household.as_of
    )
    return sum(paid, ZERO)


def _basis(
    account: Account,
    shelter: Shelter,
    balance: float,
    facts: TaxFacts,
    plans: PlanFacts,
    missing: list[Missing],
) -> float:
    """Return what of an account was taxed before: its basis, or what its lots cost."""
    stated = facts.accounts.get(account.id, UNKNOWN).basis
    if stated is not None:
        return float(stated)
    if shelter is Shelter.CASH:
        return balance
    if shelter not in (Shelter.TAXABLE, Shelter.ANNUITY):
        return 0.0
    lots = plans.accounts.get(account.id, AccountOutlook()).lots
    if lots:
        return float(sum(lot.cost for lot in lots))
    if balance:
        fact = f"accounts.{account.id}.basis"
        missing.append(Missing(code="basis", fact=fact, account=account.id))
    return balance


def _roth_of(
    person: int, accounts: Accounts, facts: TaxFacts, missing: list[Missing]
) -> tuple[float, tuple[tuple[int, float], ...], int]:
    """Return a person's Roth contributions, conversions by year, and when the clock began."""
    own = [
        account
        for account, shelter, owner, inherited in zip(
            accounts.accounts,
            accounts.shelters,
            accounts.owners,
            accounts.is_inherited,
            strict=True,
        )
        if shelter is Shelter.ROTH_IRA and owner == person and not inherited
    ]
    stated = [facts.accounts.get(account.id, UNKNOWN) for account in own]
    made = sorted((year, float(amount)) for one in stated for year, amount in one.conversions)
    begun = [one.first_funded for one in stated if one.first_funded is not None]
    begun += [year for year, _amount in made]
    begun += [
        year for account in own for year, held in account.year_end_balances.items() if held.amount
    ]
    for account, one in zip(own, stated, strict=True):
        if account.year_end_balances and one.basis is None:
            fact = f"accounts.{account.id}.basis"
            missing.append(Missing(code="roth_basis", fact=fact, account=account.id))
    contributions = sum(float(one.basis or 0) for one in stated)
    return contributions, tuple(made), min(begun, default=NEVER)


def _so_far(household: Household, year: int) -> Iterator[Distribution]:
    if year == household.as_of.year:
        for payment in household.distributions:
            if day_that_counts(payment).year == year and payment.paid_on <= household.as_of:
                yield payment


def _gifts_taxed(
    household: Household, payments: list[Distribution], accounts: Accounts, law: Law
) -> Dollars:
    """Return what of gifts from IRAs is income all the same: (account).

    What is above the limit, or made up for by contributions deducted after 70½.

    Source: 26 U.S.C. § 408(d)(8)(A), (F).
    """
    given = _by_account(payments, accounts, {DistributionKind.QCD})
    if not given.any():
        return given
    year = day_that_counts(payments[0]).year
    owners = np.array([account.owner for account in accounts.accounts])
    left_out = {
        gifts.person.id: float(gifts.given if gifts.excludable is None else gifts.excludable)
        for gifts in rmd_schedule(household, law, years=(year, year)).qcds
        if gifts.year == year
    }
    for owner in set(owners):
        whole = given[owners == owner].sum()
        if whole:
            given[owners == owner] *= 1 - min(left_out.get(owner, 0.0) / whole, 1.0)
    return given


def _by_account(
    payments: list[Distribution],
    accounts: Accounts,
    kinds: frozenset[DistributionKind] | set[DistributionKind],
) -> Dollars:
    found = np.zeros(len(accounts.accounts))
    for payment in payments:
        if payment.kind in kinds and payment.account in accounts.ids:
            found[accounts.ids.index(payment.account)] += float(payment.amount)
    return found
