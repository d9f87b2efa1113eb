"""How does a balance become the next December 31's?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import AccountKind, Adjustments, BalanceSource, Plan
from planning.engine.rmd.results import BalanceBasis
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_person,
    obligation_of,
    schedule_of,
)

LEFT = Plan(separated_on=date(2010, 1, 1))


def balance_of(household, year):
    (amount,) = obligation_of(household, year).amounts
    return amount.balance


def test_a_later_year_is_walked_from_the_last_recorded_balance():
    # 2027: 237,000 × 1.05 − 10,000 = 238,850; 2028: − 238,850 ÷ 22.9 = 10,430.13
    household = make_household(make_account())
    assert balance_of(household, 2027).adjusted == 238_850
    later = balance_of(household, 2028)
    assert later.adjusted == Decimal("240362.37")
    assert later.basis is BalanceBasis.PROJECTED
    assert later.projected_from == (238_850, Decimal("0.05"), Decimal("10430.13"))


def test_growth_is_that_of_the_allocation():
    account = make_account(allocation={"stocks": Decimal("0.5"), "cash": Decimal("0.5")})
    household = make_household(account, returns={"stocks": Decimal("0.10")})
    # half at 10%, half at an asset without a return: 237,000 × 1.05 − 10,000
    assert balance_of(household, 2027).adjusted == 238_850
    assert [c.code for c in schedule_of(household, 2027).caveats] == []


def test_without_returns_growth_is_assumed_and_it_is_said_once():
    found = schedule_of(make_household(make_account()), 2026, 2027, 2028)
    assert [(c.code, c.year) for c in found.caveats] == [("growth_assumed", 2027)]


def test_an_estimate_gives_a_figure_marked_so():
    balances = make_balances({2025: 237_000}, BalanceSource.ESTIMATE)
    household = make_household(make_account(year_end_balances=balances))
    assert balance_of(household, 2026).basis is BalanceBasis.ESTIMATED
    assert [c.code for c in schedule_of(household).caveats] == ["estimated_balance"]


def test_a_year_before_the_first_requirement_takes_nothing_from_the_projection():
    household = make_household(make_account(), people=(make_person(born_on=date(1954, 5, 10)),))
    assert balance_of(household, 2027).adjusted == 248_850  # 237,000 × 1.05


# Of 237,000 at the end of 2025, 80,000 is of before 1987; growth is 5%.
@pytest.mark.parametrize(
    ("born", "first", "then"),
    [
        # 237,000 × 1.05 − 157,000 ÷ 26.5 − 80,000; 242,925.47 × 1.05 − 162,925.47 ÷ 25.5
        (1953, Decimal("162925.47"), Decimal("248682.51")),
        # 237,000 × 1.05 − 157,000 ÷ 25.5; × 1.05 − 242,693.14 ÷ 24.6
        (1952, Decimal("242693.14"), Decimal("244962.23")),
        # 75 in 2026, it was never left out: 237,000 × 1.05 − 237,000 ÷ 24.6; − 239,215.85 ÷ 23.7
        (1951, Decimal("239215.85"), Decimal("241083.14")),
    ],
)
def test_money_of_before_1987_comes_back_in_the_year_of_75(born, first, then):
    account = make_account(
        kind=AccountKind.PLAN_403B,
        plan=LEFT,
        adjustments={2025: Adjustments(pre_1987=Decimal(80_000))},
    )
    household = make_household(account, people=(make_person(born_on=date(born, 5, 10)),))
    assert balance_of(household, 2027).adjusted == first
    assert balance_of(household, 2028).adjusted == then
    left_out = [year for year in (2027, 2028) if balance_of(household, year).adjustments != ()]
    assert left_out == [year for year in (2027, 2028) if year - born < 75]


def test_what_is_left_out_of_a_projection_is_what_the_last_statement_says():
    account = make_account(
        kind=AccountKind.PLAN_403B,
        plan=LEFT,
        year_end_balances=make_balances({2024: 300_000, 2025: 300_000}),
        adjustments={
            2024: Adjustments(pre_1987=Decimal(90_000)),
            2025: Adjustments(pre_1987=Decimal(80_000)),
        },
    )
    household = make_household(account, people=(make_person(born_on=date(1953, 5, 10)),))
    assert balance_of(household, 2027).adjustments == (("pre_1987", -80_000),)


def test_an_account_that_held_no_such_money_gets_none_back():
    account = make_account(kind=AccountKind.PLAN_403B, plan=LEFT)
    household = make_household(account, people=(make_person(born_on=date(1952, 5, 10)),))
    assert balance_of(household, 2027).adjustments == ()


def test_more_left_out_than_there_is_leaves_nothing():
    account = make_account(adjustments={2025: Adjustments(qlac=Decimal(300_000))})
    assert balance_of(make_household(account), 2026).adjusted == 0


@pytest.mark.parametrize(("recorded", "is_decided"), [(2001, False), (2002, True)])
def test_a_balance_older_than_the_tables_cannot_be_walked_forward(recorded, is_decided):
    household = make_household(
        make_account(year_end_balances=make_balances({recorded: 100_000})),
        people=(make_person(born_on=date(1930, 1, 1)),),
        as_of=date(2003, 6, 1),
    )
    assert (schedule_of(household, 2005).undecided == ()) is is_decided
