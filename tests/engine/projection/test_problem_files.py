"""The facts of the problem files, resolved here, give the series the files were resolved to.

Requirements and benefits only: the files' tax law is rounded otherwise, on purpose.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planning.engine.projection.outlook import Variation
from tests.engine.projection.households import SOLO, account, outlook

CASES = Path(__file__).parents[1] / "roadmap" / "cases"
FIRST_YEAR = 2026
DOLLARS = 3  # benefits are rounded to dimes before prices here, after them there


def series(written: Any) -> np.ndarray:
    if isinstance(written, dict):
        return np.full(written["n"], written["const"])
    return np.array(written)


def household(facts: dict[str, Any], inflation: float) -> dict[str, Any]:
    """Write the facts of a problem file as a household file of the day before it begins."""
    people, accounts, incomes = [], [], []
    for id_, one in zip("ab", facts["people"], strict=False):
        year, month, _day = map(int, one["birth_date"].split("-"))
        people.append(
            {
                "id": id_,
                "name": id_,
                "born_on": one["birth_date"],
                "plan_to_age": one["last_year"] - year,
            }
        )
        accounts.append(account(f"ira{id_}", "traditional_ira", 1_000, owner=id_))
        claim = year * 12 + month - 1 + round(one["ss_claim_age"] * 12)
        incomes.append(
            {
                "person": id_,
                "kind": "social_security",
                "monthly_at_fra": round(one["ss_pia_monthly_at_fra"] / (1 + inflation), 2),
                "start_on": f"{claim // 12}-{claim % 12 + 1:02}-01",
            }
        )
    return SOLO | {
        "people": people,
        "marriages": [{"people": ["a", "b"]}] if len(people) > 1 else [],
        "accounts": accounts,
        "incomes": incomes,
        "assumptions": {"inflation": inflation},
    }


@pytest.mark.parametrize("name", ["v03", "v06"])
def test_requirements_and_benefits_are_those_of_the_file(name):
    case = json.loads((CASES / f"{name}.json").read_text())
    facts, resolved = case["facts"], case["resolved"]
    inflation = round(float(series(resolved["inflation"])[0]), 4)
    seen = outlook(household(facts, inflation), Variation(first_year=FIRST_YEAR))
    ends = [one["last_year"] for one in facts["people"]]
    for person, last in enumerate(ends):
        for place, year in enumerate(seen.years):
            paid = seen.benefits.in_year(year, seen.lives)[0, person] * seen.prices[0, place]
            expected = series(resolved["ss_benefit"][person])[place]
            assert paid == pytest.approx(expected, abs=DOLLARS), (person, year)
            if year > last:
                continue
            state = 0 if year <= min(ends) else 1
            part = seen.required.parts[state, place, person]
            assert part == pytest.approx(series(resolved["rmd_fraction"][person])[place], abs=1e-7)
