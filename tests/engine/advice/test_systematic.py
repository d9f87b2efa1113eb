"""Fixed withdrawals, what they lack of the requirement, and a lump sum beside them."""

from __future__ import annotations

from datetime import date

from planning.engine.advice.systematic import last_safe_day, schedules_of
from planning.engine.projection.policies import RmdOnly
from planning.engine.projection.schedules import Systematic
from planning.engine.roadmap.household.modelled import Objective
from tests.engine.advice.plans import ANN, cents, plan
from tests.engine.projection.households import account

# 74 in 2026: 765,000 by 25.5 is 30,000.
OLD = ANN | {
    "people": [ANN["people"][0] | {"born_on": "1952-05-10", "plan_to_age": 75}],
    "accounts": [
        account("ira", "traditional_ira", 765_000, basis=0),
        account("tax", "taxable", 100_000, basis=100_000),
    ],
}


def test_2000_a_month_lacks_6000_of_a_requirement_of_30000():
    found = schedules_of(plan(OLD), Systematic(amount=2_000, accounts=("ira",)))
    first = found.years[0]
    assert (first.scheduled, first.required, first.top_up) == (24_000, cents(30_000), cents(6_000))
    assert first.by == date(2026, 12, 31)


def test_a_schedule_that_takes_enough_needs_no_more():
    found = schedules_of(plan(OLD), Systematic(amount=3_000, accounts=("ira",)))
    assert [(one.top_up, one.by) for one in found.years] == [(0, None), (0, None)]


def test_the_last_safe_day_is_no_weekend():
    assert last_safe_day(2026) == date(2026, 12, 31)  # a Thursday
    assert last_safe_day(2027) == date(2027, 12, 31)
    assert last_safe_day(2028) == date(2028, 12, 29)  # the 31st is a Sunday
    assert last_safe_day(2033) == date(2033, 12, 30)  # a Saturday


def test_a_lump_sum_bears_the_tax_of_one_year():
    """Without an amount 4% a year: 2,550 a month of 765,000."""
    found = schedules_of(plan(OLD, RmdOnly()))
    assert found.schedule.amount == cents(2_550)
    systematic, lump, ours = found.ways
    assert lump.tax_present_value > 5 * systematic.tax_present_value
    assert [one.spending for one in found.ways] == [20_000] * 3
    assert ours.name == "plan"
    low, middle, high = systematic.estates
    assert low < middle < high
    assert systematic.first_short_years == (None, None, None)


def test_where_spending_is_sought_each_way_affords_its_own():
    systematic, lump, _plan = schedules_of(plan(OLD, RmdOnly(), Objective.SPENDING)).ways
    assert lump.spending < systematic.spending
    assert lump.first_short_years[1] is None
    assert lump.first_short_years[0] == 2027


def test_without_pretax_money_there_is_no_schedule():
    roth = ANN | {"accounts": [account("roth", "roth_ira", 90_000, basis=90_000)]}
    assert schedules_of(plan(roth)) is None
