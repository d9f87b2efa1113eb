"""The engine and an independent derivation of the same law agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planning.engine.household import (
    Account,
    AccountKind,
    Adjustments,
    Beneficiary,
    Household,
    Marriage,
    Person,
    Plan,
    YearEndBalance,
)
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.applicable_age import first_year_by_age
from tests.properties.households import births
from tests.properties.second_opinion import Opinion, first_year, opinion

LAW = load_law()
YEARS = range(2004, 2041)
CENTS = st.integers(0, 10**10)
NO_ADJUSTMENTS, LONG_AGO = Adjustments(), date(1990, 1, 1)
KINDS = (AccountKind.TRADITIONAL_IRA, AccountKind.PLAN_401K, AccountKind.PLAN_403B)


def engine(facts: Household, *years: int) -> list[Opinion]:
    """Return what the engine says of the only account."""
    return [
        Opinion(
            int(obligation.required * 100),
            obligation.due_on,
            int(amount.divisor.period * 10) if amount.divisor else None,
        )
        for obligation in rmd_schedule(facts, LAW, years=years).obligations
        for amount in obligation.amounts
    ]


def household(
    born_on: date,
    balances: dict[int, int],
    *,
    kind: AccountKind = AccountKind.TRADITIONAL_IRA,
    adjustments: Adjustments = NO_ADJUSTMENTS,
    spouse_born: int | None = None,
) -> Household:
    """Return the household of the same facts, seen from the year after the last balance."""
    owner = Person(id="o", name="Owner", born_on=born_on)
    spouse = Person(id="s", name="Spouse", born_on=date(spouse_born or 1900, 6, 1))
    account = Account(
        id="a",
        owner="o",
        kind=kind,
        year_end_balances={
            year: YearEndBalance(amount=Decimal(cents).scaleb(-2))
            for year, cents in balances.items()
        },
        adjustments=dict.fromkeys(balances, adjustments),
        beneficiaries=(Beneficiary(person="s"),) if spouse_born else (),
        plan=None if kind is AccountKind.TRADITIONAL_IRA else Plan(separated_on=LONG_AGO),
    )
    return Household(
        name="",
        as_of=date(max(balances) + 1, 12, 31),
        people=(owner, spouse),
        marriages=(Marriage(people=("o", "s")),) if spouse_born else (),
        accounts=(account,),
    )


@pytest.mark.parametrize("day", [(1, 1), (6, 30), (7, 1), (12, 31)], ids=str)
def test_they_agree_on_every_birth_year_in_every_year(day):
    balances = {year - 1: 10_000_007 * year for year in YEARS}
    for born in range(1920, 1966):
        born_on = date(born, *day)
        expected = [opinion(year, born_on, balances[year - 1]) for year in YEARS]
        assert engine(household(born_on, balances), *YEARS) == expected, born_on


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)))
def test_they_agree_on_the_first_year(born_on):
    assert first_year_by_age(born_on, LAW) == first_year(born_on)


@given(st.sampled_from(YEARS), births, st.integers(1920, 1990), CENTS)
@example(2026, date(1953, 5, 10), 1965, 50_000_000)
def test_they_agree_on_the_joint_table(year, born_on, spouse_born, cents):
    facts = household(born_on, {year - 1: cents}, spouse_born=spouse_born)
    assert engine(facts, year) == [opinion(year, born_on, cents, spouse_born=spouse_born)]


@given(st.sampled_from(YEARS), births, CENTS, CENTS, CENTS, CENTS, st.sampled_from(KINDS))
def test_they_agree_on_the_balance(year, born_on, plain, rollover, qlac, early, kind):
    cents = plain + qlac + early
    rolled, contract, before_1987 = (Decimal(c).scaleb(-2) for c in (rollover, qlac, early))
    adjustments = Adjustments(
        outstanding_rollover=rolled,
        outstanding_transfer=rolled,
        qlac=contract,
        pre_1987=before_1987,
    )
    facts = household(born_on, {year - 1: cents}, kind=kind, adjustments=adjustments)
    expected = opinion(
        year,
        born_on,
        cents,
        added=2 * rollover,
        left_out=qlac,
        before_1987=early if kind is AccountKind.PLAN_403B else 0,
    )
    assert engine(facts, year) == [expected]
