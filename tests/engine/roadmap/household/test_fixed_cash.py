"""What no decision changes: each dollar that comes in is taxed or untaxed cash, and counts once."""

from __future__ import annotations

import pytest

from planning.engine.roadmap.household.cash import fixed_cash_of
from planning.engine.tax_facts import IncomeKind
from tests.engine.projection.households import SOLO, walked

ANNUITY = {
    "person": "a",
    "kind": "annuity",
    "annual": 12_000,
    "start_on": "2026-01-01",
    "tax_free_annual": 4_000,
    "investment_in_contract": 9_000,
}


def test_an_investment_that_comes_back_is_cash_beside_what_is_taxed():
    cash = fixed_cash_of(walked(SOLO, incomes=[ANNUITY], spending={"annual": 0}))
    assert cash.incomes[IncomeKind.ANNUITY][0, :4].tolist() == [8_000, 8_000, 11_000, 12_000]
    assert cash.untaxed[:4].tolist() == [4_000, 4_000, 1_000, 0]
    assert not cash.owed.any()


def test_what_came_before_the_plan_begins_is_owed_back_whether_taxed_or_not():
    begun = walked(SOLO | {"as_of": "2026-06-30"}, incomes=[ANNUITY], spending={"annual": 0})
    cash = fixed_cash_of(begun)
    paid_before = begun.figures.taxes_paid_before[0][0]
    assert cash.owed[0] == pytest.approx(12_000 * 181 / 365 - paid_before)
