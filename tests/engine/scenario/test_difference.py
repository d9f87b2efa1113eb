"""A plan followed in other years, its money to the cent, and differences that add up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest

from planning.engine.household_file import read_household_with_plans
from planning.engine.projection.policies import TaxableFirst
from planning.engine.roadmap.household.document import roadmap_document
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.scenario import AsPlanned, answer_of, changed, difference_of, money_of
from planning.engine.scenario.difference import MEASURES
from planning.engine.scenario.follow import Answer
from planning.engine.scenario.money import growth_of
from tests.engine.projection.households import LAW
from tests.engine.roadmap.household.test_household_roadmap import MARRIED, SINGLE, planned

FIRST = 2026


@lru_cache
def document_of(name: str) -> dict[str, Any]:
    return roadmap_document(planned({"single": SINGLE, "married": MARRIED}[name]))


def answer(
    file: dict[str, Any],
    changes: Mapping[str, Any],
    *policies: Any,
    objective: str = "spending",
    **more: Any,
) -> Answer:
    facts = read_household_with_plans(json.dumps(changed(file, changes)))
    return answer_of(
        *facts,
        LAW,
        policies,
        objective=Objective(changes.get("objective", objective)),
        first_year=FIRST,
        near=60_000.0,
        **more,
    )


@pytest.mark.parametrize(("name", "file"), [("single", SINGLE), ("married", MARRIED)])
def test_in_the_same_years_a_followed_plan_is_worth_what_it_was(name: str, file: dict[str, Any]):
    document = document_of(name)
    found = answer(file, {}, AsPlanned.of(document))
    assert found.spending == pytest.approx(float(document["value"]), abs=1.0)
    assert found.years_funded == len(document["years"])
    assert found.tax == pytest.approx(float(document["lifetime"]["tax_present_value"]), abs=5.0)


def test_better_returns_let_the_same_plan_spend_more():
    plan = AsPlanned.of(document_of("single"))
    low, high = (answer(SINGLE, {"returns": {"by": by}}, plan) for by in ("-0.01", "0.01"))
    assert low.spending < float(document_of("single")["value"]) < high.spending


def test_at_a_spending_that_is_too_high_it_says_how_many_years_are_paid():
    plan = AsPlanned.of(document_of("single"))
    highest = float(document_of("single")["value"])
    found = answer(SINGLE, {}, plan, spending=highest * 1.5)
    assert 0 < found.years_funded < len(document_of("single")["years"])
    modest = answer(SINGLE, {}, plan, spending=highest * 0.5)
    assert modest.years_funded == len(document_of("single")["years"])
    assert modest.estate > found.estate


@pytest.mark.parametrize("file", [SINGLE, MARRIED], ids=["single", "married"])
def test_where_the_money_comes_from_is_where_it_goes(file: dict[str, Any]):
    walk = answer(file, {"dies": {"a": 2028}}, TaxableFirst()).walk
    money = money_of(walk)
    assert sum(money.sources.values()) == sum(money.uses.values())
    # Growth closes the sum, and is what the accounts say it is.
    assert float(money.sources["growth"]) == pytest.approx(growth_of(walk), abs=0.10)
    assert money.uses["held"] == 0
    lifetime = walk.lifetime
    assert float(money.uses["estate"]) == pytest.approx(lifetime.estate_after_tax[0], abs=0.01)
    if file is MARRIED:
        assert money.uses["federal_survivor"] != 0


def test_the_parts_of_a_difference_come_to_the_whole():
    one = {"inflation": "0.02", "spending": "90000", "objective": "bequest"}
    other = {"inflation": "0.02", "returns": {"by": "0.01"}, "dies": {"a": 2027}}
    other |= {"objective": "tax", "spending": "95000"}
    usual = TaxableFirst()
    found = difference_of(one, other, lambda changes: answer(MARRIED, changes, usual))
    assert [step.group for step in found.steps] == ["returns", "dies", "spending", "objective"]
    for name in MEASURES:
        parts = sum((getattr(step, name) for step in found.steps), Decimal(0))
        assert parts == found.total[name] != 0
    assert sum(found.money.sources.values()) == sum(found.money.uses.values())
    assert found.money.uses["estate"] == found.total["estate"]
    assert found.one["estate"] == Decimal(f"{answer(MARRIED, one, usual).estate:.2f}")


def test_scenarios_that_are_the_same_differ_in_nothing():
    plan = AsPlanned.of(document_of("single"))
    same = {"spending": "40000", "objective": "bequest"}
    found = difference_of(same, dict(same), lambda changes: answer(SINGLE, changes, plan))
    assert found.steps == ()
    assert set(found.total.values()) == {Decimal("0.00")}


def test_at_a_given_spending_the_better_of_two_plans_counts():
    usual, plan = TaxableFirst(), AsPlanned.of(document_of("single"))
    changes = {"spending": "40000", "objective": "bequest"}
    both = answer(SINGLE, changes, usual, plan)
    each = [answer(SINGLE, changes, policy) for policy in (usual, plan)]
    assert both.estate == max(one.estate for one in each)
    assert answer(SINGLE, changes | {"objective": "tax"}, usual, plan).tax == min(
        one.tax for one in each
    )
