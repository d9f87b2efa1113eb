"""What is assumed of years to come for a household: its own, its firm's, or ours?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from clients.models import Assumptions, FirmAssumptions, Household
from clients.models.plan_facts import ASSETS


class Whose(StrEnum):
    """Who assumes it."""

    HOUSEHOLD = "household"
    FIRM = "firm"
    OURS = "ours"  # nobody said anything: what the engine does then


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One assumption that holds; of ours the engine knows the figure."""

    value: Any
    whose: Whose


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """All that is assumed for a household. The returns are one set: of one of the three."""

    inflation: Assumption
    bracket_indexing: Assumption
    heirs_tax_rate: Assumption
    seed: Assumption
    returns: Assumption  # by class of asset, or nothing
    bequest_floor: Assumption


def assumed_for(household: Household) -> InForce:
    """Return what holds for a household, in one query."""
    both = Household.objects.select_related("assumptions", "firm__assumptions")
    return assumed_in(both.get(pk=household.pk))


def assumed_in(row: Household) -> InForce:
    """Return what holds for a household that was read with both sets of assumptions."""
    own: Assumptions | None = getattr(row, "assumptions", None)
    firm: FirmAssumptions | None = getattr(row.firm, "assumptions", None)
    singles = ("inflation", "bracket_indexing", "heirs_tax_rate", "seed")
    return InForce(
        **{name: _first(getattr(own, name, None), getattr(firm, name, None)) for name in singles},
        returns=_first(own.returns if own else None, firm.returns if firm else None),
        bequest_floor=_first(getattr(own, "bequest_floor", None), None),  # no firm has one
    )


def returns_of(
    own: Mapping[str, Decimal | None], firm: Mapping[str, Decimal | None]
) -> dict[str, Decimal] | None:
    """Return the set of returns that holds: the household's own, or the firm's, or none."""
    for stated in (own, firm):
        if returns := {asset: rate for asset, rate in stated.items() if rate is not None}:
            return returns
    return None


def returns_in(row: Any, before: str) -> dict[str, Decimal | None]:
    """Return the columns of the returns that were read beside another row's."""
    return {asset: getattr(row, f"{before}{asset}") for asset in ASSETS}


def _first(own: Any, firm: Any) -> Assumption:
    if own is not None and own != {}:
        return Assumption(value=own, whose=Whose.HOUSEHOLD)
    if firm is not None and firm != {}:
        return Assumption(value=firm, whose=Whose.FIRM)
    return Assumption(value=None, whose=Whose.OURS)
