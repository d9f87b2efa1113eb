"""Households for the tests of projections, and a policy that does as it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from planning.engine.household_file import read_household_with_plans
from planning.engine.law import load_law
from planning.engine.projection.decisions import Decision, groups_of, nothing_decided
from planning.engine.projection.outlook import Outlook, Variation, outlook_of
from planning.engine.projection.policies import TaxableFirst, taxable_first
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import WithdrawalPolicy, project
from planning.engine.projection.year import Year

LAW = load_law()
STILL = {"stocks": 0, "bonds": 0, "cash": 0}  # nothing grows: sums can be done by hand

# On December 31, so that the next year is a whole one under published law.
SOLO: dict[str, Any] = {
    "schema": "household/1",
    "as_of": "2025-12-31",
    "people": [
        {
            "id": "a",
            "name": "Ann",
            "born_on": "1956-05-10",
            "plan_to_age": 75,
            "medicare_part_b": False,
        }
    ],
    "accounts": [],
    "assumptions": {"inflation": 0, "returns": STILL},
}
COUPLE: dict[str, Any] = SOLO | {
    "people": [
        SOLO["people"][0],
        {
            "id": "b",
            "name": "Ben",
            "born_on": "1958-08-20",
            "plan_to_age": 80,
            "medicare_part_b": False,
        },
    ],
    "marriages": [{"people": ["a", "b"], "from": "1980-06-01"}],
}


def account(id_: str, kind: str, worth: float, owner: str = "a", **facts: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "owner": owner,
        "kind": kind,
        "year_end_balances": {"2024": worth, "2025": worth},
        "allocation": {"stocks": 1},
        **facts,
    }


def outlook(document: dict[str, Any], variation: Variation | None = None, **more: Any) -> Outlook:
    household, facts, plans = read_household_with_plans(json.dumps(document | more))
    return outlook_of(household, facts, plans, LAW, variation or Variation(first_year=2026))


def walked(
    document: dict[str, Any],
    policy: WithdrawalPolicy | None = None,
    variation: Variation | None = None,
    **more: Any,
) -> Projection:
    return project(outlook(document, variation, **more), policy or TaxableFirst())


def of(projection: Projection, name: str, year: int = 2026) -> float:
    """Return a yearly figure of the first path."""
    return float(getattr(projection.figures, name)[0, projection.years.index(year)])


def entry(projection: Projection, name: str, account_id: str, year: int = 2026) -> float:
    """Return what the ledger says of an account, on the first path."""
    column = projection.outlook.accounts.ids.index(account_id)
    return float(getattr(projection.ledger, name)[0, projection.years.index(year), column])


@dataclass(frozen=True)
class Told:
    """Do what is listed by (year, account), and take the rest as usual."""

    withdrawn: Mapping[tuple[int, str], float] = field(default_factory=dict)
    converted: Mapping[tuple[int, str], float] = field(default_factory=dict)
    given: Mapping[tuple[int, str], float] = field(default_factory=dict)
    name: str = "told"

    def decide(self, year: Year) -> Decision:
        parts = [nothing_decided(year) for _kind in range(3)]
        for part, told in zip(parts, (self.withdrawn, self.converted, self.given), strict=True):
            for (when, id_), amount in told.items():
                if when == year.year:
                    part[:, year.outlook.accounts.ids.index(id_)] = amount
        taken = year.required + np.sum(parts, axis=0)
        return Decision(
            withdrawn=parts[0],
            converted=parts[1],
            given=parts[2],
            drawn=nothing_decided(year),
            order=groups_of(year, taken, taxable_first(year.outlook.accounts)),
        )
