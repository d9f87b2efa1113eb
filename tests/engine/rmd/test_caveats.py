"""What is a reader told before relying on a figure, and what is said once?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import AccountKind, Adjustments, Annuity, DistributionKind, Plan
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    schedule_of,
)


def codes(household, *years):
    return {caveat.code for caveat in schedule_of(household, *years).caveats}


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (
            Plan(),
            {"assumed_not_five_percent_owner", "assumed_plan_delays", "assumed_still_working"},
        ),
        (
            Plan(is_still_employed=True, is_five_percent_owner=False, delays_while_working=True),
            set(),
        ),
        (Plan(is_still_employed=True, delays_while_working=False), {"plan_terms_only"}),
        (
            Plan(separated_on=date(2026, 6, 1)),
            {"assumed_not_five_percent_owner", "assumed_plan_delays"},
        ),
        (Plan(separated_on=date(2025, 6, 1)), set()),  # in 2026 the delay decides nothing more
    ],
)
def test_what_a_delay_for_work_assumes(plan, expected):
    assert codes(make_household(make_account(kind=AccountKind.PLAN_401K, plan=plan))) == expected


def test_nothing_is_assumed_below_the_applicable_age():
    account = make_account(kind=AccountKind.PLAN_401K, plan=Plan())
    assert codes(make_household(account, people=(make_person(born_on=date(1960, 1, 1)),))) == set()


def test_federal_service_is_recalled_only():
    plan = Plan(is_still_employed=True, is_five_percent_owner=False, delays_while_working=True)
    account = make_account(kind=AccountKind.TSP, plan=plan)
    assert codes(make_household(account)) == {"work_exception_tsp"}


def test_a_defined_benefit_plan_is_named_from_the_first_year_on():
    pension = make_account(kind=AccountKind.DEFINED_BENEFIT)
    household = make_household(pension, make_account(id="roth", kind=AccountKind.ROTH_IRA))
    (caveat,) = schedule_of(household).caveats
    assert (caveat.code, caveat.account) == ("defined_benefit_not_computed", "ira")
    young = make_household(pension, people=(make_person(born_on=date(1960, 1, 1)),))
    assert codes(young) == set()


def test_1959_is_unsettled_only_for_someone_who_may_owe():
    people = (make_person(born_on=date(1959, 1, 1)),)
    assert codes(make_household(make_account(), people=people)) == {"applicable_age_unsettled"}
    roth = make_account(kind=AccountKind.ROTH_IRA)
    assert codes(make_household(roth, people=people)) == set()


@pytest.mark.parametrize(("qlac", "over"), [(210_000, False), (210_001, True)])
def test_a_longevity_contract_above_the_limit_of_its_year(qlac, over):
    account = make_account(900_000, adjustments={2025: Adjustments(qlac=Decimal(qlac))})
    assert ("qlac_over_limit" in codes(make_household(account))) is over


def test_before_longevity_contracts_had_a_limit_there_is_none_to_pass():
    account = make_account(
        year_end_balances=make_balances({2011: 900_000}),
        adjustments={2011: Adjustments(qlac=Decimal(800_000))},
    )
    people = (make_person(born_on=date(1935, 1, 1)),)
    assert codes(make_household(account, people=people), 2012) == set()


@pytest.mark.parametrize(("annuity", "said"), [(None, True), (Annuity(), False)])
def test_a_contract_nobody_described_is_taken_to_pay_apart(annuity, said):
    value = {2025: Adjustments(annuity_value=Decimal(100_000))}
    household = make_household(make_account(annuity=annuity, adjustments=value))
    assert ("assumed_annuity_separate" in codes(household)) is said


def test_a_loan_offset_counts_with_a_caution():
    left = Plan(separated_on=date(2015, 1, 1))
    offset = make_payment(4_000, date(2026, 3, 1), kind=DistributionKind.LOAN_OFFSET)
    household = make_household(
        make_account(kind=AccountKind.PLAN_401K, plan=left), distributions=(offset,)
    )
    assert codes(household) == {"loan_offset_counts"}
    assert codes(replace(household, as_of=date(2026, 2, 28))) == set()


@pytest.mark.parametrize(
    ("died_on", "as_of", "code"),
    [
        (date(2026, 5, 1), date(2027, 12, 31), "year_of_death_remainder"),
        (date(2026, 5, 1), date(2028, 1, 1), "year_of_death_waiver_over"),
        (date(2024, 5, 1), date(2024, 6, 1), "year_of_death_no_waiver"),
    ],
)
def test_what_remains_of_a_year_of_death(died_on, as_of, code):
    balances = make_balances({2023: 255_000, 2025: 237_000})
    household = make_household(
        make_account(year_end_balances=balances),
        people=(make_person(died_on=died_on),),
        as_of=as_of,
    )
    assert codes(household, died_on.year) == {code}


def test_a_year_of_death_in_which_all_was_taken_needs_no_word():
    household = make_household(
        make_account(),
        people=(make_person(died_on=date(2026, 5, 1)),),
        distributions=(make_payment(10_000, date(2026, 3, 1)),),
    )
    assert codes(household) == set()
