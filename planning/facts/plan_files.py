"""What does a plan rest on, as one file that gives the same plan wherever it is read again?"""

from __future__ import annotations

from datetime import date
from typing import Any

from clients.models import Household
from planning.facts.assumed import InForce, assumed_for
from planning.facts.exporting import export_household

RATES = ("inflation", "bracket_indexing", "heirs_tax_rate")


def export_for_plan(household: Household, *, as_of: date) -> dict[str, Any]:
    """Return the household file with all that is assumed for the household, its firm's too."""
    document = export_household(household, as_of=as_of)
    assumed = _assumed(assumed_for(household))
    return {**document, **({"assumptions": assumed} if assumed else {})}


def _assumed(holds: InForce) -> dict[str, Any]:
    rates = {name: getattr(holds, name).value for name in RATES}
    said: dict[str, Any] = {name: float(rate) for name, rate in rates.items() if rate is not None}
    if returns := holds.returns.value:
        said["returns"] = {asset: float(rate) for asset, rate in returns.items()}
    if holds.bequest_floor.value is not None:
        said["bequest_floor"] = f"{holds.bequest_floor.value:.2f}"
    if holds.seed.value is not None:
        said["seed"] = holds.seed.value
    return said
