"""Do the steps say how a figure came about, in the order a person would redo it?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import AccountKind, Beneficiary, DistributionKind, Plan
from planning.engine.law import load_law
from planning.engine.rmd.explain import reasons_of_amount, reasons_of_obligation, reasons_of_qcds
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    make_spouse,
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


@pytest.mark.parametrize(
    ("ids", "code"), [(["a"], "pool_own_iras_one"), (["a", "b"], "pool_own_iras")]
)
def test_a_pool_of_several_says_that_they_are_added(ids, code):
    steps = steps_of_pool(make_household(*(make_account(id=name) for name in ids)))
    assert list(steps) == [code, "due_december_31", "taken", "remaining", "before_any_rollover"]
    assert steps[code] == steps["remaining"] == 10_000 * len(ids)


def test_an_empty_account_has_nothing_to_do_with_annuities():
    household = make_household(make_account(), make_account(0, id="empty"))
    assert "annuity_offsets" not in steps_of_pool(household)


def test_where_all_was_taken_nothing_stands_before_a_rollover():
    payments = (make_payment(10_000, date(2026, 3, 1)),)
    steps = steps_of_pool(make_household(make_account(), distributions=payments))
    assert list(steps)[-1] == "remaining_nothing"


@pytest.mark.parametrize(
    ("separated_on", "code"),
    [(date(2022, 12, 31), "first_year_by_age"), (date(2023, 1, 1), "first_year_by_retirement")],
)
def test_who_leaves_in_the_year_of_the_age_starts_by_age(separated_on, code):
    plan = Plan(separated_on=separated_on)
    household = make_household(make_account(kind=AccountKind.PLAN_401K, plan=plan))
    assert steps_of_amount(household)[1] == (code, separated_on.year)


def test_the_table_is_explained_by_both_ages():
    household = make_household(
        make_account(beneficiaries=(Beneficiary(person="sam"),)),
        people=(make_person(), make_spouse()),
    )
    obligation = obligation_of(household)
    steps = {r.code: r.numbers for r in reasons_of_amount(obligation.amounts[0], obligation, LAW)}
    chosen = steps["table_sole_younger_spouse"]
    assert (chosen["spouse_age"], chosen["younger"], chosen["gap"]) == (56, 20, 10)
    assert (steps["divisor_joint"]["age"], steps["divisor_joint"]["spouse_age"]) == (76, 56)


@pytest.mark.parametrize(
    ("as_of", "taxed"),
    [
        (date(2026, 12, 31), {}),
        (date(2028, 12, 31), {"excise": 2_500, "excise_corrected": 1_000}),  # 25% and 10%
        (date(2029, 1, 1), {"excise": 2_500}),  # the window has closed
    ],
)
def test_a_miss_is_explained_with_the_tax_and_the_tax_if_corrected(as_of, taxed):
    steps = steps_of_pool(make_household(make_account(), as_of=as_of))
    assert {code: value for code, value in steps.items() if code.startswith("excise")} == taxed


@pytest.mark.parametrize(
    ("deducted", "steps"),
    [
        (0, ["qcd_given", "qcd_limit", "qcd_excludable"]),
        (1_000, ["qcd_given", "qcd_limit", "qcd_offset", "qcd_excludable"]),
    ],
)
def test_gifts_are_explained_from_what_was_given_to_what_is_left_out(deducted, steps):
    gift = make_payment(5_000, date(2026, 3, 1), kind=DistributionKind.QCD)
    household = make_household(
        make_account(),
        distributions=(gift,),
        ira_deductions_after_70_half={"pat": {2025: Decimal(deducted)}},
    )
    (qcd,) = schedule_of(household).qcds
    reasons = reasons_of_qcds(qcd, LAW)
    assert [reason.code for reason in reasons] == steps
    assert reasons[-1].value == 5_000 - deducted


def test_gifts_of_a_year_without_a_published_limit_are_only_counted():
    gift = make_payment(5_000, date(2016, 3, 1), kind=DistributionKind.QCD)
    household = make_household(
        make_account(), people=(make_person(born_on=date(1940, 1, 1)),), distributions=(gift,)
    )
    (qcd,) = schedule_of(household, 2016).qcds
    assert [reason.code for reason in reasons_of_qcds(qcd, LAW)] == ["qcd_given"]
