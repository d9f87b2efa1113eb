"""Households small enough to look at every plan on a grid, each about one rule.

`choices` are what a plan decides: conversions and withdrawals by (what, account, year), with the
most of each. What a year lacks then is taken in the usual order, what it has too much is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.engine.projection.households import COUPLE, SOLO, account

ASSUMED = {
    "inflation": 0,
    "bracket_indexing": 0,
    "returns": {"stocks": 0, "bonds": 0, "cash": 0},
    "heirs_tax_rate": 0.24,
}
ROTH = account("roth", "roth_ira", 150_000, basis=150_000, first_funded=2000)


@dataclass(frozen=True)
class Case:
    """A household whose largest estate is sought at a given spending."""

    document: dict[str, Any]
    choices: tuple[tuple[str, str, int, float], ...]


def _single(born: int, to_age: int, **facts: Any) -> dict[str, Any]:
    person = {"id": "a", "name": "Ann", "born_on": f"{born}-05-10", "plan_to_age": to_age}
    return SOLO | {"people": [{"medicare_part_b": False} | person | facts]}


def _case(document: dict[str, Any], choices: Any, heirs: float = 0.24, **more: Any) -> Case:
    assumed = ASSUMED | {"heirs_tax_rate": heirs}
    return Case(document=document | more | {"assumptions": assumed}, choices=tuple(choices))


BENEFIT = {
    "person": "a",
    "kind": "social_security",
    "monthly_at_fra": 2_400,
    "start_on": "2022-09-01",
}
MOTHER = {
    "id": "m",
    "name": "Mother",
    "member": False,
    "born_on": "1955-02-11",
    "died_on": "2020-05-02",
}
IRA, CASH = ("ira", "traditional_ira"), ("cash", "cash")
ALL_FOUR = (
    ("withdraw", "ira", 2026, 120_000),
    ("convert", "ira", 2026, 200_000),
    ("withdraw", "ira", 2027, 120_000),
    ("convert", "ira", 2027, 200_000),
)
CASES = {
    "brackets are filled": _case(
        _single(1960, 68),
        [("convert", "ira", year, 220_000) for year in (2026, 2027, 2028)],
        accounts=[account(*IRA, 500_000), account(*CASH, 250_000)],
        spending={"annual": 40_000},
    ),
    "income sets the premium two years later": _case(
        _single(1959, 69, medicare_part_b=True),
        [("convert", "ira", year, 220_000) for year in (2026, 2027, 2028)],
        heirs=0.27,
        accounts=[account(*IRA, 600_000), account(*CASH, 250_000)],
        prior_magi={"2024": 50_000, "2025": 50_000},
        spending={"annual": 40_000},
    ),
    "a dollar makes benefits taxable": _case(
        _single(1956, 71),
        [
            ("withdraw", "roth", 2026, 60_000),
            ("convert", "ira", 2026, 60_000),
            ("withdraw", "roth", 2027, 60_000),
            ("convert", "ira", 2027, 60_000),
        ],
        heirs=0.15,
        incomes=[BENEFIT],
        accounts=[account(*IRA, 300_000), ROTH],
        spending={"annual": 55_000},
    ),
    "the marketplace credit ends at a line": _case(
        _single(1965, 62),
        ALL_FOUR,
        heirs=0.22,
        accounts=[account(*IRA, 300_000), account(*CASH, 90_000)],
        health={"aca_benchmark_annual": 14_000},
        spending={"annual": 45_000},
    ),
    "gains are free of tax up to a line": _case(
        _single(1958, 69),
        ALL_FOUR,
        accounts=[account("broker", "taxable", 330_000, basis=60_000), account(*IRA, 300_000)],
        spending={"annual": 100_000},
    ),
    "no less leaves than is required": _case(
        _single(1948, 79),
        ALL_FOUR,
        heirs=0.22,
        accounts=[account(*IRA, 700_000), account(*CASH, 120_000)],
        spending={"annual": 50_000},
    ),
    "the first spouse dies": _case(
        COUPLE
        | {
            "people": [
                COUPLE["people"][0] | {"plan_to_age": 70},
                COUPLE["people"][1] | {"plan_to_age": 69},
            ]
        },
        ALL_FOUR,
        accounts=[account(*IRA, 700_000), account(*CASH, 200_000)],
        spending={"annual": 60_000, "survivor_share": 0.7},
    ),
    "an inherited account is empty after ten years": _case(
        _single(1966, 64) | {"people": [*_single(1966, 64)["people"], MOTHER]},
        [("withdraw", "i", 2028, 250_000), ("withdraw", "i", 2029, 250_000)],
        as_of="2027-12-31",
        accounts=[
            account(
                "i",
                "traditional_ira",
                250_000,
                year_end_balances={"2026": 250_000, "2027": 250_000},
                inherited={"from": "m", "class": "designated"},
            ),
            account(*CASH, 80_000, year_end_balances={"2027": 80_000}),
        ],
        spending={"annual": 30_000},
    ),
    "a state is left": _case(
        _single(1960, 68),
        [("convert", "ira", year, 220_000) for year in (2026, 2027, 2028)],
        heirs=0.32,
        state="CA",
        moves=[{"on": "2027-01-01", "state": "FL"}],
        accounts=[account(*IRA, 600_000), account(*CASH, 250_000)],
        spending={"annual": 40_000},
    ),
}
