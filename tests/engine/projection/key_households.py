"""Small households with every key of the file somewhere, for the test of what each key changes."""

from __future__ import annotations

from typing import Any

from tests.engine.projection.households import account

USUAL = {
    "inflation": 0.025,
    "returns": {"stocks": 0.06, "bonds": 0.04, "cash": 0.03},
    "bracket_indexing": 0.025,
    "heirs_tax_rate": 0.24,
}
MIXED = {"stocks": 0.6, "bonds": 0.3, "cash": 0.1}


def _file(as_of: str, *people: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {
        "schema": "household/1",
        "as_of": as_of,
        "state": "FL",
        "people": [one | {"name": one["id"]} for one in people],
        "assumptions": USUAL,
        "limits": {},
        "health": {},
        **keys,
    }


def _person(id_: str, born_on: str, age: int, **facts: Any) -> dict[str, Any]:
    return {"id": id_, "born_on": born_on, "plan_to_age": age, **facts}


RETIRED = _file(
    "2025-12-31",
    _person("a", "1950-05-10", 79),
    prior_magi={"2024": 90_000, "2025": 120_000},
    accounts=[
        account("ira", "traditional_ira", 900_000, basis=50_000, allocation=MIXED),
        account("broker", "taxable", 200_000, basis=120_000, allocation=MIXED),
        account("cash", "cash", 40_000, allocation={"cash": 1}),
        account("roth", "roth_ira", 90_000, basis=60_000, first_funded=2010),
    ],
    incomes=[
        {
            "person": "a",
            "kind": "social_security",
            "monthly_at_fra": 2_400,
            "start_on": "2018-05-01",
        },
        {"person": "a", "kind": "pension", "annual": 18_000, "cola": 0.01},
        {"person": "a", "kind": "rental", "annual": 6_000, "growth": 0.01},
    ],
    yields={"dividends": 0.02, "qualified_share": 0.9, "interest": 0.03, "tax_exempt_interest": 0},
    deductions={"real_estate_tax": 9_000, "mortgage_interest": 9_000, "charity_cash": 4_000},
    spending={"annual": 95_000},
)
COUPLE = _file(
    "2025-12-31",
    _person("a", "1950-05-10", 77),
    _person("b", "1955-08-20", 74),
    marriages=[{"people": ["a", "b"], "from": "1980-06-01", "to": None}],
    accounts=[
        account(
            "ira",
            "traditional_ira",
            600_000,
            allocation=MIXED,
            beneficiaries=[{"person": "b", "share": 1.0}],
        ),
        account("broker", "taxable", 300_000, owner="b", basis=150_000, allocation=MIXED),
    ],
    incomes=[
        {
            "person": "a",
            "kind": "social_security",
            "monthly_at_fra": 2_800,
            "start_on": "2017-05-01",
        },
        {
            "person": "b",
            "kind": "social_security",
            "monthly_at_fra": 900,
            "start_on": "2022-05-01",
        },
        {"person": "a", "kind": "pension", "annual": 20_000, "cola": 0, "survivor_share": 0.5},
    ],
    prior_magi={"2024": 90_000, "2025": 90_000},
    spending={"annual": 100_000, "survivor_share": 0.7},
)
YOUNG = _file(
    "2025-12-31",
    _person("a", "1969-05-10", 60, retired_on="2022-06-30"),
    accounts=[
        account("k", "401k", 400_000, plan={"id": "acme"}),
        account(
            "roth",
            "roth_ira",
            60_000,
            basis=10_000,
            first_funded=2015,
            conversions=[{"year": 2024, "amount": 20_000}],
        ),
        account("hsa", "hsa", 20_000),
    ],
    incomes=[{"person": "a", "kind": "wages", "annual": 20_000, "to": "2027-06-30"}],
    health={"aca_benchmark_annual": 12_000, "other_medical": 2_000},
    spending={"annual": 60_000},
)
BEGUN = RETIRED | {
    "as_of": "2026-07-02",
    "accounts": [
        account(
            "ira",
            "traditional_ira",
            600_000,
            balance={"amount": 590_000, "on": "2026-07-02"},
            adjustments={"2025": {"outstanding_rollover": 0}},
        ),
        account("cash", "cash", 40_000),
    ],
    "distributions": [
        {
            "account": "ira",
            "paid_on": "2026-03-01",
            "amount": 10_000,
            "kind": "cash",
            "federal_withheld": 1_000,
            "state_withheld": 0,
        }
    ],
}
HEIR = _file(
    "2025-12-31",
    _person("a", "1966-05-10", 67),
    {"id": "m", "born_on": "1945-02-11", "died_on": "2021-03-01", "member": False},
    {"id": "f", "born_on": "1949-02-11", "died_on": "2018-03-01", "member": False},
    {"id": "x", "born_on": "1940-02-11", "died_on": "2024-03-01", "member": False},
    accounts=[
        account(
            "i",
            "traditional_ira",
            300_000,
            inherited={"from": "m", "class": "designated"},
        ),
        account("cash", "cash", 400_000),
    ],
    spending={"annual": 30_000},
)
WORKING = RETIRED | {
    "accounts": [account("k", "401k", 600_000, plan={"id": "acme", "separated_on": None})],
    "incomes": [{"person": "a", "kind": "wages", "annual": 90_000, "to": "2031-12-31"}],
}
LOTS = RETIRED | {
    "accounts": [
        account("cash", "cash", 10_000),
        {
            "id": "lots",
            "owner": "a",
            "kind": "taxable",
            "lots": [
                {"symbol": "VTI", "acquired_on": "2019-02-01", "cost": 10_000, "value": 50_000},
                {"symbol": "BND", "acquired_on": "2021-02-01", "cost": 140_000, "value": 150_000},
            ],
        },
        account("ira", "traditional_ira", 600_000),
    ]
}
HOUSEHOLDS = {
    "retired": RETIRED,
    "couple": COUPLE,
    "young": YOUNG,
    "begun": BEGUN,
    "heir": HEIR,
    "working": WORKING,
    "lots": LOTS,
}
