"""What the answers about a plan say: words first, then tables whose rows fill their columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from planning.advice import QUESTIONS
from planning.advice.writing import names_of
from planning.engine.projection.policies import RmdOnly
from planning.engine.roadmap.household.modelled import Objective
from tests.engine.advice.plans import ANN, plan
from tests.engine.projection.households import COUPLE, account

BENEFIT = {"kind": "social_security", "monthly_at_fra": 1_000}
MARRIED: dict[str, Any] = COUPLE | {
    "people": [
        COUPLE["people"][0] | {"born_on": "1952-05-10", "plan_to_age": 77},
        COUPLE["people"][1] | {"born_on": "1962-08-20", "plan_to_age": 68},
    ],
    "accounts": [
        account("ira", "traditional_ira", 300_000, basis=0),
        account("mine", "traditional_ira", 90_000, owner="b", basis=0),
        account("tax", "taxable", 100_000, basis=100_000),
    ],
    "incomes": [
        BENEFIT | {"person": "a", "start_on": "2020-01-01"},
        BENEFIT | {"person": "b", "start_on": "2029-08-01"},
    ],
    "spending": {"annual": 40_000, "survivor_share": 0.5},
}
NOTHING: dict[str, Any] = ANN | {
    "accounts": [account("roth", "roth_ira", 40_000, basis=40_000)],
}
READ_AS = {"text", "year", "dollars", "rate", "month"}


@pytest.mark.parametrize(
    ("question", "objective"),
    [(question, Objective.SPENDING) for question in QUESTIONS]
    + [("claim_ages", Objective.BEQUEST), ("start_ages", Objective.BEQUEST)],
)
def test_it_answers_in_words_and_in_tables_that_are_whole(
    question: str, objective: Objective
) -> None:
    start = plan(MARRIED, RmdOnly(), objective)
    said = QUESTIONS[question](start, names_of(start.outlook))
    assert json.loads(json.dumps(said)) == said
    assert said["question"] == question
    assert said["says"]
    assert all(one.endswith(".") and "{" not in one for one in said["says"])
    assert said["tables"]
    for table in said["tables"]:
        keys = {column["key"] for column in table["columns"]}
        assert {column["read_as"] for column in table["columns"]} <= READ_AS
        assert table["rows"]
        assert all(row.keys() == keys for row in table["rows"])
        assert all(0 <= at < len(table["rows"]) for at in table["marked"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_where_there_is_nothing_to_answer_a_sentence_says_so(question: str) -> None:
    start = plan(NOTHING, objective=Objective.BEQUEST)
    said = QUESTIONS[question](start, names_of(start.outlook))
    assert said["says"]


def test_the_widows_tax_is_a_sentence_with_both_amounts() -> None:
    start = plan(MARRIED, RmdOnly())
    (first, second, *_rest) = QUESTIONS["survivor"](start, names_of(start.outlook))["says"]
    assert first.startswith("If Ann dies in 20")
    assert "Ben’s tax of" in first
    assert second.startswith("If Ben dies in 20")


def test_the_command_answers_a_question(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "household.json"
    path.write_text(json.dumps(ANN))
    call_command(
        "roadmap", str(path), "--objective", "bequest", "--explain", "heirs", "--format", "json"
    )
    said = json.loads(capsys.readouterr().out)
    assert said["question"] == "heirs"
    assert said["objective"] == "bequest"
    assert said["says"][0].startswith("In 2027 the plan leaves $")


def test_without_a_plan_the_command_says_why(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "household.json"
    path.write_text(json.dumps(ANN | {"spending": {"annual": 900_000}}))
    with pytest.raises(SystemExit) as ended:
        call_command("roadmap", str(path), "--objective", "bequest", "--explain", "heirs")
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("In 2026 nothing is left to pay")
