"""Plans for the tests of advice: few years, nothing grows, so that sums can be done by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planning.engine.advice.followed import Followed
from planning.engine.projection.policies import TaxableFirst
from planning.engine.projection.walk import WithdrawalPolicy
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.value import spending_at
from tests.engine.projection.households import SOLO, account, outlook

# Ann is 70 in 2026: 16,100 + 2,050 + 6,000 = 24,150 of income are not taxed, 10% to 12,400 above.
ANN: dict[str, Any] = SOLO | {
    "people": [SOLO["people"][0] | {"plan_to_age": 71}],
    "accounts": [
        account("ira", "traditional_ira", 200_000),
        account("tax", "taxable", 100_000, basis=100_000),
    ],
    "assumptions": SOLO["assumptions"] | {"heirs_tax_rate": 0.25},
    "spending": {"annual": 20_000},
}


def plan(
    document: dict[str, Any],
    policy: WithdrawalPolicy | None = None,
    objective: Objective = Objective.BEQUEST,
) -> Followed:
    spending = float(document["spending"]["annual"])
    return Followed(
        outlook=spending_at(outlook(document), np.array([spending])),
        policy=policy or TaxableFirst(),
        objective=objective,
        spending=spending,
        floor=0.0,
    )


def cents(amount: float) -> Any:
    return pytest.approx(amount, abs=0.01)
