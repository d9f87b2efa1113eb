"""Run each piece of work in a process of its own and print what it cost.

`python -m tests.benchmarks` prints the table; with a name it measures that piece alone.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from tests.benchmarks import (
    book,
    demo_roadmaps,
    household_roadmaps,
    plans,
    projection,
    reminders,
    rmd,
    roadmap,
    tax,
)

PEER = "peer_decimal_division"
RUNS = 3
KILOBYTES = 1024 if sys.platform != "darwin" else 1024 * 1024


def _measure(name: str) -> dict[str, float]:
    work = next(getattr(m, name) for m in (rmd, tax, projection, book, plans) if hasattr(m, name))()
    work()  # the first run reads the law files and the templates
    seconds = []
    for _run in range(RUNS):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    # A renderer is a process of its own: the larger of the two counts.
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(one).ru_maxrss for one in whose)
    return {"seconds": min(seconds), "megabytes": peak / KILOBYTES}


def _cost(name: str, site: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks", name]
    answer = subprocess.run(
        command, env=site, check=True, capture_output=True, text=True, timeout=300
    )
    cost: dict[str, float] = json.loads(answer.stdout)
    return cost


def _table(budgets: dict[str, Any]) -> int:
    with TemporaryDirectory() as folder:
        site = book.make_site(Path(folder))
        costs = {name: _cost(name, site) for name in budgets}
    print(f"{'':64} {'seconds':>9} {'budget':>8} {'× peer':>8} {'MB':>6} {'budget':>7}")
    over = 0
    for name, budget in budgets.items():
        seconds, megabytes = costs[name]["seconds"], costs[name]["megabytes"]
        within = seconds <= budget["seconds"] and megabytes <= budget["megabytes"]
        over += not within
        peer = costs[budget.get("peer", PEER)]["seconds"]
        print(
            f"{budget['title']:64} {seconds:9.4f} {budget['seconds']:8.3f} {seconds / peer:8.1f} "
            f"{megabytes:6.0f} {budget['megabytes']:7}{'' if within else '  over budget'}"
        )
    return 1 if over else 0


def _budgets() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("budgets.toml").read_text(encoding="utf-8"))


if __name__ == "__main__":
    budgets = _budgets()
    live = budgets.pop("reminders")
    problems = budgets.pop("roadmap")
    if sys.argv[1:] == ["reminders"]:
        sys.exit(reminders.measure(live))
    elif sys.argv[1:2] == ["roadmap"]:
        is_over = roadmap.measure(problems, sys.argv[2:])
        if not sys.argv[2:]:
            household_roadmaps.measure()
        sys.exit(is_over)
    elif sys.argv[1:] == ["demo_roadmaps"]:
        demo_roadmaps.measure()
    elif len(sys.argv) > 1 and sys.argv[1] not in budgets:
        names = ", ".join((*budgets, "roadmap", "demo_roadmaps", "reminders"))
        sys.exit(f"{sys.argv[1]} is no piece of work; name one of: {names}.")
    elif len(sys.argv) > 1:
        print(json.dumps(_measure(sys.argv[1])))
    else:
        sys.exit(_table(budgets) | roadmap.measure(problems) | reminders.measure(live))
