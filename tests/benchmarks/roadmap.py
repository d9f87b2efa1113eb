"""The optimiser on problem files: how good, how fast, how well proved.

`python3 dev.py bench roadmap [FILE ...]` measures these files instead of the project's own.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from planning.engine.roadmap.certificate import broken_rows
from planning.engine.roadmap.problem_file import read_problem
from planning.engine.roadmap.solve.optimise import Stage, optimise
from planning.engine.roadmap.solve.shortfall import NoPlan

CASES = Path(__file__).parents[1] / "engine" / "roadmap" / "cases"
STAGES = tuple(map(str, Stage))


def measure(budget: dict[str, Any], files: Sequence[str] = ()) -> int:
    """Print a row a file and the medians; return 1 where a figure is over its budget."""
    paths = [Path(file) for file in files] or sorted(CASES.glob("*.json"))
    for _warming in optimise(read_problem(paths[0].read_bytes()), Stage.FIRST_PLAN):
        pass  # the first one pays for the import of the solver
    print(
        f"{'':26} {'value':>15} {'÷ reference - 1':>16} {'÷ polished - 1':>15} "
        f"{'gap':>8} {'first':>7} {'polished':>8} {'proved':>7}"
    )
    rows = [row for path in paths if (row := _measured(path)) is not None]
    is_over = not all(row["kept"] for row in rows)
    for stage in STAGES:
        taken = [row[stage] for row in rows]
        for name, figure in ((stage, statistics.median(taken)), (f"{stage}_worst", max(taken))):
            if name in budget:
                is_over = _told(name, figure, budget[name]) or is_over
    proved = sum(row["gap"] <= budget["gap"] for row in rows) / len(rows)
    print(f"proved to a gap of {budget['gap']:g}: {proved:.0%} (at least {budget['share']:.0%})")
    return int(is_over or proved < budget["share"])


def _told(name: str, figure: float, limit: float) -> bool:
    kind = "worst" if name.endswith("_worst") else "median"
    over = figure > limit
    title = f"{name.removesuffix('_worst').replace('_', ' ')}, {kind}"
    print(f"{title:64} {figure:9.2f} {limit:8.2f}{'  over budget' if over else ''}")
    return over


def _measured(path: Path) -> dict[str, Any] | None:
    text = path.read_bytes()
    problem, reference = read_problem(text), (json.loads(text).get("reference") or {}).get("value")
    start, values, kept = perf_counter(), {}, True
    row: dict[str, Any] = {}
    try:
        for found in optimise(problem):
            row[found.stage.value] = perf_counter() - start
            values[found.stage] = found.value
            kept = kept and not broken_rows(problem, found.plan, found.priced)
    except NoPlan as refusal:
        print(f"{path.stem:26} no plan: {refusal.shortfall} ({perf_counter() - start:.2f} s)")
        return None
    against = f"{found.value / reference - 1:16.1e}" if reference else f"{'':16}"
    polished = values[Stage.POLISHED] / found.value - 1 if found.value else 0.0
    print(
        f"{path.stem[:26]:26} {found.value:15,.2f} {against} {polished:15.1e} {found.gap:8.1e} "
        f"{row['first_plan']:7.2f} {row['polished']:8.2f} {row['proved']:7.2f}"
        f"{'' if kept else '  a row is broken'}"
    )
    return row | {"gap": found.gap, "kept": kept}
