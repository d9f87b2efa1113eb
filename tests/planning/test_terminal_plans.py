"""Can a roadmap, and an answer about one, be read in a terminal?"""

from __future__ import annotations

from typing import Any

from planning.advice.writing import answer, table
from planning.reports.terminal_plans import answer_table, roadmap_table
from tests.planning.roadmaps import SAMPLE as FILE

SAMPLE: dict[str, Any] = FILE["document"]
HEAD = {"household": "Doe", "as_of": "2026-11-21"}


def test_the_value_comes_first_then_what_to_do_then_the_years() -> None:
    text = roadmap_table(SAMPLE)
    value = text.index("a year can be spent, in today’s dollars.")
    now = text.index(f"To do in {SAMPLE['years'][0]['year']}")
    years = text.index("Years, in dollars of each")
    assert value < now < years < text.index("Beside the usual ways")
    assert "No plan of the optimiser’s model exceeds $" in text.replace("\n", " ")
    assert all(line == line.rstrip() and len(line) <= 120 for line in text.splitlines())


def test_every_year_has_a_line_and_the_columns_are_aligned() -> None:
    lines = roadmap_table(SAMPLE).split("Years, in dollars of each\n")[1].split("\n\n")[0]
    head, *years = lines.splitlines()
    assert [line.split()[0] for line in years] == [str(o["year"]) for o in SAMPLE["years"]]
    end_of_spending = head.index("spending") + len("spending")
    assert all(line[end_of_spending - 3] == "." for line in years)


def test_a_first_plan_has_nothing_to_stand_beside_yet() -> None:
    first: dict[str, Any] = SAMPLE | {"baselines": []}
    assert "Beside the usual ways" not in roadmap_table(first)


def test_where_there_is_no_plan_the_reason_is_said() -> None:
    refused = HEAD | {"feasible": False, "reason": {"text": "In 2031 nothing is left."}}
    assert roadmap_table(refused) == "Doe, November 21, 2026\n\nIn 2031 nothing is left."


def test_an_answer_is_its_sentences_and_its_tables() -> None:
    columns = (("year", "Year", "year"), ("tax", "Tax", "dollars"), ("rate", "Rate", "rate"))
    rows: list[dict[str, Any]] = [
        {"year": 2026, "tax": "1234.50", "rate": 0.22},
        {"year": 2027, "tax": None},
    ]
    said = answer("survivor", ["The tax rises."], [table("By year", columns, rows)])
    assert answer_table(HEAD | said) == (
        "Doe, November 21, 2026\n\nThe tax rises.\n\n"
        "By year\n"
        "Year        Tax  Rate\n"
        "2026  $1,234.50   22%\n"
        "2027          –     –"
    )
