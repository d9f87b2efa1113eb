"""Returns below and above those assumed, what heirs are left with, and what spending leaves."""

from __future__ import annotations

import pytest

from planning.engine.advice.frontier import frontier
from planning.engine.advice.heirs import heirs_of
from planning.engine.advice.returns import return_paths
from planning.engine.projection.policies import RmdOnly
from planning.engine.roadmap.household.modelled import Objective
from tests.engine.advice.plans import ANN, cents, plan
from tests.engine.projection.households import account

# 74 in 2026: by 25.5, in 2027 by 24.6.
OLD = ANN | {
    "people": [ANN["people"][0] | {"born_on": "1952-05-10", "plan_to_age": 75}],
    "accounts": [
        account("ira", "traditional_ira", 255_000, basis=0),
        account("tax", "taxable", 100_000, basis=100_000),
    ],
}
# 83,900 over the deduction of 16,100: 10% to 12,400, 12% to 50,400, then 22%.
TAX_OF_100_000 = 1_240 + 0.12 * 38_000 + 0.22 * 33_500


def test_required_distributions_follow_the_return():
    found = return_paths(plan(OLD, RmdOnly()))
    ira = found.accounts.index("ira")
    assert found.required[:, 0, ira].tolist() == [cents(10_000)] * 3
    for path, growth in enumerate((-0.02, 0.0, 0.02)):
        left = 245_000 * (1 + growth)
        assert found.balances[path, 0, ira] == cents(left)
        assert found.required[path, 1, ira] == cents(left / 24.6)
    assert (found.years, found.basis) == ((2026, 2027), ("published", "projected"))
    low, middle, high = found.estates
    assert low < middle < high
    assert found.first_short_years == (None, None, None)


def test_the_return_at_which_the_money_is_gone_is_named():
    spends = OLD | {"spending": {"annual": 180_000}}
    found = return_paths(plan(spends, RmdOnly()), points=0.5)
    assert found.first_short_years[0] == 2027
    assert found.first_short_years[2] is None


def test_ten_years_of_a_small_inheritance_are_not_taxed_and_one_year_is():
    ira = ANN | {"accounts": [account("ira", "traditional_ira", 140_000, basis=0)]}
    found = heirs_of(plan(ira, RmdOnly()))
    assert found.untaxed == cents(100_000)  # 20,000 a year are spent, and not taxed
    assert found.after_assumed_rate == cents(75_000)
    alone = {one.way: one for one in found.drained if one.income == 0}
    assert alone["evenly"].tax == 0
    assert alone["at_once"].tax == cents(TAX_OF_100_000)
    assert alone["last_year"].tax == cents(TAX_OF_100_000)
    assert alone["at_once"].rate == pytest.approx(TAX_OF_100_000 / 100_000)
    busy = {one.way: one for one in found.drained if one.income == 100_000}
    assert busy["evenly"].tax == cents(22_000 * 1.0)
    assert (found.year, found.heirs) == (2027, 1)


def test_what_was_taxed_is_left_whole():
    roth = ANN | {"accounts": [account("roth", "roth_ira", 140_000, basis=140_000)]}
    found = heirs_of(plan(roth))
    assert (found.roth, found.untaxed, found.drained) == (cents(100_000), 0, ())
    assert found.after_assumed_rate == cents(found.before_tax)
    assert heirs_of(plan(roth | {"spending": {"annual": 70_000}})) is None


def test_what_is_not_spent_is_left():
    cash = ANN | {"accounts": [account("tax", "taxable", 100_000, basis=100_000)]}
    found = frontier(plan(cash), points=4)
    assert [one.is_chosen for one in found].count(True) == 1
    for point in found:
        assert point.estate == pytest.approx(100_000 - 2 * point.spending, abs=2)
        assert point.is_paid
    assert found[-1].spending == pytest.approx(50_000, abs=1)


def test_the_frontier_ends_at_the_most_that_can_be_spent():
    found = frontier(plan(OLD, objective=Objective.SPENDING), points=3)
    assert [one.spending for one in found] == sorted(one.spending for one in found)
    estates = [one.estate for one in found]
    assert estates == sorted(estates, reverse=True)
