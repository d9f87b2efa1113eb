"""Amounts that are given beforehand: fixed withdrawals, a lump sum, a plan's own."""

from __future__ import annotations

import numpy as np
import pytest

from planning.engine.projection.outlook import Variation
from planning.engine.projection.policies import TaxableFirst
from planning.engine.projection.schedules import AsPlanned, LumpSum, Systematic, top_ups
from planning.engine.projection.walk import project
from tests.engine.projection.households import SOLO, account, entry, of, outlook, walked

OLD = [SOLO["people"][0] | {"born_on": "1946-05-10", "plan_to_age": 84}]


def near(amount):
    return pytest.approx(amount, abs=0.01)


def test_2000_a_month_against_30000_required_is_topped_up_by_6000():
    """606,000 ÷ 20.2 = 30,000; 12 × 2,000 = 24,000."""
    policy = Systematic(amount=2_000, accounts=("ira",))
    accounts = [account("ira", "traditional_ira", 606_000)]
    result = walked(SOLO, policy, people=OLD, accounts=accounts, spending={"annual": 0})
    assert entry(result, "withdrawn", "ira") == near(30_000)
    first = next(top_ups(result, policy))
    assert (first.year, first.scheduled, first.amount) == (2026, 24_000, near(6_000))


def test_what_is_required_counts_for_a_schedule_that_takes_more():
    policy = Systematic(amount=3_000, accounts=("ira",))
    accounts = [account("ira", "traditional_ira", 606_000)]
    result = walked(SOLO, policy, people=OLD, accounts=accounts, spending={"annual": 0})
    assert entry(result, "withdrawn", "ira") == near(36_000)
    assert list(top_ups(result, policy)) == []


def test_a_schedule_moves_with_prices_or_stands_still():
    accounts = [account("ira", "traditional_ira", 400_000)]
    prices = {"inflation": 0.1, "returns": {"stocks": 0}}
    for is_real, amount in ((True, 12_100), (False, 10_000)):
        policy = Systematic(amount=10_000 / 12, accounts=("ira",), is_real=is_real)
        result = walked(SOLO, policy, accounts=accounts, spending={"annual": 0}, assumptions=prices)
        # The as-of day is in 2025: two years of prices.
        assert entry(result, "withdrawn", "ira", 2027) == near(amount)


def test_a_net_schedule_leaves_its_amount_after_the_tax_it_causes():
    """5,000 a month after tax: 64,606.82, as spending 60,000 takes."""
    policy = Systematic(amount=5_000, accounts=("ira",), is_net=True)
    accounts = [account("ira", "traditional_ira", 500_000)]
    result = walked(SOLO, policy, accounts=accounts, spending={"annual": 0})
    assert entry(result, "withdrawn", "ira") == near(64_606.82)
    assert of(result, "deposit") == near(60_000)


def test_a_schedule_has_a_first_and_a_last_year_and_ends_with_the_money():
    policy = Systematic(amount=1_000, accounts=("ira",), first_year=2027, last_year=2029)
    accounts = [account("ira", "traditional_ira", 30_000)]
    result = walked(SOLO, policy, accounts=accounts, spending={"annual": 0})
    taken = [entry(result, "withdrawn", "ira", year) for year in range(2026, 2031)]
    assert taken == [0, 12_000, 12_000, near(6_000), 0]


def test_a_lump_sum_is_taxed_at_once():
    """500,000 in one year bear more than 60,000 a year do, and the rest is kept outside."""
    accounts = [account("ira", "traditional_ira", 500_000)]
    at_once = walked(
        SOLO, LumpSum(accounts=("ira",), year=2026), accounts=accounts, spending={"annual": 60_000}
    )
    by_need = walked(SOLO, TaxableFirst(), accounts=accounts, spending={"annual": 60_000})
    assert entry(at_once, "withdrawn", "ira") == 500_000
    assert entry(at_once, "closing", "taxable:a") == near(500_000 - 60_000 - of(at_once, "tax"))
    assert at_once.lifetime.tax_present_value[0] > 3 * by_need.lifetime.tax_present_value[0]


def test_a_plan_walked_again_by_its_amounts_is_the_same_plan():
    seen = outlook(
        SOLO,
        people=OLD,
        accounts=[
            account("ira", "traditional_ira", 300_000, basis=10_000),
            account("broker", "taxable", 100_000, basis=60_000),
        ],
        spending={"annual": 40_000},
    )
    first = project(seen, TaxableFirst())
    ledger = first.ledger
    again = project(seen, AsPlanned(withdrawals=ledger.withdrawn, conversions=ledger.converted))
    assert again.ledger.closing == near(ledger.closing)
    assert again.figures.tax == near(first.figures.tax)


def test_a_plan_that_takes_too_little_is_brought_to_what_is_required():
    seen = outlook(
        SOLO,
        people=OLD,
        accounts=[account("ira", "traditional_ira", 202_000)],
        spending={"annual": 0},
    )
    nothing = np.zeros((len(seen.years), len(seen.accounts.ids)))
    result = project(seen, AsPlanned(withdrawals=nothing, conversions=nothing))
    assert entry(result, "withdrawn", "ira") == near(10_000)


def test_only_own_pretax_money_is_converted():
    seen = outlook(SOLO, accounts=[account("cash", "cash", 50_000)], spending={"annual": 0})
    nothing = np.zeros((len(seen.years), len(seen.accounts.ids)))
    result = project(seen, AsPlanned(withdrawals=nothing, conversions=nothing + 5_000))
    assert not result.ledger.converted.any()


def test_what_a_plan_converts_does_not_pay_for_the_year_too():
    """All of an IRA is converted: nothing of it is left for the 20,000 and the tax of the year."""
    seen = outlook(
        SOLO, accounts=[account("ira", "traditional_ira", 100_000)], spending={"annual": 20_000}
    )
    nothing = np.zeros((len(seen.years), len(seen.accounts.ids)))
    everything = nothing.copy()
    everything[0, 0] = 100_000
    result = project(seen, AsPlanned(withdrawals=nothing, conversions=everything))
    assert np.abs(result.ledger.residual).max() < 0.005
    assert entry(result, "withdrawn", "ira") == 0
    assert result.shortfalls[0].year == 2026


def test_a_schedule_of_a_year_that_has_begun_has_the_months_that_are_left():
    ira = account("ira", "traditional_ira", 500_000)
    result = walked(
        SOLO,
        Systematic(amount=1_000, accounts=("ira",)),
        Variation(),
        as_of="2026-06-30",
        accounts=[ira],
        spending={"annual": 0},
    )
    assert entry(result, "withdrawn", "ira") == near(6_000)


def test_a_schedule_may_be_paid_quarterly_and_keep_a_floor():
    policy = Systematic(amount=2_000, accounts=("ira",), times_a_year=4, floor=88_000)
    accounts = [account("ira", "traditional_ira", 100_000)]
    result = walked(SOLO, policy, accounts=accounts, spending={"annual": 0})
    taken = [entry(result, "withdrawn", "ira", year) for year in range(2026, 2029)]
    assert taken == [8_000, near(4_000), 0]
