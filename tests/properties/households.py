"""Plausible households: what a careful person could enter, in every combination.

Few choices are drawn and much is derived from them, so that examples are quick to make and
easy to read when one fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

from hypothesis import strategies as st

from planning.engine.household import (
    Account,
    AccountKind,
    Adjustments,
    Annuity,
    AnnuityTreatment,
    BalanceSource,
    Beneficiary,
    BeneficiaryClass,
    Distribution,
    DistributionKind,
    EarlierBeneficiary,
    Election,
    EmployerMoney,
    Household,
    Inheritance,
    Marriage,
    Person,
    Plan,
    YearEndBalance,
)

IRAS = (AccountKind.TRADITIONAL_IRA, AccountKind.SEP_IRA, AccountKind.SIMPLE_IRA)
NEVER_OWE = (
    AccountKind.ROTH_IRA,
    AccountKind.DEFINED_BENEFIT,
    AccountKind.TAXABLE,
    AccountKind.CASH,
    AccountKind.HSA,
    AccountKind.NONQUALIFIED_ANNUITY,
    AccountKind.EDUCATION_529,
)
IN_PLANS = tuple(kind for kind in AccountKind if kind not in IRAS + NEVER_OWE)
USUAL = 2 * IRAS + 2 * (AccountKind.PLAN_403B, AccountKind.PLAN_401K)
KINDS = USUAL + tuple(AccountKind)
ASSETS = ("stocks", "bonds", "cash")

HALF = Decimal("0.5")
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=365)

Oddity = Callable[[Account, date], Account]


def days(first_year: int, last_year: int) -> st.SearchStrategy[date]:
    """Draw a day, in one choice instead of the three that `dates` takes."""
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    return st.integers(first.toordinal(), last.toordinal()).map(date.fromordinal)


births = days(1930, 1954) | days(1925, 1965)
as_of_days = days(2018, 2028) | days(2007, 2024)


def cents(most: int) -> st.SearchStrategy[Decimal]:
    """Draw an amount of money up to so many dollars."""
    return st.integers(0, most * 100).map(lambda amount: Decimal(amount).scaleb(-2))


def part(amount: Decimal, tenths: int) -> Decimal:
    """Return so many tenths of an amount, in whole cents."""
    return (amount * 100 * tenths // 10).scaleb(-2)


@st.composite
def households(draw, kinds: Sequence[AccountKind] = KINDS):
    """Draw a single person or a couple with accounts and payments out of them."""
    as_of = draw(as_of_days)
    owner = draw(_owners(as_of))
    spouse = draw(_spouses(owner, as_of))
    child = Person(id="c", name="Child", is_member=False)
    plans = (*(draw(_plans(as_of, plan_id)) for plan_id in ("acme", None)), None)
    accounts = tuple(
        replace(account, id=f"a{number}")
        for number, account in enumerate(
            draw(st.lists(_accounts(as_of, spouse, plans, kinds), min_size=1, max_size=4))
        )
    )
    return Household(
        name="Some household",
        as_of=as_of,
        people=(
            *(person for person in (owner, spouse, child) if person),
            *_decedents(as_of),
        ),
        marriages=(draw(_marriages(as_of)),) if spouse else (),
        accounts=accounts,
        distributions=tuple(draw(st.lists(payments(accounts, as_of), max_size=5))),
        ira_deductions_after_70_half={"o": {as_of.year - 1: Decimal(3000)}},
        returns=draw(returns),
    )


def years_around(household: Household) -> range:
    """Return the distribution years most can go wrong in: past, present and projected."""
    return range(household.as_of.year - 2, household.as_of.year + 3)


def years_of_record(household: Household) -> range:
    """Return the years whose balances are recorded, never projected."""
    return range(household.as_of.year - 2, household.as_of.year + 1)


rates = st.integers(-50, 500).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
returns = st.none() | rates.map(lambda rate: dict.fromkeys(ASSETS, rate))


@st.composite
def payments(draw, accounts: Sequence[Account], as_of: date):
    """Draw a payment of any kind, from three years before the as-of date to a year after it."""
    paid_on = as_of - timedelta(days=draw(st.integers(-365, 1000)))
    kind = draw(st.sampled_from(2 * (DistributionKind.CASH,) + tuple(DistributionKind)))
    amount = draw(cents(80_000))
    return Distribution(
        account=draw(st.sampled_from(accounts)).id,
        paid_on=paid_on,
        amount=amount,
        kind=kind,
        cleared_on=paid_on + 20 * A_DAY if kind is DistributionKind.QCD else None,
        evidence="slip" if amount >= 10_000 else None,
        awaits_second_person=amount >= 40_000,
        makes_up_for=draw(st.sampled_from((None, None, paid_on.year - 1, paid_on.year - 2))),
    )


@st.composite
def _owners(draw, as_of: date):
    born_on = draw(births)
    fate = draw(st.sampled_from((*(12 * ("alive",)), 0, 100, 500, 900, "unknown")))
    retired_on = draw(st.sampled_from((None, born_on + 60 * A_YEAR, as_of, as_of - A_YEAR)))
    return Person(
        id="o",
        name="Owner",
        born_on=None if fate == "unknown" else born_on,
        died_on=as_of - fate * A_DAY if isinstance(fate, int) else None,
        is_member=fate != "unknown",
        retired_on=retired_on,
    )


@st.composite
def _spouses(draw, owner: Person, as_of: date):
    years_younger = draw(st.sampled_from((None, None, -4, 3, 10, 11, 12, 20, 20, "unknown")))
    if years_younger is None:
        return None
    died_on = draw(st.sampled_from((None, None, None, as_of - 100 * A_DAY, as_of - A_YEAR)))
    if years_younger == "unknown" or owner.born_on is None:
        return Person(id="s", name="Spouse", died_on=died_on, is_member=False)
    born_on = owner.born_on + years_younger * A_YEAR
    return Person(id="s", name="Spouse", born_on=born_on, died_on=died_on)


def _marriages(as_of: date) -> st.SearchStrategy[Marriage]:
    days = ((None, None), (None, None), (as_of - A_YEAR, None), (None, as_of - 200 * A_DAY))
    return st.sampled_from([Marriage(people=("o", "s"), from_on=a, to_on=b) for a, b in days])


def _plans(as_of: date, plan_id: str | None) -> st.SearchStrategy[Plan]:
    days = (None, as_of - 3 * A_YEAR, as_of - A_YEAR, as_of + A_YEAR)
    yes_or_no = (None, False, True)
    return st.sampled_from(
        [
            Plan(
                id=plan_id,
                separated_on=separated_on,
                is_still_employed=separated_on is None and bool(is_large_owner),
                is_five_percent_owner=is_large_owner,
                delays_while_working=delays,
            )
            for separated_on, is_large_owner, delays in product(days, yes_or_no, yes_or_no)
        ]
    )


@st.composite
def _accounts(draw, as_of: date, spouse: Person | None, plans: Sequence[Plan | None], kinds):
    kind = draw(st.sampled_from(kinds))
    balance = draw(cents(1_000_000))
    oddity = draw(st.sampled_from(_ODDITIES))
    plan = draw(st.sampled_from(plans)) if kind in IN_PLANS else None
    account = Account(
        id="",
        owner=draw(st.sampled_from(("o", "o", "s"))) if spouse else "o",
        kind=kind,
        year_end_balances={
            as_of.year - ago: YearEndBalance(
                amount=part(balance, 10 - ago),
                source=BalanceSource.ESTIMATE if balance < 50_000 else None,
            )
            for ago in range(1, 5)
        },
        beneficiaries=draw(_beneficiaries(as_of)) if spouse else (),
        plan=plan,
        allocation={"stocks": HALF, "bonds": HALF} if balance >= 500_000 else None,
    )
    return oddity(account, as_of)


def _beneficiaries(as_of: date) -> st.SearchStrategy[tuple[Beneficiary, ...]]:
    spouse, child, changed = Beneficiary(person="s"), Beneficiary(person="c"), as_of - A_YEAR
    return st.sampled_from(
        (
            (spouse,),
            (spouse,),
            (spouse, replace(child, is_contingent=True)),
            (replace(spouse, share=HALF), replace(spouse, share=HALF)),
            (replace(spouse, share=HALF), Beneficiary(entity="Charity", share=HALF)),
            (replace(spouse, to_on=changed), replace(child, from_on=changed)),
            (replace(child, to_on=changed), replace(spouse, from_on=changed)),
            (child,),
            (),
        )
    )


def _plain(account: Account, as_of: date) -> Account:
    return account


def _under_way(account: Account, as_of: date) -> Account:
    moved = Adjustments(outstanding_rollover=Decimal("40000.05"), outstanding_transfer=Decimal(7))
    return replace(account, adjustments=dict.fromkeys(account.year_end_balances, moved))


def _inside(account: Account, as_of: date) -> Account:
    adjustments = {
        year: Adjustments(
            qlac=part(balance.amount, 2),
            pre_1987=part(balance.amount, 3),
            annuity_value=part(balance.amount, 1),
        )
        for year, balance in account.year_end_balances.items()
    }
    return replace(account, adjustments=adjustments)


def _annuity_apart(account: Account, as_of: date) -> Account:
    return replace(_inside(account, as_of), annuity=Annuity())


def _annuity_together(account: Account, as_of: date) -> Account:
    paid = {as_of.year - ago: Decimal(15_000) for ago in range(3)}
    annuity = Annuity(treatment=AnnuityTreatment.TOGETHER, payments=paid)
    return replace(_inside(account, as_of), annuity=annuity)


def _annuity_of_unknown_value(account: Account, as_of: date) -> Account:
    return replace(account, annuity=Annuity(treatment=AnnuityTreatment.TOGETHER))


def _partly_vested(account: Account, as_of: date) -> Account:
    if account.plan is None:
        return account
    amount = part(account.year_end_balances[as_of.year - 1].amount, 9)
    money = EmployerMoney(source="match", amount=amount, vesting="graded_6", years_of_service=1)
    return replace(account, plan=replace(account.plan, sources=(money, money)))


def _gap(account: Account, as_of: date) -> Account:
    balances = dict(account.year_end_balances)
    del balances[as_of.year - 2]
    return replace(account, year_end_balances=balances)


def _no_balances(account: Account, as_of: date) -> Account:
    return replace(account, year_end_balances={})


def _decedents(as_of: date) -> tuple[Person, ...]:
    """Return those whose accounts others hold: one past the beginning, one not, one in between."""
    born = {"d": 82, "e": 58, "f": 57}
    died = {"d": 3, "e": 4, "f": 1}
    return tuple(
        Person(
            id=key,
            name=key.upper(),
            born_on=as_of - born[key] * A_YEAR,
            died_on=as_of - died[key] * A_YEAR,
            is_member=False,
        )
        for key in born
    )


def _heirs() -> Iterator[Inheritance]:
    """Yield each class after each death, elections, and a successor of each class."""
    for decedent, kind in product("de", BeneficiaryClass):
        facts = Inheritance(decedent=decedent, beneficiary_class=kind, is_sole=True)
        yield facts
        earlier = EarlierBeneficiary(person="f", beneficiary_class=kind)
        designated = replace(facts, beneficiary_class=BeneficiaryClass.DESIGNATED)
        yield replace(designated, is_successor=True, chain=(earlier,))
    for election in Election:
        spouse = BeneficiaryClass.SPOUSE
        yield Inheritance(decedent="e", beneficiary_class=spouse, election=election)


def _inherited(facts: Inheritance) -> Oddity:
    return lambda account, as_of: replace(account, inherited=facts)


_ODDITIES = (
    *(20 * (_plain,)),
    *(3 * (_under_way,)),
    *(3 * (_inside,)),
    *(3 * (_annuity_apart,)),
    *(6 * (_annuity_together,)),
    *(3 * (_annuity_of_unknown_value,)),
    *(3 * (_partly_vested,)),
    *(3 * (_gap,)),
    *(3 * (_no_balances,)),
    *(_inherited(facts) for facts in _heirs()),
)


def shuffled(accounts: Sequence[Account], random: Random) -> tuple[Account, ...]:
    """Return the accounts in another order, but for inherited ones: their pools are numbered."""
    drawn = random.sample(accounts, len(accounts))
    inherited = iter(account for account in accounts if account.is_inherited)
    return tuple(next(inherited) if account.is_inherited else account for account in drawn)
