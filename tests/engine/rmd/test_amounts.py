"""What is undecided, and what is worked out nevertheless?"""

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
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_person,
    obligation_of,
    schedule_of,
)

CONTRACT = {2025: Adjustments(annuity_value=Decimal(100_000))}


def undecided_of(household, year=2026):
    (undecided,) = schedule_of(household, year).undecided
    return undecided.code, undecided.missing, undecided.year


def annuity(**payments):
    paid = {int(year.lstrip("y")): Decimal(amount) for year, amount in payments.items()}
    return Annuity(treatment=AnnuityTreatment.TOGETHER, payments=paid)


def test_without_the_owners_birth_date_no_year_is_decided():
    household = make_household(make_account(), people=(make_person(born_on=None),))
    expected = ("birth_date_missing", ("people.pat.born_on",), None)
    assert undecided_of(household) == undecided_of(household, 2030) == expected


def test_the_birth_date_does_not_matter_where_nothing_can_be_owed():
    roth = make_account(kind=AccountKind.ROTH_401K)
    found = schedule_of(make_household(roth, people=(make_person(born_on=None),)))
    assert (found.obligations, found.undecided) == ((), ())


@pytest.mark.parametrize("treatment", list(AnnuityTreatment))
def test_an_annuity_of_unknown_value_leaves_this_and_all_later_years_open(treatment):
    household = make_household(make_account(annuity=Annuity(treatment=treatment)))
    path = "accounts.ira.adjustments.2025.annuity_value"
    assert undecided_of(household) == ("annuity_value_missing", (path,), 2026)
    assert undecided_of(household, 2029) == ("annuity_value_missing", (path,), 2026)


def test_adjustments_without_a_value_do_not_give_one():
    account = make_account(annuity=Annuity(), adjustments={2025: Adjustments(qlac=Decimal(5))})
    assert undecided_of(make_household(account))[0] == "annuity_value_missing"


def test_payments_that_are_not_known_leave_this_and_all_later_years_open():
    household = make_household(make_account(adjustments=CONTRACT, annuity=annuity(y2027=9_000)))
    expected = ("annuity_payments_missing", ("accounts.ira.annuity.payments.2026",), 2026)
    assert undecided_of(household) == undecided_of(household, 2028) == expected


def test_payments_of_later_years_are_held_level_and_it_is_said():
    # 2027: 237,000 × 1.05 − (10,000 − 4,000) = 242,850, age 77: ÷ 22.9 = 10,604.80, less 4,000
    household = make_household(make_account(adjustments=CONTRACT, annuity=annuity(y2026=4_000)))
    assert obligation_of(household).required == 6_000
    assert obligation_of(household, 2027).required == Decimal("6604.80")
    codes = {caveat.code for caveat in schedule_of(household, 2027).caveats}
    assert codes == {"annuity_value_method", "annuity_held_level", "growth_assumed"}


def test_without_any_balance_the_last_december_31_is_asked_for():
    household = make_household(make_account(year_end_balances={}))
    for year in (2026, 2030):
        code, missing, _year = undecided_of(household, year)
        assert (code, missing) == ("balance_missing", ("accounts.ira.year_end_balances.2025",))


def test_a_plan_nothing_is_known_of_leaves_the_years_after_the_age_open():
    account = make_account(
        kind=AccountKind.PLAN_401K, year_end_balances=make_balances({2021: 1_000})
    )
    people = (make_person(born_on=date(1954, 5, 10)),)  # 73 in 2027
    household = make_household(account, people=people)
    assert obligation_of(household, 2026).status is Status.NOT_REQUIRED
    assert undecided_of(household, 2028)[0] == "plan_missing"


def test_contracts_of_one_plan_are_one_interest_of_one_pool():
    plan = Plan(id="acme", separated_on=date(2010, 1, 1))
    contracts = [
        make_account(id=name, kind=AccountKind.PLAN_403B, plan=plan) for name in ("b1", "b2")
    ]
    obligation = obligation_of(make_household(*contracts))
    assert (obligation.pool, obligation.required) == ("own_403bs", 20_000)


@pytest.mark.parametrize(
    ("separated_on", "year", "asks_for_the_same"),
    [
        (date(2020, 1, 1), 2031, []),  # neither 73 nor 75 is reached
        (date(2020, 1, 1), 2032, [False]),
        (date(2020, 1, 1), 2033, [False]),
        (date(2020, 1, 1), 2034, [True]),  # the first year of the other reading
        (date(2020, 1, 1), 2035, []),
        (date(2036, 1, 1), 2036, []),  # retirement came after both ages
    ],
)
def test_the_other_reading_of_1959_is_shown_while_it_differs(separated_on, year, asks_for_the_same):
    account = make_account(kind=AccountKind.PLAN_401K, plan=Plan(separated_on=separated_on))
    household = make_household(account, people=(make_person(born_on=date(1959, 5, 10)),))
    (amount,) = obligation_of(household, year).amounts
    same = [reading.required == amount.required for reading in amount.alternatives]
    assert same == asks_for_the_same
