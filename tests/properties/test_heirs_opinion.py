"""The engine and an independent derivation of what heirs owe agree; and what holds of all heirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from planning.engine.household import (
    Account,
    AccountKind,
    BeneficiaryClass,
    EarlierBeneficiary,
    Household,
    Inheritance,
    Person,
    YearEndBalance,
)
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.results import Rule
from tests.properties.heirs_opinion import Case, HeirsOpinion, heirs_opinion
from tests.properties.households import days
from tests.properties.second_opinion import first_year

LAW = load_law()
YEARS = range(2017, 2041)
BALANCES = {year - 1: 10_000_007 * (year - 2000) for year in YEARS}


@st.composite
def cases(draw):
    """Draw an owner's death and an heir whose class the birth dates allow."""
    owner_died = draw(days(2006, 2025))
    owner_born = draw(days(1920, 1965).filter(lambda day: day.year < owner_died.year - 40))
    heir_class = draw(
        st.sampled_from(
            ("designated", "designated", "spouse", "disabled", "minor_child", "estate", "near")
        )
    )
    oldest, youngest = (1920, 1990)
    if heir_class == "near":
        oldest, youngest = owner_born.year - 5, owner_born.year + 9
    if heir_class == "minor_child":
        oldest, youngest = owner_died.year - 20, owner_died.year
    heir_born = draw(days(oldest, youngest))
    dies_after = draw(st.sampled_from((None, None, 1, 3, 10, 15)))
    heir_died = None
    if dies_after is not None and heir_class != "estate":
        heir_died = date(owner_died.year + dies_after, 12, 31)
    return Case(
        owner_born=owner_born,
        owner_died=owner_died,
        heir_class="not_more_than_10_years_younger" if heir_class == "near" else heir_class,
        heir_born=heir_born,
        heir_died=heir_died,
        is_roth=draw(st.sampled_from((False, False, True))),
    )


def household(case: Case, balances: dict[int, int] | None = None) -> Household:
    """Return the same facts for the engine; where the heir died, somebody follows."""
    owner = Person(id="d", name="Owner", born_on=case.owner_born, died_on=case.owner_died)
    heir = Person(id="h", name="Heir", born_on=case.heir_born)
    follower = Person(id="f", name="Follower", born_on=date(1985, 5, 5))
    first = BeneficiaryClass(case.heir_class)
    facts = Inheritance(decedent="d", beneficiary_class=first, is_sole=True)
    if case.heir_died is not None:
        earlier = EarlierBeneficiary(person="h", beneficiary_class=first, died_on=case.heir_died)
        facts = replace(
            facts,
            beneficiary_class=BeneficiaryClass.DESIGNATED,
            is_successor=True,
            chain=(earlier,),
        )
    account = Account(
        id="a",
        owner="h" if case.heir_died is None else "f",
        kind=AccountKind.ROTH_IRA if case.is_roth else AccountKind.TRADITIONAL_IRA,
        year_end_balances={
            year: YearEndBalance(amount=Decimal(cents).scaleb(-2))
            for year, cents in (balances or BALANCES).items()
        },
        inherited=facts,
    )
    return Household(
        name="", as_of=date(2040, 12, 31), people=(owner, heir, follower), accounts=(account,)
    )


def years_of(case: Case) -> range:
    """Return the years after everybody's death that both can speak of."""
    last_death = max(case.owner_died, case.heir_died or case.owner_died).year
    return range(max(YEARS[0], last_death + 1), YEARS[-1] + 1)


def engine(case: Case, balances: dict[int, int] | None = None) -> list[HeirsOpinion]:
    """Return what the engine says of the account."""
    schedule = rmd_schedule(household(case, balances), LAW, years=years_of(case))
    return [
        HeirsOpinion(
            int(amount.required * 100),
            int(amount.divisor.period * 10) if amount.divisor else None,
            amount.payout.ends_in,
        )
        for obligation in schedule.obligations
        for amount in obligation.amounts
    ]


def waited(case: Case) -> bool:
    """Whether a spouse died while waiting, whose own heirs begin anew: not told here."""
    if case.heir_class != "spouse" or case.heir_died is None:
        return False
    begins = date(first_year(case.owner_born) + 1, 4, 1)
    if case.owner_died >= begins and not case.is_roth:
        return False
    starts = max(case.owner_died.year + 1, first_year(case.owner_born))
    return case.heir_died < date(starts, 12, 31)


@given(cases())
@example(Case(date(1943, 2, 11), date(2023, 5, 2), "designated", date(1970, 5, 10)))
@example(Case(date(1939, 3, 4), date(2019, 6, 7), "designated", date(1944, 5, 10)))
def test_they_agree_on_every_year(case):
    if waited(case):
        case = case._replace(heir_died=None)
    expected = [heirs_opinion(case, year, BALANCES[year - 1]) for year in years_of(case)]
    assert engine(case) == expected


@given(cases())
def test_nothing_below_zero_nothing_above_the_balance_and_everything_at_the_end(case):
    for year, found in zip(years_of(case), engine(case), strict=True):
        assert 0 <= found.cents <= BALANCES[year - 1]
        if found.everything_by is not None and year >= found.everything_by and year != 2020:
            assert (found.cents, found.tenths) == (BALANCES[year - 1], None)


@given(cases(), st.integers(1, 10**9))
def test_a_higher_balance_never_asks_an_heir_for_less(case, more):
    richer = {year: cents + more for year, cents in BALANCES.items()}
    pairs = zip(engine(case), engine(case, richer), strict=True)
    assert all(before.cents <= after.cents for before, after in pairs)


@given(cases())
def test_an_heirs_divisor_falls_by_a_year_each_year_or_less_where_looked_up_anew(case):
    tenths = [found.tenths for found in engine(case)]
    for year, (one, other) in zip(years_of(case), pairwise(tenths), strict=False):
        if one is not None and other is not None and year + 1 != 2022:
            assert 0 <= one - other <= 10


@given(cases(), days(2026, 2040))
def test_another_successor_changes_no_year(case, died_on):
    if case.heir_died is None:
        return
    facts = household(case)
    (account,) = facts.accounts
    chain = (*account.inherited.chain, EarlierBeneficiary(person="f", died_on=died_on))
    third = Person(id="t", name="Third", born_on=date(2001, 1, 1))
    longer = replace(
        facts,
        people=(*facts.people, third),
        accounts=(replace(account, owner="t", inherited=replace(account.inherited, chain=chain)),),
    )
    years = range(max(died_on.year, case.heir_died.year) + 1, YEARS[-1] + 1)
    before, after = (rmd_schedule(f, LAW, years=years).obligations for f in (facts, longer))
    if waited(case):  # the second one counts then, and there is no class on record
        return
    assert [o.required for o in before] == [o.required for o in after]
    assert [o.amounts[0].final_deadline for o in before] == [
        o.amounts[0].final_deadline for o in after
    ]


@given(cases())
def test_a_year_that_asks_for_nothing_has_a_rule_that_says_so(case):
    schedule = rmd_schedule(household(case), LAW, years=years_of(case))
    quiet = {Rule.TEN_YEAR, Rule.FIVE_YEAR, Rule.NOT_REQUIRED, Rule.WAIVED}
    for obligation in schedule.obligations:
        for amount in obligation.amounts:
            assert (amount.balance is None) == (amount.rule in quiet)
