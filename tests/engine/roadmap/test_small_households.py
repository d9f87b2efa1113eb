"""Small households made up by a seed: every row kept, and what must hold of any optimum."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from planning.engine.roadmap.certificate import broken_rows
from planning.engine.roadmap.solve.optimise import Stage
from planning.engine.roadmap.solve.shortfall import NoPlan
from tests.engine.roadmap.files import problem_file
from tests.engine.roadmap.plans import best, problem, stages

CLOSE = 1e-4  # the gap to which these are proved, and a little


@pytest.mark.parametrize("seed", range(16))
def test_every_row_is_kept_at_every_stage(seed) -> None:
    document = problem_file(seed, basis=seed % 4 == 0)
    value = -np.inf
    for stage, found in stages(document, nodes=100).items():
        assert broken_rows(problem(document), found.plan, found.priced, within=0.5) == {}, stage
        assert found.bound >= found.value >= value
        value = found.value


@pytest.mark.parametrize("seed", range(2))
def test_people_may_change_places(seed) -> None:
    document = next(
        file for file in map(problem_file, range(100 + seed * 10, 200)) if _is_couple(file)
    )
    assert best(_swapped(document)).value == pytest.approx(best(document).value, rel=CLOSE)


@pytest.mark.parametrize("seed", [0, 3])
def test_more_money_never_lowers_the_value(seed) -> None:
    document = problem_file(seed)
    for kind in ("taxable", "roth"):
        richer = copy.deepcopy(document)
        richer["facts"]["people"][0]["accounts"][kind] += 50_000.0
        assert best(richer).bound >= best(document).value
        assert best(richer).value >= best(document).value * (1 - CLOSE)


@pytest.mark.parametrize("seed", range(3))
def test_a_looser_limit_never_lowers_the_value(seed) -> None:
    document = problem_file(seed)
    document["model"]["roth_conversions"]["cap_per_person_per_year_usd"] = 10_000.0
    document["model"]["minimum_taxable_balance_today_usd"] = 10_000.0
    looser = copy.deepcopy(document)
    looser["model"]["roth_conversions"]["cap_per_person_per_year_usd"] = None
    looser["model"]["minimum_taxable_balance_today_usd"] = None
    assert _value(looser) >= _value(document) * (1 - CLOSE)


def _value(document: dict[str, Any]) -> float:
    try:
        return best(document).value
    except NoPlan:
        return 0.0


def _is_couple(document: dict[str, Any]) -> bool:
    return len(document["facts"]["people"]) == 2


def _swapped(document: dict[str, Any]) -> dict[str, Any]:
    swapped = copy.deepcopy(document)
    count = len(document["facts"]["people"])
    swapped["facts"]["people"].reverse()
    for value in [*swapped["resolved"].values(), *swapped["resolved"]["state"].values()]:
        if isinstance(value, list) and len(value) == count and isinstance(value[0], dict | list):
            value.reverse()
    swapped["resolved"]["early_withdrawal_penalty_years"].reverse()
    return swapped


def test_the_stages_come_in_order() -> None:
    assert list(stages(problem_file(1))) == list(Stage)
