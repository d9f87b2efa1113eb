"""Which payments count, for which year, and in which order?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import AccountKind, DistributionKind, Plan
from planning.engine.rmd import Status
from planning.engine.rmd.payments import convertible_part
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    obligation_of,
    schedule_of,
)

FIRST = make_person(born_on=date(1952, 5, 10))  # 73 in 2025: the first may wait until 2026-04-01
TWO_YEARS = make_balances({2024: 265_000, 2025: 255_000})  # ÷ 26.5, ÷ 25.5: 10,000 each


def household(*payments, **facts):
    facts = {"people": (FIRST,)} | facts
    return make_household(
        make_account(year_end_balances=TWO_YEARS), distributions=payments, **facts
    )


def counted(found):
    return [(entry.code, entry.counted) for entry in found.payments]


def test_a_payment_to_april_1_fills_the_first_year_and_then_its_own():
    facts = household(make_payment(14_000, date(2026, 4, 1)))
    assert counted(obligation_of(facts, 2025)) == [("counts_back", 10_000)]
    assert counted(obligation_of(facts, 2026)) == [("used_by_first_year", 4_000)]


def test_a_payment_on_april_2_is_its_own_years_alone():
    facts = household(make_payment(14_000, date(2026, 4, 2)))
    assert counted(obligation_of(facts, 2025)) == []
    assert counted(obligation_of(facts, 2026)) == [("counts", 14_000)]


def test_a_payment_of_a_later_day_is_listed_and_not_counted():
    facts = household(make_payment(14_000, date(2026, 3, 1)), as_of=date(2026, 2, 28))
    assert counted(obligation_of(facts, 2025)) == []
    assert counted(obligation_of(facts, 2026)) == [("after_as_of", 0)]


@pytest.mark.parametrize(
    ("paid_on", "status"),
    [(date(2026, 4, 1), Status.UNDECIDED), (date(2026, 4, 2), Status.PAID)],
)
def test_a_payment_that_may_belong_to_a_year_nobody_knows_keeps_its_own_open(paid_on, status):
    facts = household(make_payment(14_000, paid_on))
    lacking = replace(facts, accounts=(make_account(),))
    assert obligation_of(lacking, 2026).status is status


@pytest.mark.parametrize("missed", [1999, 2026, 2027])
def test_a_year_that_had_no_tables_or_was_not_over_is_not_made_up_for(missed):
    facts = household(make_payment(4_000, date(2026, 5, 1), makes_up_for=missed))
    assert counted(obligation_of(facts, 2026)) == [("counts", 4_000)]


@pytest.mark.parametrize("kind", [DistributionKind.CONVERSION, DistributionKind.TRANSFER])
def test_what_never_counts_keeps_no_year_open(kind):
    facts = household(make_payment(14_000, date(2026, 3, 1), kind=kind))
    lacking = replace(facts, accounts=(make_account(),))  # no balance for the first year
    assert obligation_of(lacking, 2025).status is Status.UNDECIDED
    assert obligation_of(lacking, 2026).required == Decimal("9294.12")  # 237,000 ÷ 25.5


def test_of_two_payments_on_one_day_the_order_of_the_facts_decides_nothing():
    proven = make_payment(10_000, date(2026, 3, 1), evidence="slip")
    unproven = make_payment(10_000, date(2026, 3, 1))
    one = obligation_of(household(proven, unproven), 2025)
    other = obligation_of(household(unproven, proven), 2025)
    assert (one.status, one.payments) == (other.status, other.payments)


def test_a_distribution_comes_before_a_conversion_of_the_same_day():
    facts = make_household(
        make_account(),
        distributions=(
            make_payment(50_000, date(2026, 3, 1), kind=DistributionKind.CONVERSION),
            make_payment(10_000, date(2026, 3, 1)),
        ),
    )
    assert schedule_of(facts).caveats == ()


def test_a_put_off_first_amount_comes_out_before_any_conversion():
    facts = household(make_payment(30_000, date(2026, 2, 1), kind=DistributionKind.CONVERSION))
    (caveat,) = schedule_of(facts).caveats
    assert caveat.code == "rmd_rolled_over"
    assert caveat.numbers["owed"] == 20_000  # 10,000 for 2025 and 10,000 for 2026


def test_what_is_left_of_a_withdrawal_may_be_converted():
    assert convertible_part(Decimal(60_000), Decimal(15_000)) == 45_000
    assert convertible_part(Decimal(10_000), Decimal(15_000)) == 0


def test_early_payments_of_roth_money_leave_the_next_year_alone():
    # Retired in 2023: what is owed for 2023 is unknown, but no Roth payment counts in 2024.
    plan = Plan(id="acme", separated_on=date(2023, 5, 31))
    pretax = make_account(
        id="pretax",
        kind=AccountKind.PLAN_401K,
        plan=plan,
        year_end_balances=make_balances({2023: 255_000}),
    )
    roth = make_account(id="roth", kind=AccountKind.ROTH_401K, plan=plan)
    facts = make_household(
        pretax, roth, distributions=(make_payment(5_000, date(2024, 2, 1), account="roth"),)
    )
    assert obligation_of(facts, 2023).status is Status.UNDECIDED
    assert obligation_of(facts, 2024).required == 10_000  # age 74: 255,000 ÷ 25.5
