"""Roadmaps of households: how fast a first plan, a polished one and an answer to "what if"?

Times are of the processor, so that other work on the machine counts little; invented households.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

from planning.engine.household_file import read_household_with_plans
from planning.engine.law import load_law
from planning.engine.roadmap.household.roadmap import Roadmap, roadmap_of
from planning.engine.roadmap.solve.optimise import Stage

COUPLE = Path(__file__).parents[1] / "examples" / "couple.json"
MORE_FLOOR = Decimal(10_000)
WORTH = {"stocks": 0.6, "bonds": 0.4}
GROWING = {
    "inflation": 0.025,
    "returns": {"stocks": 0.065, "bonds": 0.042, "cash": 0.03},
    "heirs_tax_rate": 0.24,
}


def measure(stop: Stage = Stage.POLISHED) -> None:
    """Print a row a household."""
    print(
        f"\n{'':26} {'years':>5} {'value':>12} {'gap':>9} {'repriced':>8} {'model':>9} "
        f"{'first':>7} {'polished':>8} {'what if':>7}"
    )
    for name, text in _households():
        _row(name, text, stop)


def _row(name: str, text: bytes, stop: Stage) -> None:
    household, facts, plans = read_household_with_plans(text)
    law, seconds = load_law(), {}
    begin = process_time()

    def note(roadmap: Roadmap) -> None:
        seconds[roadmap.stage] = process_time() - begin

    found = roadmap_of(household, facts, plans, law, until=stop, on_stage=note)
    floor = (plans.limits.estate_floor or 0) + MORE_FLOOR
    changed = replace(plans, limits=replace(plans.limits, estate_floor=floor))
    again = process_time()
    roadmap_of(household, facts, changed, law, until=Stage.FIRST_PLAN, start=found)
    what_if, certificate = process_time() - again, found.certificate
    gap = "none" if certificate.gap is None else f"{certificate.gap:.1e}"
    print(
        f"{name[:26]:26} {len(found.outlook.years):5} {certificate.value:12,.2f} {gap:>9} "
        f"{certificate.repriced_within:8.2f} {certificate.model_within:9.2f} "
        f"{seconds.get(Stage.FIRST_PLAN, 0.0):7.2f} {seconds[stop]:8.2f} {what_if:7.2f}"
    )


def _households() -> Iterator[tuple[str, bytes]]:
    yield "couple.json", COUPLE.read_bytes()
    ira = _account("ira", "traditional_ira", 900_000)
    roth = _account("roth", "roth_ira", 150_000, basis=150_000, first_funded=2005)
    cash = _account("tax", "taxable", 300_000, basis=300_000)
    grown = _account("tax", "taxable", 400_000, basis=180_000)
    benefit = {
        "person": "a",
        "kind": "social_security",
        "monthly_at_fra": 2_600,
        "start_on": "2028-05-01",
    }
    other = _account("ira2", "traditional_ira", 350_000, owner="b")
    both = {"people": [_person("a", 1960), _person("b", 1962)]}
    both["marriages"] = [{"people": ["a", "b"], "from": "1988-06-01"}]
    inherited = {
        "people": [_person("a", 1960), {**_person("m", 1936, False), "died_on": "2023-05-02"}]
    }
    left = _account("left", "traditional_ira", 200_000) | {
        "inherited": {"from": "m", "decedent_was": "owner", "class": "designated"}
    }
    wages = {"person": "a", "kind": "wages", "annual": 60_000, "to": "2027-12-31"}
    for name, document in (
        ("single", {"accounts": [ira, roth, cash]}),
        ("single, gains, New Jersey", {"accounts": [ira, roth, grown], "state": "NJ"}),
        ("couple, New York", {**both, "accounts": [ira, other, roth, cash], "state": "NY"}),
        (
            "covered before 65",
            {
                "people": [_person("a", 1966)],
                "accounts": [ira, roth, cash],
                "incomes": [wages],
                "health": {"aca_benchmark_annual": 12_000},
            },
        ),
        ("inherited account", {**inherited, "accounts": [ira, left, cash]}),
        (
            "highest bracket of 12%",
            {"accounts": [ira, roth, cash], "limits": {"max_bracket": 0.12}},
        ),
    ):
        whole = {
            "schema": "household/1",
            "as_of": "2025-12-31",
            "people": [_person("a", 1960)],
            "incomes": [benefit],
            "assumptions": GROWING,
            **document,
        }
        yield name, json.dumps(whole).encode()


def _person(id_: str, born: int, member: bool = True) -> dict[str, Any]:
    about = {"id": id_, "name": id_.upper(), "born_on": f"{born}-05-10"}
    return about | ({"plan_to_age": 92} if member else {"member": False})


def _account(id_: str, kind: str, worth: float, owner: str = "a", **facts: Any) -> dict[str, Any]:
    balances = {"2024": worth, "2025": worth}
    return {
        "id": id_,
        "owner": owner,
        "kind": kind,
        "year_end_balances": balances,
        "allocation": WORTH,
        **facts,
    }
