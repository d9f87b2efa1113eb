"""Roadmaps of the demo book: does every household have one, and which are the slowest?

Times are of the processor, so that other work on the machine counts little.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import process_time

from planning.engine.errors import EngineError
from planning.engine.household_file import read_household_with_plans
from planning.engine.law import load_law
from planning.engine.roadmap.household.roadmap import Roadmap, roadmap_of
from planning.engine.roadmap.solve.optimise import Stage

AS_OF = date(2026, 11, 21)
HOUSEHOLDS, SLOWEST = 60, 8


@dataclass(frozen=True, kw_only=True)
class Row:
    """One household's roadmap and the seconds of its stages."""

    name: str
    found: Roadmap
    first: float
    polished: float


def measure() -> None:
    """Print who waits for which fact, what is usual, and the slowest."""
    rows = []
    for name, text in _households():
        try:
            rows.append(_measured(name, text))
        except EngineError as refusal:
            print(f"{name[:26]:26} waits: {refusal}")
    print(
        f"\n{len(rows)} of {HOUSEHOLDS} households planned; median of the first plan "
        f"{median(row.first for row in rows):.2f} s, polished "
        f"{median(row.polished for row in rows):.2f} s; the slowest:\n"
        f"{'':26} {'years':>5} {'value':>12} {'gap':>9} {'first':>7} {'polished':>8}"
    )
    for row in sorted(rows, key=lambda row: -row.polished)[:SLOWEST]:
        certificate = row.found.certificate
        gap = "none" if certificate.gap is None else f"{certificate.gap:.1e}"
        print(
            f"{row.name[:26]:26} {len(row.found.outlook.years):5} {certificate.value:12,.2f} "
            f"{gap:>9} {row.first:7.2f} {row.polished:8.2f}"
        )


def _measured(name: str, text: str) -> Row:
    household, facts, plans = read_household_with_plans(text, as_of=AS_OF)
    law, seconds = load_law(), {}
    begin = process_time()

    def note(roadmap: Roadmap) -> None:
        seconds[roadmap.stage] = process_time() - begin

    found = roadmap_of(household, facts, plans, law, until=Stage.POLISHED, on_stage=note)
    polished = process_time() - begin
    first = seconds.get(Stage.FIRST_PLAN, polished)
    return Row(name=name, found=found, first=first, polished=polished)


def _households() -> list[tuple[str, str]]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
    django.setup()  # the demo book stands beside the rows it becomes
    from planning.demo.book import demo_book
    from planning.demo.parts import Today

    book = demo_book(HOUSEHOLDS, Today(AS_OF, load_law()))
    return [(made.document["name"], json.dumps(made.document)) for made in book]
