"""What does it cost to begin withdrawing early? Against sums by hand."""

from __future__ import annotations

import pytest

from planning.engine.advice.start_ages import start_ages
from planning.engine.roadmap.household.modelled import Objective
from tests.engine.advice.plans import ANN, cents, plan
from tests.engine.projection.households import account

# 56 in 2026 and not planned for beyond: W − 10% of (W − 16,100) − 10% of W = 20,000.
PERSON = ANN["people"][0] | {"born_on": "1970-05-10", "plan_to_age": 56}
YOUNG = ANN | {
    "people": [PERSON],
    "accounts": [
        account("ira", "traditional_ira", 100_000, basis=0),
        account("tax", "taxable", 100_000, basis=100_000),
    ],
}
TAKEN = (20_000 - 1_610) / 0.8  # 22,987.50


def test_beginning_at_once_bears_the_penalty_and_waiting_nothing():
    found = start_ages(plan(YOUNG))
    assert [one.age for one in found] == list(range(56, 76))
    at_once, later = found[:2]
    assert at_once.penalty == cents(0.1 * TAKEN)
    assert at_once.tax_present_value == cents(0.1 * (TAKEN - 16_100) + 0.1 * TAKEN)
    assert at_once.estate_after_tax == cents(0.75 * (100_000 - TAKEN) + 100_000)
    assert (later.penalty, later.tax_present_value) == (0, 0)
    assert later.estate_after_tax == cents(75_000 + 80_000)
    assert later.is_kept


def test_money_is_taken_before_its_age_where_there_is_no_other():
    poor = YOUNG | {"accounts": [account("ira", "traditional_ira", 100_000, basis=0)]}
    at_once, later, *_rest = start_ages(plan(poor))
    assert at_once.is_kept
    assert not later.is_kept
    assert later.penalty == cents(0.1 * TAKEN)


def test_the_year_that_falls_short_is_named():
    short = YOUNG | {"spending": {"annual": 300_000}}
    assert {one.first_short_year for one in start_ages(plan(short))} == {2026}


def test_nobody_with_pretax_money_below_76_has_no_choice():
    old = ANN | {"people": [ANN["people"][0] | {"born_on": "1946-05-10", "plan_to_age": 81}]}
    assert start_ages(plan(old)) == ()
    roth = ANN | {"accounts": [account("roth", "roth_ira", 90_000, basis=90_000)]}
    assert start_ages(plan(roth)) == ()


def test_where_spending_is_sought_each_age_has_its_own():
    """The same sum with the spending open: all 200,000 in one year, the penalty on the IRA."""
    at_once, *_rest = start_ages(plan(YOUNG, objective=Objective.SPENDING))
    # 100,000 of an IRA, 83,900 over the deduction: 10% to 12,400, 12% to 50,400, then 22%.
    tax = 1_240 + 0.12 * 38_000 + 0.22 * 33_500 + 10_000
    assert at_once.spending == pytest.approx(200_000 - tax, abs=2)
    assert at_once.first_short_year is None
