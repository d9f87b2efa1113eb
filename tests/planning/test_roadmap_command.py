"""`manage.py roadmap --problem`: what it prints, and how it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.engine.roadmap.plans import CASES, case


def _answer(capsys, path, *options: str) -> dict[str, Any]:
    call_command("roadmap", "--problem", str(path), *options)
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_it_prints_the_plan_by_person_account_and_year(capsys) -> None:
    answer = _answer(capsys, CASES / "v06.json", "--stop", "polished")
    assert list(answer) == ["value", "bound", "gap", "seconds", "plan"]
    assert answer["value"] == pytest.approx(134_261.91, abs=0.02)
    assert answer["bound"] >= answer["value"]
    assert answer["seconds"]["first_plan"] <= answer["seconds"]["polished"]
    assert answer["seconds"]["proved"] is None
    plan = answer["plan"]
    assert (len(plan["withdrawal"]), len(plan["withdrawal"][0])) == (2, 4)
    assert {len(series) for account in plan["withdrawal"] for series in account} == {30}
    assert {len(series) for series in plan["conversion"] + plan["deposit"]} == {30}
    assert plan["spending"][0] == pytest.approx(answer["value"], abs=0.01)


def test_what_cannot_be_paid_is_said_with_its_year(capsys, tmp_path) -> None:
    document = case("v08")
    document["objective"]["spending_basis_today_usd"] = 190_000.0
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(document))
    answer = _answer(capsys, path)
    assert (answer["feasible"], answer["value"], answer["reason"]["year"]) == (False, None, 2037)
    text = "In 2037 spending, taxes and other payments are at least $"
    assert answer["reason"]["text"].startswith(text)


def test_a_bad_file_is_one_sentence_and_status_2(capsys, tmp_path) -> None:
    document = case("v01")
    del document["resolved"]["wages"]
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(document))
    for file, sentence in (
        (path, "resolved.wages: is missing; add it.\n"),
        (tmp_path / "none.json", f"{tmp_path}/none.json cannot be read"),
    ):
        with pytest.raises(SystemExit) as refusal:
            call_command("roadmap", "--problem", str(file))
        assert refusal.value.code == 2
        assert capsys.readouterr().err.startswith(sentence)


def test_nodes_are_counted_in_whole_numbers() -> None:
    with pytest.raises(CommandError, match="ten is no number of nodes"):
        call_command("roadmap", "--problem", "x.json", "--proof-nodes", "ten")
