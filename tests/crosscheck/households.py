"""Random retiree households, most of them near a threshold of the law.

The rows are those of `manage.py tax`, so that both engines are given the same file. The same seed
gives the same households.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

SEED, COUNT = 20261121, 4_000
YEARS = range(2021, 2028)
STATUSES = ("single", "married_joint", "married_separate", "head_of_household", "surviving_spouse")
WEIGHTS = (35, 40, 8, 10, 7)
# Amounts of income near which something begins, ends or jumps; each household is moved to one.
EDGES = (
    *(25_000, 32_000, 34_000, 44_000),  # Social Security
    *(49_450, 98_900, 545_500, 613_700),  # gain zones
    *(12_400, 50_400, 105_700, 201_775, 256_225, 640_600),  # ordinary brackets
    *(75_000, 150_000, 175_000, 250_000),  # senior deduction
    *(125_000, 200_000),  # net investment income tax
    *(500_000, 505_000, 600_000, 1_000_000),  # state and local taxes, minimum tax
)


def households(seed: int = SEED, count: int = COUNT) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table of returns."""
    dice = random.Random(seed)
    for number in range(count):
        yield {"case_id": f"h{number:05}", **_household(dice)}


def _household(dice: random.Random) -> dict[str, Any]:
    status = dice.choices(STATUSES, WEIGHTS)[0]
    joint = status == "married_joint"
    row: dict[str, Any] = {
        "year": dice.choice(YEARS),
        "filing_status": status,
        "age_head": dice.choice((58, 62, 64, 65, 66, 70, 74, 80, 90)),
        "age_spouse": dice.choice((55, 64, 65, 71, 79)) if joint else 0,
        "blind_head": int(dice.random() < 0.05),
        "blind_spouse": int(joint and dice.random() < 0.05),
        "dependents": 1 if status in STATUSES[3:] else 0,
    }
    for name, chance, most in (
        ("wages_head", 0.2, 300_000),
        ("pension_head", 0.5, 90_000),
        ("ira_head", 0.8, 150_000),
        ("roth_conversion", 0.25, 200_000),
        ("ss_head", 0.85, 55_000),
        ("taxable_interest", 0.6, 40_000),
        ("tax_exempt_interest", 0.2, 20_000),
        ("qualified_dividends", 0.5, 60_000),
        ("nonqualified_dividends", 0.3, 15_000),
    ):
        row[name] = _amount(dice, chance, most)
        if joint and name.endswith("_head"):
            row[name.replace("_head", "_spouse")] = _amount(dice, chance / 2, most // 2)
    row["net_ltcg"] = _gain(dice, 0.5, 400_000)
    row["net_stcg"] = _gain(dice, 0.25, 40_000)
    if dice.random() < 0.45:
        for name, most in (
            ("state_local_income_or_sales_tax", 40_000),
            ("real_estate_tax", 25_000),
            ("mortgage_interest", 25_000),
            ("charity_cash", 40_000),
            ("medical_expenses", 40_000),
        ):
            row[name] = _amount(dice, 0.7, most)
    if dice.random() < 0.6:
        _move_to_an_edge(row, dice)
    return row


def _amount(dice: random.Random, chance: float, most: int) -> int:
    """Return a whole amount, more often a small one."""
    return int(most * dice.random() ** 2) if dice.random() < chance else 0


def _gain(dice: random.Random, chance: float, most: int) -> int:
    amount = _amount(dice, chance, most)
    return -amount // 4 if dice.random() < 0.25 else amount


def _move_to_an_edge(row: dict[str, Any], dice: random.Random) -> None:
    """Let the IRA bring the income without benefits near an edge, on either side of it."""
    kept = sum(
        row.get(name, 0)
        for name in ("wages_head", "wages_spouse", "pension_head", "pension_spouse", "ira_spouse")
    )
    kept += row["taxable_interest"] + row["qualified_dividends"] + row["nonqualified_dividends"]
    kept += row["roth_conversion"] + max(row["net_ltcg"] + row["net_stcg"], -3_000)
    row["ira_head"] = max(0, dice.choice(EDGES) + dice.randint(-2_500, 22_000) - kept)
