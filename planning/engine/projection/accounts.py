"""What are a household's accounts to a plan: whose, of which tax, growing how, open from when?

Axes are (account), (year, account) or (year, account, person). Every person has a taxable account
and a Roth IRA here, an empty one where none is on record, so that what is left over and what is
converted has a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from planning.engine.household import Account, AccountKind, Household, Person
from planning.engine.law import Law
from planning.engine.plan_facts import AccountOutlook, Condition, PlanFacts
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.lives import Lives
from planning.engine.rmd.applicable_age import year_of_age
from planning.engine.rmd.balance import growth_of
from planning.engine.rmd.beneficiaries import is_in_force
from planning.engine.rmd.inherited.payout import is_treated_as_own
from planning.engine.tax.arrays import Dollars, Flags, Whole
from planning.engine.tax_facts import IncomeKind, TaxFacts, Yields
from planning.engine.tax_year.accounts import IRAS, LEAVES_AT_55, NO_EARLY_TAX, PLANS
from planning.engine.tax_year.holdings import ALL_CASH, ROTH_IN_PLANS
from planning.engine.tax_year.results import Missing, Note

EMPLOYERS = PLANS | ROTH_IN_PLANS
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
        found = np.array([shelter in shelters for shelter in self.shelters], dtype=np.bool_)
        return found if inherited is None else found & (self.is_inherited == inherited)


def accounts_of(
    household: Household, facts: TaxFacts, plans: PlanFacts, lives: Lives, law: Law
) -> Accounts:
    """Return the accounts the people of a plan hold.

    Not modelled: the additional tax on annuity contracts, 26 U.S.C. § 72(q); exceptions from the
    one on early payments but death, age, disability, terminal illness, leaving the employer at 55
    and governmental 457(b) plans; a SIMPLE IRA's first two years.
    Raises: CannotProject for an account whose owner died and that nobody inherited.
    """
    held: list[Account] = []
    notes: list[Note] = []
    for account in household.accounts:
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
    payouts = [_payouts(a, s, facts.yields) for a, s in zip(accounts, shelters, strict=True)]
    missing = [
        Missing(code="allocation", fact=f"accounts.{a.id}.allocation", account=a.id)
        for a, s in zip(held, shelters, strict=False)
        if s is Shelter.TAXABLE and a.allocation is None
    ]
    conditions = [plans.people.get(person.id, Condition()) for person in lives.people]
    years = lives.years
    is_open = np.zeros((len(years), len(accounts), len(lives.people)), dtype=np.bool_)
    is_early = np.zeros_like(is_open)
    of_age = _years_of_age(lives, law)
    for position, account in enumerate(accounts):
        left_on = separated_on(account, lives.people[owners[position]], facts)
        from_on = plans.accounts.get(account.id, AccountOutlook()).accessible_from
        for person in range(len(lives.people)):
            is_own = person == owners[position]
            opens = _opens(account, from_on, left_on, of_age[person]) if is_own else years[0]
            exempt = _exempt_from(account, left_on, lives.born_on[person], is_own=is_own)
            ends = min(of_age[person], exempt, _exempt_by_condition(conditions[person]))
            is_open[:, position, person] = [year >= opens for year in years]
            is_early[:, position, person] = [year < ends for year in years]
    return Accounts(
        accounts=accounts,
        shelters=shelters,
        added=frozenset(account.id for account in added),
        owners=np.array(owners, dtype=np.int64),
        is_inherited=np.array(
            [_is_inherited(account, law) for account in accounts], dtype=np.bool_
        ),
        growth=np.array([float(growth_of(account, household.returns)) for account in accounts]),
        yields=np.array(payouts, dtype=np.float64).T,
        is_open=is_open,
        is_early=is_early,
        to_spouse=np.array([_to_spouse(a, household, lives) for a in accounts]),
        unsold=np.array([_unsold(account.id, plans) for account in accounts]),
        missing=tuple(missing),
        notes=tuple(notes),
    )


def separated_on(account: Account, owner: Person, facts: TaxFacts) -> date | None:
    """Return the day the owner left, or will leave, the employer of a plan; None: not known.

    The plan's own day comes first, then the person's retirement, then the end of the last wages.
    """
    if account.kind not in EMPLOYERS:
        return None
    plan = account.plan
    if plan is not None and plan.separated_on is not None:
        return plan.separated_on
    if owner.retired_on is not None and (plan is None or not plan.is_still_employed):
        return owner.retired_on
    wages = [i for i in facts.incomes if i.person == owner.id and i.kind is IncomeKind.WAGES]
    ends = [income.to_on for income in wages if income.to_on is not None]
    return max(ends) if ends and len(ends) == len(wages) else owner.retired_on


def _of_others(account: Account, household: Household) -> Iterator[Note]:
    owner = next(person for person in household.people if person.id == account.owner)
    if owner.is_member and owner.died_on is not None and not household.is_passed_on(account.id):
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


def _payouts(account: Account, shelter: Shelter, yields: Yields) -> tuple[float, ...]:
    """Return what an account outside retirement pays out in a year, in the order of YIELDS."""
    if shelter not in (Shelter.TAXABLE, Shelter.CASH):
        return (0.0,) * len(YIELDS)
    invested = account.allocation or (ALL_CASH if shelter is Shelter.CASH else {})
    stocks = float(invested.get("stocks", 0))
    rest = float(invested.get("bonds", 0) + invested.get("cash", 0))
    dividends = stocks * float(yields.dividends or 0)
    qualified = dividends * float(yields.qualified_share or 0)
    interest, exempt = float(yields.interest or 0), float(yields.tax_exempt_interest or 0)
    return qualified, dividends - qualified, rest * interest, rest * exempt


def _is_inherited(account: Account, law: Law) -> bool:
    return account.is_inherited and not is_treated_as_own(account, law)


def _years_of_age(lives: Lives, law: Law) -> list[int]:
    """Return the year in which each attains the age that ends the additional tax."""
    rule = law.parameters["early_payment"].values[-1]
    return [year_of_age(born_on, rule.decimal("age")) for born_on in lives.born_on]


def _opens(account: Account, from_on: date | None, left_on: date | None, of_age: int) -> int:
    """Return the first year the plan lets the owner take money at will."""
    if account.kind is AccountKind.EDUCATION_529:
        return date.max.year
    if from_on is not None:
        return from_on.year
    if account.kind not in EMPLOYERS or account.is_inherited or account.plan is None:
        return date.min.year
    return of_age if left_on is None else min(of_age, left_on.year)


def _exempt_from(account: Account, left_on: date | None, born_on: date, *, is_own: bool) -> int:
    """Return the first year the kind of account or the end of work keeps the tax away."""
    taxed = account.kind in IRAS | EMPLOYERS or account.kind is AccountKind.ROTH_IRA
    if not taxed or account.is_inherited or account.kind in NO_EARLY_TAX:
        return date.min.year
    left_late = left_on is not None and left_on.year >= born_on.year + LEAVES_AT_55
    if left_on is not None and left_late and is_own and account.kind in EMPLOYERS:
        return left_on.year
    return date.max.year


def _exempt_by_condition(condition: Condition) -> int:
    """Return the first year of disability or terminal illness, § 72(t)(2)(A)(iii), (L)."""
    days = [d for d in (condition.disabled_on, condition.terminally_ill_on) if d is not None]
    return min((day.year for day in days), default=date.max.year)


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
