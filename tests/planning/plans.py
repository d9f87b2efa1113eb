"""A household whose plan is made in a moment, and plans of it as tests need them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from planning.engine.roadmap.solve.optimise import Stage
from planning.plan_case import compute_plan

Document = dict[str, Any]

KIM: Document = {
    "schema": "household/1",
    "name": "Kim",
    "as_of": "2026-03-01",
    "state": "FL",
    "people": [{"id": "kim", "name": "Kim Doe", "born_on": "1951-04-02", "plan_to_age": 76}],
    "accounts": [
        {
            "id": "ira",
            "name": "Rollover IRA",
            "owner": "kim",
            "kind": "traditional_ira",
            "basis": 0,
            "year_end_balances": {"2024": "390000.00", "2025": "400000.00"},
            "allocation": {"stocks": 0.5, "bonds": 0.5},
            "beneficiaries": [{"entity": "Red Cross", "entity_kind": "charity", "share": 1}],
        },
        {
            "id": "cash",
            "name": "Savings",
            "owner": "kim",
            "kind": "cash",
            "year_end_balances": {"2025": "60000.00"},
        },
    ],
    "distributions": [
        {"account": "ira", "paid_on": "2025-06-02", "amount": "20000.00", "kind": "cash"}
    ],
    "incomes": [
        {
            "person": "kim",
            "kind": "social_security",
            "monthly_at_fra": 2000,
            "start_on": "2018-05-01",
        }
    ],
    "spending": {"annual": 60000},
    "assumptions": {"inflation": 0.025, "returns": {"stocks": 0.06, "bonds": 0.04, "cash": 0.03}},
}
MORE_THAN_THERE_IS: Document = {**KIM, "spending": {"annual": 900_000}}
WITHOUT_A_VALUE: Document = {
    **KIM,
    "accounts": [
        *KIM["accounts"],
        {"id": "lost", "name": "Old IRA", "owner": "kim", "kind": "traditional_ira"},
    ],
}


@cache
def plan_of_rivera() -> Document:
    """A plan that was made of examples/couple.json with lives to 80 and 70, and two scenarios."""
    path = Path(__file__).parent / "plan_of_rivera.json"
    found: Document = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def plan_of_kim() -> Document:
    return compute_plan(
        KIM,
        until=Stage.FIRST_PLAN,
        scenarios=[
            {"name": "Spend less", "objective": "bequest", "changes": {"spending": "40000.00"}}
        ],
    )


@cache
def infeasible_plan() -> Document:
    return compute_plan(MORE_THAN_THERE_IS, objective="bequest", until=Stage.FIRST_PLAN)


@cache
def plan_that_waits() -> Document:
    return compute_plan(WITHOUT_A_VALUE, until=Stage.FIRST_PLAN)
