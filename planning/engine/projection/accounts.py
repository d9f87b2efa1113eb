"""What are a household's accounts to a plan: whose, of which tax, growing how, open from when?

Axes are (account), (year, account) or (year, account, person). Every person has a taxable account
and a Roth IRA here, an empty one where none is on record, so that what is left over and what is
converted has a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from planning.engine.household import Account, AccountKind, Household
from planning.engine.law import Law
from planning.engine.plan_facts import AccountOutlook, PlanFacts
from planning.engine.projection.access import Access, access_of, is_beneficiarys
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.lives import Lives
from planning.engine.rmd.balance import growth_of
from planning.engine.rmd.beneficiaries import is_in_force
from planning.engine.tax.arrays import Dollars, Flags, Whole
from planning.engine.tax_facts import TaxFacts, Yields
from planning.engine.tax_year.accounts import IRAS, PLANS
from planning.engine.tax_year.holdings import ALL_CASH, ROTH_IN_PLANS
from planning.engine.tax_year.results import Missing, Note

YIELDS = (
    "qualified_dividends",
    "nonqualified_dividends",
    "taxable_interest",
    "tax_exempt_interest",
)


class Shelter(StrEnum):
    """How the tax law sees what leaves an account."""

    CASH = "cash"
    TAXABLE = "taxable"
    ANNUITY = "annuity"
    IRA = "ira"
    PLAN = "plan"
    ROTH_IRA = "roth_ira"
    ROTH_PLAN = "roth_plan"
    HSA = "hsa"
    EDUCATION = "education"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The accounts of a plan, in the order of the facts and then those that are added."""

    accounts: tuple[Account, ...]
    shelters: tuple[Shelter, ...]
    added: frozenset[str]  # ids that are in no record
    owners: Whole  # (account): who holds it in the beginning
    is_inherited: Flags  # (account)
    growth: Dollars  # (account): a year
    yields: Dollars  # (kind of YIELDS, account): part of the value paid out in a year
    is_open: Flags  # (year, account, person): may the holder take from it at will
    is_early: Flags  # (year, account, person): does the additional tax fall on the holder
    access: tuple[Access, ...]  # (account): of the owner, with what exempts from the tax
    to_spouse: Dollars  # (account): the part the surviving spouse receives
    unsold: Dollars  # (account): the part that must not be sold
    missing: tuple[Missing, ...]
    notes: tuple[Note, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the accounts, in order."""
        return tuple(account.id for account in self.accounts)

    def of(self, *shelters: Shelter, inherited: bool | None = None) -> Flags:
        """Return which accounts are of some kinds: (account)."""
        return _mask(self.shelters, shelters, tuple(self.is_inherited), inherited)

    @property
    def convertible(self) -> Flags:
        """Which may be converted: own pre-tax money, but for a tax-exempt employer's plan."""
        exempt = [account.kind is AccountKind.TAX_EXEMPT_457B for account in self.accounts]
        return self.of(Shelter.IRA, Shelter.PLAN, inherited=False) & ~np.array(exempt)


@lru_cache(maxsize=1024)
def _mask(
    kinds: tuple[Shelter, ...],
    wanted: tuple[Shelter, ...],
    are_inherited: tuple[bool, ...],
    inherited: bool | None,
) -> Flags:
    """Return the same array each time: a year asks for the same masks again and again."""
    found = np.array([kind in wanted for kind in kinds], dtype=np.bool_)
    if inherited is not None:
        found &= np.array(are_inherited) == inherited
    found.setflags(write=False)
    return found


def accounts_of(
    household: Household, facts: TaxFacts, plans: PlanFacts, lives: Lives, law: Law
) -> Accounts:
    """Return the accounts the people of a plan hold.

    Raises: CannotProject for an account whose owner died and that nobody inherited.
    """
    held: list[Account] = []
    notes: list[Note] = []
    for account in household.accounts:
        if household.is_passed_on(account.id):
            continue  # what is in it stands in the accounts of who inherited it
        if account.owner not in lives.ids:
            notes += _of_others(account, household)
        elif account.kind is AccountKind.DEFINED_BENEFIT:
            notes.append(Note(code="defined_benefit_no_balance", numbers={"account": account.id}))
        else:
            held.append(account)
    added = tuple(_added(held, lives))
    accounts = (*held, *added)
    owners = [lives.ids.index(account.owner) for account in accounts]
    shelters = tuple(_shelter(account.kind) for account in accounts)
    growth = [float(growth_of(account, household.returns)) for account in accounts]
    payouts = [
        _payouts(a, s, facts.yields, g) for a, s, g in zip(accounts, shelters, growth, strict=True)
    ]
    missing = [
        one
        for account, shelter in zip(held, shelters, strict=False)
        if shelter is Shelter.TAXABLE
        for one in _unknown_yields(account, facts.yields)
    ]
    people = range(len(lives.people))
    access = [
        [access_of(account, person, facts, plans, lives, law) for person in people]
        for account in accounts
    ]
    return Accounts(
        accounts=accounts,
        shelters=shelters,
        added=frozenset(account.id for account in added),
        owners=np.array(owners, dtype=np.int64),
        is_inherited=np.array(
            [is_beneficiarys(account, law) for account in accounts], dtype=np.bool_
        ),
        growth=np.array(growth),
        yields=np.array(payouts, dtype=np.float64).T,
        is_open=np.array([[[a.is_open(y) for a in row] for row in access] for y in lives.years]),
        is_early=np.array([[[a.is_early(y) for a in row] for row in access] for y in lives.years]),
        access=tuple(row[owner] for row, owner in zip(access, owners, strict=True)),
        to_spouse=np.array([_to_spouse(a, household, lives) for a in accounts]),
        unsold=np.array([_unsold(account.id, plans) for account in accounts]),
        missing=tuple(missing),
        notes=tuple(notes),
    )


def _of_others(account: Account, household: Household) -> Iterator[Note]:
    owner = next(person for person in household.people if person.id == account.owner)
    if owner.is_member and owner.died_on is not None:
        raise CannotProject(
            f"accounts.{account.id}.inherited",
            f"{owner.name} died on {owner.died_on}. Say who inherited the account, or remove it.",
        )
    if not owner.is_member:
        yield Note(code="account_of_nonmember", numbers={"account": account.id})


def _added(held: Sequence[Account], lives: Lives) -> Iterator[Account]:
    for person in lives.people:
        own = [a for a in held if a.owner == person.id and not a.is_inherited]
        of_own = max((a for a in own if a.allocation), key=_last_known, default=None)
        invested = None if of_own is None else of_own.allocation
        for kind, name in ((AccountKind.TAXABLE, "taxable"), (AccountKind.ROTH_IRA, "roth")):
            if not any(account.kind is kind for account in own):
                id_ = f"{name}:{person.id}"
                yield Account(id=id_, owner=person.id, kind=kind, allocation=invested)


def _last_known(account: Account) -> float:
    balances = account.year_end_balances
    return float(balances[max(balances)].amount) if balances else 0.0


def _shelter(kind: AccountKind) -> Shelter:
    if kind in IRAS:
        return Shelter.IRA
    if kind in PLANS:
        return Shelter.PLAN
    if kind in ROTH_IN_PLANS:
        return Shelter.ROTH_PLAN
    return {
        AccountKind.ROTH_IRA: Shelter.ROTH_IRA,
        AccountKind.TAXABLE: Shelter.TAXABLE,
        AccountKind.CASH: Shelter.CASH,
        AccountKind.HSA: Shelter.HSA,
        AccountKind.NONQUALIFIED_ANNUITY: Shelter.ANNUITY,
        AccountKind.EDUCATION_529: Shelter.EDUCATION,
    }[kind]


def _payouts(
    account: Account, shelter: Shelter, yields: Yields, growth: float
) -> tuple[float, ...]:
    """Return what an account outside retirement pays out in a year, in the order of YIELDS.

    Cash grows by interest, whatever is said of yields.
    """
    if shelter not in (Shelter.TAXABLE, Shelter.CASH):
        return (0.0,) * len(YIELDS)
    if shelter is Shelter.CASH and yields.interest is None:
        return 0.0, 0.0, max(growth, 0.0), 0.0
    invested = account.allocation or (ALL_CASH if shelter is Shelter.CASH else {})
    stocks = float(invested.get("stocks", 0))
    rest = float(invested.get("bonds", 0) + invested.get("cash", 0))
    dividends = stocks * float(yields.dividends or 0)
    qualified = dividends * float(yields.qualified_share or 0)
    interest, exempt = float(yields.interest or 0), float(yields.tax_exempt_interest or 0)
    return qualified, dividends - qualified, rest * interest, rest * exempt


def _unknown_yields(account: Account, yields: Yields) -> Iterator[Missing]:
    """Yield what is not said of a taxable account's payouts, which are then taken as none."""
    if account.allocation is None:
        fact = f"accounts.{account.id}.allocation"
        yield Missing(code="allocation", fact=fact, account=account.id)
        return
    rest = account.allocation.get("bonds", 0) or account.allocation.get("cash", 0)
    for name, held in (("dividends", account.allocation.get("stocks", 0)), ("interest", rest)):
        if held and getattr(yields, name) is None:
            yield Missing(code=f"yield_{name}", fact=f"yields.{name}", account=account.id)


def _to_spouse(account: Account, household: Household, lives: Lives) -> float:
    """Return what the surviving spouse is named for; all of it where nobody is named."""
    position = lives.ids.index(account.owner)
    partner = lives.partners(lives.first_year)[position]
    lines = [
        line
        for line in account.beneficiaries
        if not line.is_contingent and is_in_force(line, household.as_of)
    ]
    if not lines or partner < 0:
        return 1.0
    named = sum(float(line.share) for line in lines if line.person == lives.ids[partner])
    return min(named, 1.0) if named < 0.999 else 1.0


def _unsold(account: str, plans: PlanFacts) -> float:
    """Return the part of an account a plan keeps: all of it, or the lots of what it names."""
    kept = plans.limits.never_sell
    if account in kept:
        return 1.0
    lots = plans.accounts.get(account, AccountOutlook()).lots
    whole = sum(float(lot.value) for lot in lots)
    named = sum(float(lot.value) for lot in lots if lot.symbol in kept)
    return named / whole if named else 0.0
