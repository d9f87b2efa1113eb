"""Households of two years, where every plan can be looked at."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planning.engine.roadmap.arrays import DEFERRED, TAXABLE, Dollars
from planning.engine.roadmap.plan import Plan
from planning.engine.roadmap.pricing import price
from planning.engine.roadmap.problem import Problem
from tests.engine.roadmap.files import problem_file
from tests.engine.roadmap.plans import best, problem

POINTS, ROUNDS, HALVINGS = 31, 3, 22


@pytest.mark.parametrize("seed", range(2))
def test_no_plan_of_a_fine_search_is_better(seed) -> None:
    document = _two_accounts(seed)
    searched = _searched(problem(document))
    found = best(document)
    assert searched <= found.bound + 0.01
    assert found.value == pytest.approx(searched, rel=2e-4)


def _two_accounts(seed: int) -> dict[str, Any]:
    """Return a household of one person, a taxable and a tax-deferred account, two years."""
    document = next(
        file
        for file in (problem_file(k, years=2) for k in range(seed * 20, 1000))
        if len(file["facts"]["people"]) == 1 and file["objective"]["type"] == "maxSpending"
    )
    accounts = document["facts"]["people"][0]["accounts"]
    accounts.update(taxable=300_000.0, roth=0.0, hsa=0.0)
    document["model"]["minimum_taxable_balance_today_usd"] = None
    document["model"]["roth_conversions"]["barred_in_last_two_years_of_life"] = True
    document["objective"]["bequest_floor_today_usd"] = 0.0
    resolved = document["resolved"]
    nothing = {"const": 0.0, "n": 2}
    resolved |= {"contributions": [[nothing] * 4], "debt_payments": nothing}
    resolved |= {"contributions_last_5_years_roth": [{"const": 0.0, "n": 5}]}
    resolved["remaining_debt_at_end"] = 0.0
    return document


def _searched(household: Problem) -> float:
    """Return the best value over what is taken of the deferred account, ever more finely."""
    least = household.rmd_fraction[0, 0] * household.opening[0, DEFERRED] - household.qcd[0, 0]
    low, high = max(least, 0.0), household.opening[0, DEFERRED] - household.qcd[0, 0]
    value = -np.inf
    for _round in range(ROUNDS):
        tried = np.linspace(low, high, POINTS)
        worth = [_worth(household, deferred) for deferred in tried]
        value = max(value, *worth)
        at, width = tried[int(np.argmax(worth))], (high - low) / (POINTS - 1)
        low, high = max(at - width, low), min(at + width, high)
    return value


def _worth(household: Problem, deferred: float) -> float:
    """Return what may be spent in both years, the taxable account making them even."""
    low, high = -household.opening[0, DEFERRED], household.opening[0, TAXABLE]
    for _halving in range(HALVINGS):
        taxable = (low + high) / 2
        first, second = _spent(household, taxable, deferred)
        low, high = (taxable, high) if first < second else (low, taxable)
    return float(min(first, second))


def _spent(household: Problem, taxable: float, deferred: float) -> Dollars:
    """Return what each year may spend when the second takes all that is left."""
    withdrawal, deposit = np.zeros((1, 4, 2)), np.zeros((1, 2))
    withdrawal[0, TAXABLE, 0], withdrawal[0, DEFERRED, 0] = max(taxable, 0.0), deferred
    deposit[0, 0] = max(-taxable, 0.0)
    nothing = np.zeros(2)
    plan = Plan(
        withdrawal=withdrawal, conversion=np.zeros((1, 2)), deposit=deposit, spending=nothing
    )
    held = price(household, plan).balances[0, :, 1]
    withdrawal[0, TAXABLE, 1] = held[TAXABLE]
    withdrawal[0, DEFERRED, 1] = held[DEFERRED] - household.qcd[0, 1]
    priced = price(household, plan)
    return (priced.charged - priced.taxes.total) / household.spending_shape
