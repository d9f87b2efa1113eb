"""Where does an obligation stand?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import (
    AccountKind,
    Adjustments,
    Annuity,
    AnnuityTreatment,
    Plan,
)
from planning.engine.rmd import Status
from planning.engine.rmd.results import Rule, Shortfall
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    obligation_of,
    schedule_of,
)

FIRST_2019 = make_person(born_on=date(1949, 3, 1))
IN_2019 = make_balances({2018: 274_000})  # age 70: ÷ 27.4 = 10,000


@pytest.mark.parametrize("paid", [10_000, 12_000])
def test_a_first_amount_for_2019_paid_in_full_was_not_waived(paid):
    household = make_household(
        make_account(year_end_balances=IN_2019),
        people=(FIRST_2019,),
        distributions=(make_payment(paid, date(2019, 6, 1)),),
    )
    obligation = obligation_of(household, 2019)
    assert (obligation.required, obligation.amounts[0].rule) == (10_000, Rule.LIFETIME)


def test_a_waived_first_amount_is_shared_as_the_accounts_were():
    accounts = [
        make_account(id=name, year_end_balances=make_balances({2018: amount}))
        for name, amount in (("ira", 205_500), ("other", 68_500))  # three to one
    ]
    household = make_household(
        *accounts,
        people=(FIRST_2019,),
        distributions=(make_payment(4_000, date(2019, 6, 1)),),
    )
    obligation = obligation_of(household, 2019)
    assert [amount.required for amount in obligation.amounts] == [3_000, 1_000]
    assert obligation.required == 4_000


def test_an_empty_account_is_required_to_pay_nothing():
    household = make_household(make_account(0))
    obligation = obligation_of(household)
    assert (obligation.required, obligation.status) == (0, Status.NOT_REQUIRED)


def test_it_is_paid_or_proven_or_missed_by_the_day_that_is_asked_about():
    paid = make_payment(10_000, date(2026, 3, 1))
    for payments, as_of, status in (
        ((), date(2026, 12, 31), Status.CALCULATED),
        ((), date(2027, 1, 1), Status.MISSED),
        ((paid,), date(2027, 1, 1), Status.PAID),
        (
            (make_payment(10_000, date(2026, 3, 1), evidence="slip"),),
            paid.paid_on,
            Status.SATISFIED,
        ),
    ):
        household = make_household(make_account(), distributions=payments, as_of=as_of)
        assert obligation_of(household).status is status


def test_contracts_with_two_due_dates_are_shown_with_the_earlier_one():
    left, leaving = Plan(separated_on=date(2015, 1, 1)), Plan(separated_on=date(2026, 6, 30))
    household = make_household(
        make_account(id="old", kind=AccountKind.PLAN_403B, plan=left),
        make_account(id="new", kind=AccountKind.PLAN_403B, plan=leaving),
    )
    assert obligation_of(household).due_on == date(2026, 12, 31)
    (caveat,) = (c for c in schedule_of(household).caveats if c.code == "two_due_dates")
    assert (caveat.pool, caveat.numbers) == ("own_403bs", {"due_on": date(2026, 12, 31)})


def test_an_annuity_of_one_contract_lowers_what_the_other_must_pay_by_december_31():
    # 237,000 ÷ 23.7 of each, less 15,000 of annuity payments: 5,000 of all, SECURE 2.0 Act § 204(c)
    left, leaving = Plan(separated_on=date(2015, 1, 1)), Plan(separated_on=date(2026, 6, 30))
    annuity = Annuity(treatment=AnnuityTreatment.TOGETHER, payments={2026: Decimal(15_000)})
    household = make_household(
        make_account(id="old", kind=AccountKind.PLAN_403B, plan=left),
        make_account(
            id="new",
            kind=AccountKind.PLAN_403B,
            plan=leaving,
            annuity=annuity,
            adjustments={2025: Adjustments(annuity_value=Decimal(100_000))},
        ),
        distributions=(make_payment(5_000, date(2026, 5, 5), account="old"),),
        as_of=date(2027, 5, 1),
    )
    obligation = obligation_of(household)
    assert (obligation.required, obligation.status) == (5_000, Status.PAID)
    assert obligation.shortfall == Shortfall()


def test_the_tax_of_a_pool_asked_for_by_the_plan_alone_is_nothing():
    at_work = Plan(is_still_employed=True, delays_while_working=False)
    household = make_household(
        make_account(kind=AccountKind.PLAN_401K, plan=at_work), as_of=date(2027, 2, 1)
    )
    shortfall = obligation_of(household).shortfall
    assert (shortfall.amount, shortfall.excise_rate, shortfall.excise_tax) == (
        Decimal(10_000),
        None,
        0,
    )


def test_beside_a_contract_asked_for_by_its_plan_alone_the_law_asks_for_the_other():
    at_work = Plan(is_still_employed=True, delays_while_working=False)
    leaving = Plan(separated_on=date(2026, 6, 30))
    household = make_household(
        make_account(id="work", kind=AccountKind.PLAN_403B, plan=at_work),
        make_account(118_500, id="new", kind=AccountKind.PLAN_403B, plan=leaving),
        as_of=date(2027, 4, 2),
    )
    shortfall = obligation_of(household).shortfall
    assert shortfall.amount == 15_000  # 10,000 by the plan on December 31, 5,000 by law on April 1
    assert shortfall.excise_tax == 1_250  # 25% of 5,000


def test_one_contract_in_its_first_year_lets_a_spring_payment_count_for_it():
    # Age 75 in 2025: 246,000 ÷ 24.6 of each, the one in its first year by April 1, 2026
    balances = make_balances({2024: 246_000, 2025: 237_000})
    contracts = [
        make_account(
            id=name,
            kind=AccountKind.PLAN_403B,
            plan=Plan(separated_on=date(year, 6, 30)),
            year_end_balances=balances,
        )
        for name, year in (("old", 2015), ("new", 2025))
    ]
    payments = (
        make_payment(10_000, date(2025, 7, 1), account="old"),
        make_payment(25_000, date(2026, 3, 1), account="old"),
    )
    household = make_household(*contracts, distributions=payments)
    first, second = (obligation_of(household, year) for year in (2025, 2026))
    assert [entry.counted for entry in first.payments] == [10_000, 10_000]
    assert [entry.counted for entry in second.payments] == [15_000]
