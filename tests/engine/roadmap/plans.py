"""Problems and plans for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from planning.engine.roadmap.problem import Problem
from planning.engine.roadmap.problem_file import read_problem
from planning.engine.roadmap.solve.optimise import Found, Stage, optimise

CASES = Path(__file__).parent / "cases"


def case(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return document


def problem(document: dict[str, Any]) -> Problem:
    return read_problem(json.dumps(document))


def stages(document: dict[str, Any], **options: Any) -> dict[Stage, Found]:
    return {found.stage: found for found in optimise(problem(document), **options)}


def best(document: dict[str, Any]) -> Found:
    return stages(document, nodes=200)[Stage.PROVED]
