"""Gains on record, losses carried on, employer stock out of a plan: reckoned by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.tax_year.facts import SOLO, account, amounts, codes, missing, year_of

PLAN = account("k", "401k", 400_000, plan={"employer": "Acme", "separated_on": "2020-01-01"})
PENSION = {"person": "a", "kind": "pension", "annual": 70_000}
YOUNG = [{"id": "a", "name": "Ann", "born_on": "1970-05-10"}]


def lump_sum(amount: float) -> dict[str, Any]:
    return {"account": "k", "paid_on": "2026-03-02", "amount": amount, "kind": "in_kind"}


def stock(value: float, cost: float) -> dict[str, Any]:
    return {"2026": {"employer_stock_value": value, "employer_stock_cost": cost}}


def test_gains_and_losses_of_a_year_net_with_what_was_carried_on() -> None:
    sold = {
        "short_gain": 1_000,
        "short_loss": 4_000,
        "long_gain": 30_000,
        "long_loss_carried": 7_000,
    }
    result = year_of(SOLO, incomes=[PENSION], realized_gains={"2026": sold})
    assert amounts(result)["gain_short"] == (-3_000, -3_000)
    assert amounts(result)["gain_long"] == (30_000, 30_000)
    assert float(result.tax.adjusted_gross_income) == 70_000 + 30_000 - 3_000 - 7_000
    assert year_of(SOLO, 2025, realized_gains={"2026": sold}).units.net_long_gain == 0


def test_real_estate_and_collectibles_bear_the_schedule_while_it_is_lower() -> None:
    """2026, single, 70: pension 70,000, gains 60,000; the senior deduction is 6,000 − 6% × 55,000.

    Taxable 130,000 − 18,150 − 2,700 = 109,150, of it 49,150 ordinary, and 30,000 with rates of
    their own: all under 201,775, where the schedule's rates are below 25%, § 1(h)(1)(A)(ii).
    """
    sold = {"long_gain": 60_000, "unrecaptured_section_1250": 20_000, "collectibles": 10_000}
    regular = year_of(SOLO, incomes=[PENSION], realized_gains={"2026": sold}).tax.regular
    assert (float(regular.ordinary), float(regular.at_middle)) == pytest.approx((79_150, 30_000))
    assert float(regular.tax) == pytest.approx(5_800 + 0.22 * (79_150 - 50_400) + 0.15 * 30_000)


def test_real_estate_and_collectibles_bear_their_own_rates_above_it() -> None:
    sold = {"long_gain": 60_000, "unrecaptured_section_1250": 20_000, "collectibles": 10_000}
    well_paid = {**PENSION, "annual": 250_000}
    result = year_of(SOLO, incomes=[well_paid], realized_gains={"2026": sold})
    regular = result.tax.regular
    assert (float(regular.at_1250), float(regular.at_collectibles)) == (20_000, 10_000)
    assert float(regular.ordinary) == 250_000 - 18_150
    assert "gains_at_special_rates" in {reason.code for reason in result.reasons}


def test_of_employer_stock_taken_in_kind_only_the_cost_is_income_now() -> None:
    result = year_of(
        SOLO,
        accounts=[PLAN],
        distributions=[lump_sum(400_000)],
        realized_gains=stock(150_000, 40_000),
    )
    assert amounts(result)["employer_stock"] == (-110_000, -110_000)
    assert float(result.units.plan_head) == 290_000
    assert "lump_sum" in codes(result)


def test_the_additional_tax_falls_on_the_cost_alone() -> None:
    early = year_of(
        SOLO,
        people=YOUNG,
        accounts=[account("k", "401k", 400_000, plan={"employer": "Acme"})],
        distributions=[lump_sum(400_000)],
        realized_gains=stock(150_000, 40_000),
    )
    assert float(early.units.early_distribution) == 290_000


def test_employer_stock_without_its_payment_is_asked_for() -> None:
    result = year_of(
        SOLO,
        accounts=[PLAN],
        distributions=[lump_sum(100_000)],
        realized_gains=stock(150_000, 40_000),
    )
    assert "distributions" in missing(result)
    assert float(result.units.plan_head) == 100_000


def test_gains_not_on_record_are_said_to_be_so() -> None:
    held = [account("t", "taxable", 10_000, allocation={"stocks": 1})]
    assert "gains_not_on_record" in codes(year_of(SOLO, accounts=held))
    none = year_of(SOLO, accounts=held, realized_gains={"2026": {"long_gain": 0}})
    assert "gains_not_on_record" not in codes(none)
