"""What of a plan is written down for whoever asked with a problem file?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.problem import Problem
from planning.engine.roadmap.solve.optimise import Found
from planning.engine.roadmap.solve.shortfall import Shortfall

DIGITS = 6  # of a dollar: what follows from a plan then follows from what is written, to the cent
NEEDS = {
    "cash": (
        "cannot_pay",
        "In {year} spending, taxes and other payments are at least {short} more than there is.",
    ),
    "charity": (
        "qcd_above_balance",
        "In {year} {person}'s qualified charitable distribution is at least {short} more than the "
        "tax-deferred account holds.",
    ),
    "conversions": (
        "roth_holding",
        "In {year} {person}'s Roth account is at least {short} short of the conversions and growth "
        "it has to hold.",
    ),
    "floor": (
        "taxable_floor",
        "At the start of {year} {person}'s taxable account is at least {short} below its least "
        "balance.",
    ),
    "estate": (
        "estate_floor",
        "At the end of {year} the estate is at least {short} below its floor.",
    ),
}
UNNAMED = "No plan keeps all rules, though no single need is short; loosen a limit."


def plan_document(found: Found, seconds: dict[str, float | None]) -> dict[str, Any]:
    """Return a plan as JSON types, its arrays by person, account and year.

    Units: nominal dollars; value and bound in dollars of today.
    """
    plan = found.plan
    return {
        "value": round(found.value, 2),
        "bound": math.ceil(found.bound * 100) / 100,
        "gap": round(found.gap, 9),
        "seconds": {stage: _rounded(taken) for stage, taken in seconds.items()},
        "plan": {
            "withdrawal": _listed(plan.withdrawal),
            "conversion": _listed(plan.conversion),
            "deposit": _listed(plan.deposit),
            "spending": _listed(plan.spending),
        },
    }


def shortfall_document(problem: Problem, shortfall: Shortfall | None) -> dict[str, Any]:
    """Return why there is no plan, as JSON types."""
    answer: dict[str, Any] = {"feasible": False, "value": None}
    if shortfall is None:
        reason = {"code": "no_plan", "year": None, "need": None, "short_by": None, "text": UNNAMED}
        return {**answer, "reason": reason}
    code, text = NEEDS[shortfall.need]
    short = f"{shortfall.short_by:.2f}"
    told = f"${shortfall.short_by:,.2f}"
    words = {"year": shortfall.year, "person": shortfall.person, "short": told}
    return {
        **answer,
        "reason": {
            "code": code,
            "year": shortfall.year,
            "need": shortfall.need,
            "short_by": short,
            "text": text.format(**words),
        },
    }


def _listed(amounts: Dollars) -> list[Any]:
    listed: list[Any] = (np.round(amounts, DIGITS) + 0.0).tolist()
    return listed


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
