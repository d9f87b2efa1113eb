"""The optimiser on published problem files, against the best value known of each."""

from __future__ import annotations

import pytest

from planning.engine.roadmap.certificate import broken_rows
from planning.engine.roadmap.solve.optimise import Stage
from tests.engine.roadmap.plans import CASES, case, problem, stages

NAMES = sorted(path.stem for path in CASES.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_the_value_is_the_reference_and_the_bound_is_not_below_it(name) -> None:
    document = case(name)
    reference = document["reference"]["value"]
    found = stages(document)
    assert found[Stage.PROVED].value == pytest.approx(reference, rel=1e-5)
    assert found[Stage.POLISHED].value >= reference * (1 - 5e-4)
    assert found[Stage.FIRST_PLAN].value >= reference * (1 - 2e-2)
    assert found[Stage.PROVED].proved
    assert found[Stage.PROVED].gap <= 1e-4
    for stage in Stage:
        assert found[stage].bound >= reference - 0.01
        assert broken_rows(problem(document), found[stage].plan, found[stage].priced) == {}
        assert found[stage].repriced_within <= 0.01


def test_the_same_file_gives_the_same_plan_to_the_last_digit() -> None:
    first, again = (stages(case("v06"))[Stage.PROVED] for _run in range(2))
    assert first.value == again.value
    assert first.bound == again.bound
    assert first.plan.withdrawal.tobytes() == again.plan.withdrawal.tobytes()
    assert first.plan.conversion.tobytes() == again.plan.conversion.tobytes()


def test_fewer_nodes_leave_a_bound_all_the_same() -> None:
    document = case("v08")
    found = stages(document, nodes=0)[Stage.PROVED]
    assert found.value <= document["reference"]["value"] + 0.01 <= found.bound + 0.02


def test_it_stops_where_it_is_told() -> None:
    assert list(stages(case("v01"), until=Stage.FIRST_PLAN)) == [Stage.FIRST_PLAN]
    assert list(stages(case("v01"), until=Stage.POLISHED)) == [Stage.FIRST_PLAN, Stage.POLISHED]
