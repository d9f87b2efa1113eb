"""Why two plans differ: by cause, in one order, in parts that add up to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from planning import plan_difference as differing
from planning import services, tasks
from planning.engine.errors import EngineError
from planning.engine.roadmap.solve.optimise import Stage
from planning.models import PlanDifference
from planning.plan_case import compute_plan
from planning.plan_difference import GROUPS, MEASURES, Side, measured, plan_difference
from tests.cast import Story
from tests.planning.plan_versions import a_plan, document_of, facts_of
from tests.planning.plans import KIM

OTHERWISE: dict[str, Any] = {
    **KIM,
    "accounts": [
        {**KIM["accounts"][0], "year_end_balances": {"2024": "390000.00", "2025": "420000.00"}},
        KIM["accounts"][1],
    ],
    "assumptions": {**KIM["assumptions"], "inflation": 0.03},
    "goals": [{"name": "Roof", "year": 2027, "amount": 20000}],
}


@pytest.fixture(autouse=True)
def _first_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first plan is enough: what is tested is how the parts come about."""

    def compute(facts: dict[str, Any], **options: Any) -> dict[str, Any]:
        return compute_plan(facts, until=Stage.FIRST_PLAN, **options)

    monkeypatch.setattr(differing, "compute_plan", compute)


def side(facts: dict[str, Any], objective: str = "spending", **said: Any) -> Side:
    document = compute_plan(facts, objective=objective, until=Stage.FIRST_PLAN, with_mishaps=False)
    return Side(facts=facts, objective=objective, document={**document, **said})


def adds_up(found: dict[str, Any]) -> None:
    for name in found["measures"]:
        parts = sum((Decimal(step[name]) for step in found["steps"]), Decimal(0))
        assert parts == Decimal(found["other"][name]) - Decimal(found["one"][name]), name


def test_each_cause_has_its_part_and_the_parts_add_up() -> None:
    told: list[str] = []
    found = plan_difference(side(KIM), side(OTHERWISE), tell=told.append)
    assert found["measures"] == list(MEASURES)
    assert [step["causes"] for step in found["steps"]] == [["accounts"], ["goals"], ["assumptions"]]
    assert told == ["accounts", "goals"], "the last is the other plan as it is stored"
    adds_up(found)
    balances, goals, _assumptions = found["steps"]
    assert balances["required"] == "813.01"  # 20,000 ÷ 24.6, rounded with the rest
    assert (goals["required"], goals["tax"]) == ("0.00", "0.00")
    assert Decimal(goals["value"]) < 0


def test_the_law_of_before_is_a_cause_of_its_own() -> None:
    one, other = side(KIM), side(OTHERWISE)
    before = {**one.document, "law_version": "of last year"}
    returns = [{**before["tax"][0], "totals": {**before["tax"][0]["totals"], "federal": "9.00"}}]
    old = Side(facts=KIM, objective="spending", document={**before, "tax": returns})
    found = plan_difference(old, other)
    law = found["steps"][0]
    assert (law["causes"], law["value"], law["tax"]) == (["law"], "0.00", "-9.00")
    adds_up(found)


def test_a_mixture_that_makes_no_sense_is_changed_together_with_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = side(KIM), side(OTHERWISE)
    compute: Any = vars(differing)["compute_plan"]

    def refused(facts: dict[str, Any], **options: Any) -> dict[str, Any]:
        if facts.get("goals") is None:
            raise EngineError("accounts: cannot be.")
        document: dict[str, Any] = compute(facts, **options)
        return document

    monkeypatch.setattr(differing, "compute_plan", refused)
    found = plan_difference(one, other)
    assert [step["causes"] for step in found["steps"]] == [["accounts", "goals"], ["assumptions"]]
    adds_up(found)


def test_of_two_aims_the_value_is_not_compared() -> None:
    found = plan_difference(side(KIM), side(KIM, "bequest"))
    assert found["measures"] == ["tax", "required"]
    assert [step["causes"] for step in found["steps"]] == [["objective"]]
    adds_up(found)


def test_what_is_undecided_is_not_measured() -> None:
    document = side(KIM).document
    owed = [{**document["required"]["obligations"][0], "required": None}]
    returns = [{**document["tax"][0], "decided": False}]
    undecided = {
        **document,
        "required": {**document["required"], "obligations": owed},
        "tax": returns,
        "roadmap": {"feasible": None, "value": None},
    }
    assert measured(undecided) == dict.fromkeys(MEASURES)


def test_every_key_of_the_file_belongs_to_one_group() -> None:
    keys = [key for group in GROUPS.values() for key in group]
    assert len(keys) == len({*keys})


@pytest.mark.django_db
def test_the_page_says_what_changed_and_works_the_rest_out(
    story: Story, advisor: Client, monkeypatch: pytest.MonkeyPatch, tasks_run_at_once: None
) -> None:
    monkeypatch.setattr(
        tasks.work_on_plan_difference, "delay_on_commit", tasks.work_on_plan_difference.delay
    )
    monkeypatch.setattr(differing, "compute_plan", lambda facts, **_options: document_of(facts))
    a_plan(story)
    story.balance.amount += 23_700
    story.balance.save()
    story.person.name = "Pat Roe"
    story.person.save()
    a_plan(story, facts=facts_of(story))
    address = reverse("planning:compare_plans", args=[story.household.pk])
    page = " ".join(advisor.get(address).content.decode().split())
    assert "What changed from version 1 to 2" in page
    assert "The balance of IRA on December 31, 2025" in page
    assert "$260,700.00" in page
    assert "Work it out" in page
    explain = reverse("planning:explain_plans", args=[story.household.pk])
    response = advisor.post(explain, {"one": "1", "other": "2"})
    assert response["Location"] == f"{address}?one=1&other=2"
    difference = PlanDifference.objects.get()
    assert difference.state == "done", difference.error
    page = " ".join(advisor.get(response["Location"]).content.decode().split())
    assert "+$1,000.00" in page  # of the requirement: 23,700 ÷ 23.7
    assert "Accounts, balances and payments" in page
    again = services.request_plan_difference(
        actor=story.users["owner"], one=difference.one, other=difference.other
    )
    assert again == difference
    assert advisor.get(f"{address}?one=1&other=7").status_code == 404
