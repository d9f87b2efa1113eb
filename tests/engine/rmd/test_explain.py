"""Do the steps say how a figure came about, in the order a person would redo it?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planning.engine.household import DistributionKind
from planning.engine.law import load_law
from planning.engine.rmd.explain import reasons_of_amount, reasons_of_obligation, reasons_of_qcds
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    obligation_of,
    schedule_of,
)

LAW = load_law()


def steps_of_amount(household, year=2026):
    obligation = obligation_of(household, year)
    (amount,) = obligation.amounts
    return [(reason.code, reason.value) for reason in reasons_of_amount(amount, obligation, LAW)]


def steps_of_pool(household, year=2026):
    return {
        reason.code: reason.value
        for reason in reasons_of_obligation(obligation_of(household, year), LAW)
    }


def test_an_ordinary_amount_from_the_birth_date_on():
    assert steps_of_amount(make_household(make_account())) == [
        ("applicable_age", Decimal(72)),
        ("first_year_by_age", 2022),
        ("balance_recorded", Decimal(237_000)),
        ("age_attained", 76),
        ("table_unmarried", "uniform_lifetime"),
        ("divisor", Decimal("23.7")),
        ("amount", Decimal(10_000)),
    ]


def test_a_first_amount_waived_in_part_is_divided_first():
    # Born 1949-03-01: first year 2019, age 70, 274,000 ÷ 27.4; $4,000 was paid in 2019.
    household = make_household(
        make_account(year_end_balances=make_balances({2018: 274_000})),
        people=(make_person(born_on=date(1949, 3, 1)),),
        distributions=(make_payment(4_000, date(2019, 11, 15)),),
        as_of=date(2020, 6, 30),
    )
    assert steps_of_amount(household, 2019)[-2:] == [
        ("amount", Decimal(10_000)),
        ("waived_in_part", Decimal(4_000)),
    ]


def test_a_first_amount_waived_altogether_needs_no_division():
    household = make_household(
        make_account(year_end_balances=make_balances({2018: 274_000})),
        people=(make_person(born_on=date(1949, 3, 1)),),
        as_of=date(2020, 6, 30),
    )
    assert steps_of_amount(household, 2019)[-1] == ("waived_in_part", 0)
    assert steps_of_amount(household, 2020)[-1] == ("waived", 0)


def test_every_year_of_death_is_explained_with_or_without_a_grace():
    account = make_account(year_end_balances=make_balances({2023: 237_000, 2025: 237_000}))
    for died_on, until in ((date(2024, 5, 1), None), (date(2026, 5, 1), date(2027, 12, 31))):
        household = make_household(account, people=(make_person(died_on=died_on),))
        steps = steps_of_pool(household, died_on.year)
        assert "year_of_death" in steps
        assert steps.get("waived_until") == until


def test_gifts_of_a_year_without_a_published_limit_are_only_counted():
    gift = make_payment(5_000, date(2016, 3, 1), kind=DistributionKind.QCD)
    household = make_household(
        make_account(), people=(make_person(born_on=date(1940, 1, 1)),), distributions=(gift,)
    )
    (qcd,) = schedule_of(household, 2016).qcds
    assert [reason.code for reason in reasons_of_qcds(qcd, LAW)] == ["qcd_given"]
