"""Look at every plan of the small cases on a grid that grows finer about the best.

`python -m tests.engine.roadmap.household.search_small_cases` writes `small_cases.json`. Nothing of
the optimiser is used: each plan of a grid is a path of one walk by the whole law.
"""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from planning.engine.projection.outlook import Variation
from planning.engine.projection.schedules import AsPlanned
from planning.engine.roadmap.household.value import keeps_all
from tests.engine.projection.households import outlook, walked
from tests.engine.roadmap.household.small_cases import CASES, Case

FOUND = Path(__file__).with_name("small_cases.json")
POINTS, ROUNDS = {2: 41, 3: 17, 4: 9}, 9


def best_of(case: Case) -> dict[str, Any]:
    """Return the largest estate of all plans looked at, and the plan."""
    points = POINTS[len(case.choices)]
    lows = np.zeros(len(case.choices))
    highs = np.array([most for *_names, most in case.choices])
    found, value = lows, -np.inf
    for _round in range(ROUNDS):
        axes = [np.linspace(low, high, points) for low, high in zip(lows, highs, strict=True)]
        plans = np.round(np.array(list(product(*axes))), 2)
        estates = estates_of(case, plans)
        if estates.max() > value:
            value, found = float(estates.max()), plans[int(estates.argmax())]
        widths = (highs - lows) / (points - 1) * 2
        lows = np.maximum(found - widths, 0.0)
        highs = found + widths
    return {"value": round(value, 2), "plan": [float(amount) for amount in found]}


def estates_of(case: Case, plans: Any) -> Any:
    """Return the estate each plan (plan, choice) leaves; nothing where a year falls short."""
    first_year = int(case.document["as_of"][:4]) + 1
    seen = outlook(case.document, Variation(first_year=first_year))
    ids, years = seen.accounts.ids, list(seen.years)
    amounts = {
        what: np.zeros((len(plans), len(years), len(ids))) for what in ("withdraw", "convert")
    }
    for column, (what, account, year, _most) in enumerate(case.choices):
        amounts[what][:, years.index(year), ids.index(account)] = plans[:, column]
    policy = AsPlanned(withdrawals=amounts["withdraw"], conversions=amounts["convert"])
    walk = walked(case.document, policy, Variation(first_year=first_year, paths=len(plans)))
    return np.where(keeps_all(walk, 0.0), walk.lifetime.estate_after_tax, -np.inf)


if __name__ == "__main__":
    answers = {name: best_of(case) for name, case in CASES.items()}
    FOUND.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
