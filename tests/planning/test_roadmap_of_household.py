"""`manage.py roadmap FILE`: the document of a household's roadmap, and its sentences."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from planning import roadmap_catalogue
from planning.engine import projection
from planning.engine.roadmap import household as engine
from planning.engine.roadmap.household import alternatives
from tests.engine.roadmap.household.test_household_roadmap import SINGLE

YIELDS = ("dividends", "interest")
TEXT = "".join(p.read_text(encoding="utf-8") for p in Path(engine.__file__).parent.glob("*.py"))


def answer(capsys: Any, tmp_path: Path, document: dict[str, Any], *options: str) -> dict[str, Any]:
    path = tmp_path / "household.json"
    path.write_text(json.dumps(document))
    call_command("roadmap", str(path), "--stop", "polished", "--format", "json", *options)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_it_has_the_keys_of_the_contract_and_says_why(capsys: Any, tmp_path: Path) -> None:
    document = answer(capsys, tmp_path, SINGLE)
    assert document["feasible"]
    assert document["certificate"]["value"] == document["value"]
    assert float(document["certificate"]["bound"]) >= float(document["value"])
    assert [one["name"] for one in document["baselines"]] == [
        "taxable_first",
        "proportional",
        "fill_bracket_12",
        "fill_bracket_22",
        "rmd_only",
        "no_conversion",
    ]
    first = document["years"][0]
    assert (first["year"], first["ages"], first["basis"]) == (2026, {"a": 70}, "published")
    in_2026 = 1.025 * float(document["value"])  # the facts speak from the year before
    assert float(first["spending"]) == pytest.approx(in_2026, abs=0.01)
    assert {"federal", "state", "niit", "irmaa", "early_distribution", "aca_credit"} <= set(
        first["tax"]
    )
    for year in document["years"]:
        for action in year["actions"]:
            assert re.search(r"[.]$", action["why"]["text"])
            assert "{" not in action["why"]["text"]
    assert all(caveat["text"] for caveat in document["caveats"])
    assert "The next dollar is taxed at" in first["actions"][0]["why"]["text"]
    rejected = [one for action in first["actions"] for one in action["rejected"]]
    assert {one["code"] for one in rejected} >= {"from_another", "to_bracket"}
    assert all(re.fullmatch(r"[^{]+[.]", one["what"]) for one in rejected)
    assert min(float(one["costs"]) for one in rejected) > 0


def test_what_cannot_be_paid_is_said_with_its_year(capsys: Any, tmp_path: Path) -> None:
    document = answer(
        capsys, tmp_path, SINGLE | {"spending": {"annual": 900_000}}, "--objective", "bequest"
    )
    assert not document["feasible"]
    assert document["value"] is None
    assert document["reason"]["year"] == 2026
    assert document["reason"]["text"].startswith("In 2026 ")


def test_a_missing_fact_is_one_sentence_and_exit_2(capsys: Any, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        answer(capsys, tmp_path, SINGLE, "--objective", "tax")
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("spending.annual")


def test_a_household_file_or_a_problem_file_but_not_both() -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("roadmap", "household.json", "--problem", "problem.json")
    with pytest.raises(CommandError, match="is required"):
        call_command("roadmap")


def test_every_reason_of_an_action_has_a_sentence() -> None:
    thresholds = {"bracket", "irmaa_tier", "niit", "gains_15", "gains_20"}
    said = set(re.findall(r'Why\(\s*code="(\w+)"', TEXT)) | {f"fills_{t}" for t in thresholds}
    assert said == roadmap_catalogue.WHY.keys()


def test_every_alternative_and_every_next_dollar_has_a_sentence() -> None:
    text = Path(alternatives.__file__).read_text(encoding="utf-8")
    said = set(re.findall(r'code="(\w+)"|instead\("(\w+)"|"(convert_all|to_bracket)"', text))
    assert {code for found in said for code in found if code} == roadmap_catalogue.REJECTED.keys()
    codes = re.search(r"def code.*?(?=\ndef )", TEXT, re.DOTALL)
    assert codes is not None
    told = set(re.findall(r'"(\w+)" if|return "(\w+)"|else "(\w+)"', codes.group(0)))
    assert {
        code for found in told for code in found if code
    } == roadmap_catalogue.NEXT_DOLLAR.keys()


def test_everything_a_projection_says_has_a_sentence() -> None:
    folder = Path(projection.__file__).parent
    text = TEXT + "".join(p.read_text(encoding="utf-8") for p in folder.glob("*.py"))
    notes = set(re.findall(r'Note\(\s*code="(\w+)"', text))
    made = {
        "no_model",
        *("annuity_all_taxable", "tax_free_for_life"),  # of the tax year's incomes
        *(f"limit_passed_{one}" for one in ("bracket", "irmaa_tier", "aca_cliff")),
    }
    assert notes | made == roadmap_catalogue.NOTES.keys()
    missing = set(re.findall(r'Missing\(\s*code="(\w+)"', text))
    chosen = {
        "benefit_start",
        "benefit_amount",
        "prior_magi",
        *(f"yield_{name}" for name in YIELDS),
    }
    assert missing | chosen == roadmap_catalogue.MISSING.keys()
    refusals = set(re.findall(r'CannotPlan\(\s*"(\w+)"', TEXT))
    assert refusals == roadmap_catalogue.REFUSALS.keys()
