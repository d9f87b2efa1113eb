"""Households so small that every plan can be looked at: none is better than the roadmap."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest

from planning.engine.household_file import read_household_with_plans
from planning.engine.roadmap.household.document import roadmap_document
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.roadmap import Roadmap, roadmap_of
from planning.engine.roadmap.solve.optimise import Stage
from tests.engine.projection.households import LAW
from tests.engine.roadmap.household.search_small_cases import FOUND, estates_of
from tests.engine.roadmap.household.small_cases import CASES, Case

ANSWERS = json.loads(FOUND.read_text("utf-8"))
WITHIN, CENT = 5e-5, 0.005
# What the whole law allows and the model does not see: a cliff between two years' incomes, and the
# conversions of a couple's last joint year.
WITHIN_IN = {"the marketplace credit ends at a line": 7e-4, "the first spouse dies": 7e-4}


@cache
def planned(name: str) -> Roadmap:
    return _planned(CASES[name])


def _planned(case: Case) -> Roadmap:
    household, facts, plans = read_household_with_plans(json.dumps(case.document).encode())
    return roadmap_of(
        household, facts, plans, LAW, objective=Objective.BEQUEST, until=Stage.POLISHED
    )


@pytest.mark.parametrize("name", CASES)
def test_no_plan_of_the_grid_is_better(name: str) -> None:
    roadmap, searched = planned(name), ANSWERS[name]["value"]
    assert roadmap.certificate.value >= searched * (1 - WITHIN_IN.get(name, WITHIN))
    assert roadmap.certificate.bound is None or roadmap.certificate.bound >= searched - 1


@pytest.mark.parametrize("name", CASES)
def test_the_best_plan_of_the_grid_is_worth_what_was_found(name: str) -> None:
    """If not: the law or the walk has changed, and the search is to be run again."""
    plans = np.array([ANSWERS[name]["plan"]])
    assert estates_of(CASES[name], plans)[0] == pytest.approx(ANSWERS[name]["value"], abs=0.02)


@pytest.mark.parametrize("name", CASES)
def test_what_holds_of_every_roadmap_holds(name: str) -> None:
    roadmap = planned(name)
    value, bound = roadmap.certificate.value, roadmap.certificate.bound
    assert len(roadmap.baselines) == 6
    assert all(one.value is None or one.value <= value for one in roadmap.baselines)
    assert bound is None or bound >= value
    walk = roadmap.best.walked.projection
    ledger = walk.ledger
    assert (ledger.withdrawn + ledger.given >= ledger.required - CENT).all()
    assert np.abs(ledger.residual).max() < CENT
    assert (ledger.closing >= -CENT).all()
    assert np.abs(walk.cash_residual).max() < CENT
    assert not walk.shortfalls


def test_what_was_planned_before_changes_no_cent() -> None:
    """Neither what is kept between two plans nor the order they are asked for in."""
    first, *_others, last = CASES
    once = roadmap_document(planned(first))
    _planned(CASES[last])
    assert roadmap_document(_planned(CASES[first])) == once
