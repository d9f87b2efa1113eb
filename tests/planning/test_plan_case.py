"""The document of a plan: what it is composed of, what it says where there is no roadmap."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from planning import plan_case
from planning.engine.errors import EngineError
from planning.engine.household_file import read_household_with_plans
from planning.engine.plan import Mishap, designations_document, mishaps_of
from planning.engine.roadmap.solve.optimise import Stage
from planning.plan_case import compute_plan
from planning.plan_catalogue import DESIGNATIONS, MISHAPS, PROGRESS
from planning.plan_wording import word_plan
from planning.rmd_case import compute_rmd_case
from planning.roadmap_case import compute_roadmap
from tests.planning.plans import KIM, infeasible_plan, plan_of_kim, plan_that_waits

FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


def test_its_parts_are_the_documents_there_are() -> None:
    plan = word_plan(plan_of_kim())
    household, taxes, plans = read_household_with_plans(json.dumps(KIM))
    case = compute_rmd_case(household, years=range(2025, 2028))
    of_2025, *_ = case["obligations"]
    assert plan["required"]["obligations"] == [o for o in case["obligations"] if o is not of_2025]
    roadmap = compute_roadmap(household, taxes, plans, until=Stage.FIRST_PLAN)
    assert plan["roadmap"] == roadmap
    assert [year["year"] for year in plan["tax"]] == [2026]
    assert plan["tax"][0]["lines"][-1]["text"] == "Federal tax"
    (scenario,) = plan["scenarios"]
    assert scenario["objective"] == "bequest"
    assert float(scenario["value"]) > 0
    assert scenario["years"][0]["year"] == 2026


def test_the_same_facts_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = plan_of_kim()

    def first_of(*args: Any, **options: Any) -> list[Mishap]:
        return mishaps_of(*args, **options)[:1]

    monkeypatch.setattr(plan_case, "mishaps_of", first_of)  # one stands for all
    again = compute_plan(KIM, until=Stage.FIRST_PLAN)
    assert again["mishaps"] == first["mishaps"][:1]
    first = {**first, "mishaps": first["mishaps"][:1], "scenarios": []}
    assert json.dumps(again) == json.dumps(first)


def test_what_could_go_wrong_is_walked_as_planned_and_planned_anew() -> None:
    plan = word_plan(plan_of_kim())
    asked = {one["code"]: one for one in plan["mishaps"]}
    assert set(asked) == {"lower_returns", "longer_life", "large_cost"}  # Kim lives alone
    for one in asked.values():
        assert one["as_planned"]["spending"] == plan["roadmap"]["value"]
        assert not one["as_planned"]["lasts"]
        assert float(one["anew"]["spending"]) < float(one["as_planned"]["spending"])
    assert [one["anew"]["lasts"] for one in asked.values()] == [True, True, False]
    assert asked["large_cost"]["anew"]["spending"] == "0.00"  # more than there is
    assert asked["longer_life"]["text"] == "Kim Doe lives to the end of 2032 instead of 2027."
    assert asked["longer_life"]["anew"]["last_year"] == 2032


def test_of_two_the_first_to_die_dies_early() -> None:
    years = [{"year": y, "ages": {"a": 1, "b": 1}} for y in range(2026, 2040)]
    years += [{"year": y, "ages": {"b": 1}} for y in range(2040, 2050)]
    facts = {"people": [{"id": "a", "born_on": "1950-01-01"}, {"id": "b", "born_on": "1955-01-01"}]}
    found = {one.code: one for one in mishaps_of(facts, {"years": years}, yearly=Decimal(80_000))}
    assert found.keys() == MISHAPS.keys()
    assert found["early_death"].changes == {"dies": {"a": 2029}}
    assert found["longer_life"].changes == {"dies": {"b": 2054}}
    assert found["large_cost"].changes == {"cost": {"amount": "160000.00", "year": 2031}}


def test_every_source_a_part_cites_is_listed_once() -> None:
    plan = plan_of_kim()
    listed = [one["source"] for one in plan["sources"]]
    assert len(listed) == len(set(listed)) > 10
    assert [one["number"] for one in plan["sources"]] == list(range(1, len(listed) + 1))
    for step in plan["required"]["obligations"][0]["accounts"][0]["steps"]:
        assert set(step["citation"].split("; ")) <= set(listed)


def test_where_nothing_pays_for_what_is_wanted_the_plan_says_so_and_keeps_the_rest() -> None:
    plan = word_plan(infeasible_plan())
    assert plan["roadmap"]["feasible"] is False
    assert plan["roadmap"]["reason"]["text"].startswith("In 2026 ")
    assert plan["required"]["obligations"][0]["required"] == "16260.16"  # 400,000 ÷ 24.6
    assert plan["mishaps"] == []


def test_where_a_fact_is_missing_the_plan_names_it_and_keeps_the_rest() -> None:
    plan = word_plan(plan_that_waits())
    assert plan["roadmap"]["feasible"] is None
    assert plan["roadmap"]["waits_for"]["text"] == "The value of Old IRA is not on record."
    assert plan["required"]["undecided"]
    assert plan["beneficiaries"][-1]["look_at"][0]["code"] == "nobody_named"


def test_nobody_is_told_to_spend_who_has_died() -> None:
    (kim,) = KIM["people"]
    plan = compute_plan({**KIM, "people": [kim | {"died_on": "2026-02-01"}]})
    told = word_plan(plan)["roadmap"]
    assert told["feasible"] is None
    assert told["waits_for"]["text"].startswith("Nobody of the household lives")


def test_its_wording_leaves_the_document_and_its_numbers_as_they_are() -> None:
    before = json.dumps(plan_of_kim())
    english, spanish = (word_plan(plan_of_kim(), language) for language in ("en", "es"))
    assert json.dumps(plan_of_kim()) == before
    assert list(numbers_of(english)) == list(numbers_of(spanish)) == list(numbers_of(plan_of_kim()))


def test_whoever_is_told_of_the_progress_may_end_the_work() -> None:
    told: list[str] = []

    def tell(code: str, done: int, total: int) -> None:
        assert 0 <= done < total
        told.append(code)
        if code == "roadmap":
            raise InterruptedError

    with pytest.raises(InterruptedError):
        compute_plan(KIM, until=Stage.FIRST_PLAN, on_progress=tell)
    assert told == ["required", "tax", "roadmap"]
    assert set(told) <= set(PROGRESS)


def test_a_file_that_is_none_is_refused_in_a_sentence() -> None:
    with pytest.raises(EngineError, match="born_on"):
        compute_plan({**KIM, "people": [{"id": "kim", "name": "Kim", "born_on": "never"}]})


def test_a_designation_is_looked_at() -> None:
    people = [
        *KIM["people"],
        {"id": "ex", "name": "Lee", "member": False},
        {"id": "gone", "name": "Ann", "member": False, "died_on": "2020-01-01"},
    ]
    ira = {
        **KIM["accounts"][0],
        "beneficiaries": [
            {"person": "ex", "share": 0.5},
            {"person": "gone", "share": 0.25},
            {"entity": "Red Cross", "share": 0.25, "to": "2021-01-01"},
        ],
    }
    marriages = [{"people": ["kim", "ex"], "from": "1980-01-01", "to": "2010-01-01"}]
    file = {**KIM, "people": people, "accounts": [ira], "marriages": marriages}
    household, _taxes, _plans = read_household_with_plans(json.dumps(file))
    (found,) = designations_document(household)
    codes = [one["code"] for one in found["look_at"]]
    assert codes == ["shares_not_whole", "former_spouse", "beneficiary_died", "nobody_second"]
    assert {*codes, "nobody_named"} == DESIGNATIONS.keys()


def numbers_of(part: Any) -> Any:
    """Every amount of a document that is no text for readers, in its order."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name not in WORDS:
                yield from numbers_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from numbers_of(value)
    elif not isinstance(part, str) or FIGURE.fullmatch(part):
        yield part


WORDS = {"text", "title", "name", "what", "names", "is_named", "reading"}
