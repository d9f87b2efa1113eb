"""Does a household's roadmap keep to the law, and is it as good as it says?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from planning.engine.household_file import read_household_with_plans
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.outlook import Variation, outlook_of
from planning.engine.projection.walk import project
from planning.engine.roadmap.household.actions import actions_of
from planning.engine.roadmap.household.judging import CannotPlan
from planning.engine.roadmap.household.modelled import Objective, modelled, models_of
from planning.engine.roadmap.household.planned import Planned
from planning.engine.roadmap.household.roadmap import Roadmap, certificate_of, roadmap_of
from planning.engine.roadmap.household.value import at_spending, keeps_all, spending_at
from planning.engine.roadmap.solve.optimise import Stage
from tests.engine.projection.households import COUPLE, LAW, SOLO, account

GROWING = {
    "inflation": 0.025,
    "returns": {"stocks": 0.06, "bonds": 0.04, "cash": 0.03},
    "heirs_tax_rate": 0.24,
}
BENEFIT = {
    "person": "a",
    "kind": "social_security",
    "monthly_at_fra": 2500,
    "start_on": "2022-09-01",
}
ACCOUNTS = [
    account("ira", "traditional_ira", 800_000),
    account("tax", "taxable", 200_000, basis=120_000),
    account("roth", "roth_ira", 100_000, basis=100_000, first_funded=2000),
]


def to_age(age: int, document: dict[str, Any] = SOLO) -> dict[str, Any]:
    people = [person | {"plan_to_age": age} for person in document["people"]]
    return document | {"people": people, "assumptions": GROWING}


SINGLE = to_age(73) | {"accounts": ACCOUNTS, "incomes": [BENEFIT]}
MARRIED = to_age(72, COUPLE) | {"accounts": ACCOUNTS, "incomes": [BENEFIT]}

YOUNG = {
    **to_age(62),
    "people": [
        {"id": "a", "name": "Ann", "born_on": "1969-03-10", "plan_to_age": 62},
    ],
    "accounts": ACCOUNTS,
    "incomes": [
        {"person": "a", "kind": "wages", "annual": 40_000, "to": "2027-12-31"},
        {"person": "a", "kind": "pension", "annual": 12_000, "start_on": "2028-01-01"},
    ],
}


def planned(
    document: dict[str, Any],
    objective: str = "spending",
    on_stage: Callable[[Roadmap], None] | None = None,
    **more: Any,
) -> Roadmap:
    household, facts, plans = read_household_with_plans(json.dumps(document | more).encode())
    return roadmap_of(
        household,
        facts,
        plans,
        LAW,
        objective=Objective(objective),
        until=Stage.POLISHED,
        on_stage=on_stage,
    )


@pytest.fixture(scope="module")
def single() -> Roadmap:
    return planned(SINGLE)


@pytest.mark.parametrize(
    ("document", "within"),
    [
        (SINGLE, 1),
        (MARRIED | {"people": to_age(72, COUPLE)["people"][::-1]}, 1),
        (YOUNG, 1),
        # What coverage costs rises in curves; the model's are straight pieces above them.
        (YOUNG | {"health": {"aca_benchmark_annual": 9_000}}, 60),
    ],
    ids=["single", "couple, then widowed", "before 59½ with wages and a pension", "covered"],
)
def test_what_the_model_charges_is_what_the_law_charges(
    document: dict[str, Any], within: float
) -> None:
    """The model and the whole law are written apart; without a state they come to the same."""
    household, facts, plans = read_household_with_plans(json.dumps(document).encode())
    outlook = outlook_of(household, facts, plans, LAW, Variation(first_year=2026))
    model = modelled(outlook, Objective.SPENDING, Stage.POLISHED)
    found = model.found
    walk = at_spending(outlook, Planned(plan=found.plan, takes_all=True), found.value).projection
    died = walk.is_alive[0].all(axis=1).sum()  # a survivor's cost is stepped up, the model's is not
    figures = walk.figures
    due = (figures.tax + figures.medicare_premiums - figures.aca_credit)[0]
    charged = found.priced.taxes.total + model.state_fixed
    assert np.abs(charged - due)[:died].max() < within
    assert not [short for short in walk.shortfalls if short.amount > within]


def test_the_value_is_above_that_of_every_baseline(single: Roadmap) -> None:
    assert len(single.baselines) == 6
    assert all(single.certificate.value >= one.value for one in single.baselines)
    assert single.certificate.gap < 0.03


def test_it_is_the_most_that_can_be_spent(single: Roadmap) -> None:
    value, policy = single.best.value, single.best.policy
    for more, is_kept in ((0.0, True), (0.5, False)):
        walk = project(spending_at(single.outlook, np.array([value + more])), policy)
        assert keeps_all(walk, 0.0)[0] == is_kept


def test_every_year_takes_what_the_law_requires_and_adds_up(single: Roadmap) -> None:
    walk = single.best.walked.projection
    assert (walk.ledger.withdrawn.sum(axis=2) >= walk.ledger.required.sum(axis=2) - 0.01).all()
    assert np.abs(walk.ledger.residual).max() < 0.005
    assert np.abs(walk.cash_residual).max() < 0.01
    assert not walk.shortfalls


def test_each_action_says_why_and_what_it_costs(single: Roadmap) -> None:
    outlook = spending_at(single.outlook, np.array([single.best.value]))
    years = actions_of(outlook, single.best.policy)
    walk = single.best.walked.projection
    assert [year.year for year in years] == list(walk.years)
    for position, year in enumerate(years):
        done = {"withdraw": 0.0, "convert": 0.0}
        for action in year.actions:
            done[action.what] = done.get(action.what, 0.0) + action.amount
        assert done["withdraw"] == pytest.approx(walk.ledger.withdrawn[0, position].sum(), abs=2)
        assert done["convert"] == pytest.approx(walk.ledger.converted[0, position].sum(), abs=2)
    from_ira = [a for year in years for a in year.actions if a.account == "ira"]
    assert all(0 < action.tax_effect < action.amount for action in from_ira)
    assert {action.why.code for action in from_ira} <= {
        "required",
        "required_and_needed",
        "needed",
        "within_bracket",
        *(f"fills_{code}" for code in ("bracket", "irmaa_tier", "niit", "gains_15", "gains_20")),
    }


def test_the_largest_estate_at_a_given_spending() -> None:
    roadmap = planned(SINGLE, "bequest", spending={"annual": 60_000})
    assert roadmap.best.walked.spending == 60_000
    assert not roadmap.best.walked.projection.shortfalls
    assert all(roadmap.certificate.value >= one.value for one in roadmap.baselines)
    assert roadmap.certificate.bound >= roadmap.certificate.value - 1


def test_the_least_tax_leaves_at_least_the_usual_estate() -> None:
    roadmap = planned(SINGLE, "tax", spending={"annual": 60_000})
    usual = next(one for one in roadmap.baselines if one.name == "taxable_first")
    estate = roadmap.best.walked.projection.lifetime.estate_after_tax[0]
    assert estate >= usual.walked.projection.lifetime.estate_after_tax[0] - 0.01
    assert roadmap.best.value <= usual.value


def test_two_returns_have_no_model_and_no_proof() -> None:
    apart = MARRIED | {"filing_status": "married_separate"}
    roadmap = planned(apart, "bequest", spending={"annual": 60_000})
    assert roadmap.best.name in {one.name for one in roadmap.baselines}
    assert roadmap.certificate.bound is None
    assert not roadmap.certificate.proved


def test_spending_above_what_there_is_names_the_year_and_what_lacks() -> None:
    with pytest.raises(CannotPlan) as refused:
        planned(SINGLE, "bequest", spending={"annual": 900_000})
    assert (refused.value.code, refused.value.year) == ("spending", 2026)
    assert refused.value.short_by > 10_000


def test_an_estate_that_is_not_there_is_refused() -> None:
    with pytest.raises(CannotPlan) as refused:
        planned(SINGLE, limits={"estate_floor": 9_000_000})
    assert refused.value.code == "estate"


def test_without_spending_there_is_no_estate_to_compare() -> None:
    with pytest.raises(CannotProject, match=r"spending\.annual"):
        planned(SINGLE, "bequest")


def test_the_same_facts_give_the_same_cents(single: Roadmap) -> None:
    again = planned(SINGLE)
    assert again.certificate == single.certificate
    assert again.best.value == single.best.value


def test_the_model_deducts_what_the_law_lets_itemize() -> None:
    itemizing = SINGLE | {
        "people": to_age(71)["people"],
        "deductions": {"real_estate_tax": 9_000, "mortgage_interest": 12_000, "medical": 20_000},
    }
    household, facts, plans = read_household_with_plans(json.dumps(itemizing).encode())
    outlook = outlook_of(household, facts, plans, LAW, Variation(first_year=2026))
    found = modelled(outlook, Objective.SPENDING, Stage.FIRST_PLAN).found
    plan = Planned(plan=found.plan, takes_all=True)
    figures = at_spending(outlook, plan, found.value).projection.figures
    due = (figures.tax + figures.medicare_premiums)[0]
    assert np.abs(found.priced.taxes.total - due).max() < 150
    assert found.priced.deduction.min() > 21_000  # the standard one is 18,150


def test_a_bound_below_the_value_is_not_stated(single: Roadmap) -> None:
    model = modelled(single.outlook, Objective.SPENDING, Stage.FIRST_PLAN)
    low = replace(model, found=replace(model.found, bound=single.best.value * 0.99))
    certificate = certificate_of(single.best, low, Objective.SPENDING)
    assert (certificate.bound, certificate.gap, certificate.proved) == (None, None, False)
    high = replace(model, found=replace(model.found, bound=single.best.value * 1.01))
    assert certificate_of(single.best, high, Objective.SPENDING).gap == pytest.approx(0.01)


def test_every_stage_is_shown_and_none_is_worse_than_the_one_before() -> None:
    shown: list[Roadmap] = []
    last = planned(YOUNG, on_stage=shown.append)
    assert [one.stage for one in shown] == [Stage.FIRST_PLAN, Stage.POLISHED]
    assert shown[-1] is last
    assert not shown[0].baselines
    assert not shown[0].best.walked.projection.shortfalls
    assert shown[0].best.value <= shown[1].best.value


def test_what_a_stage_raises_ends_the_work() -> None:
    def stop(_roadmap: Roadmap) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        planned(YOUNG, on_stage=stop)


def test_a_plan_of_much_the_same_household_is_begun_with() -> None:
    """A first plan from it is as good as one that was polished from nothing."""
    household, facts, plans = read_household_with_plans(json.dumps(YOUNG).encode())
    outlook = outlook_of(household, facts, plans, LAW, Variation(first_year=2026, spending=1.0))
    polished = modelled(outlook, Objective.SPENDING, Stage.POLISHED).found
    changed = replace(plans, limits=replace(plans.limits, estate_floor=Decimal(20_000)))
    other = outlook_of(household, facts, changed, LAW, Variation(first_year=2026, spending=1.0))
    (again,) = models_of(other, Objective.SPENDING, Stage.FIRST_PLAN, known=polished.plan)
    anew = modelled(other, Objective.SPENDING, Stage.POLISHED).found
    assert again.found.value == pytest.approx(anew.value, rel=1e-4)


def test_a_plan_that_stops_at_a_threshold_stops_there_when_it_is_walked() -> None:
    """A few dollars more of another tax must not lead over a Medicare floor."""
    on_medicare = SINGLE | {"people": [to_age(73)["people"][0] | {"medicare_part_b": True}]}
    household, facts, plans = read_household_with_plans(json.dumps(on_medicare).encode())
    outlook = outlook_of(household, facts, plans, LAW, Variation(first_year=2026, spending=1.0))
    model = modelled(outlook, Objective.SPENDING, Stage.POLISHED)
    stops = np.isfinite(model.below)
    assert stops.any()
    plan = Planned(plan=model.found.plan, takes_all=True, below=model.below)
    walk = at_spending(outlook, plan, model.found.value + 25).projection
    assert (walk.figures.magi[0][stops] <= model.below[stops] + 0.01).all()
