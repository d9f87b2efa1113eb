"""What is found for a household, what it is worth, and on what that rests?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from planning.engine.household import Household
from planning.engine.money import to_cents
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year.results import Missing


class Kind(StrEnum):
    """What could be done."""

    LOW_YEARS = "low_years"
    BRACKET_ROOM = "bracket_room"
    IRMAA_EDGE = "irmaa_edge"
    GAIN_ROOM = "gain_room"
    LOSS = "loss"
    RMD_START = "rmd_start"
    GIFT = "gift"
    CREDIT_CLIFF = "credit_cliff"


class Sureness(StrEnum):
    """What the value rests on, the firmest first."""

    RECORDED = "recorded"  # this year's income as it is on record
    ESTIMATED = "estimated"  # income still to come, or reckoned from balances
    AHEAD = "ahead"  # years to come
    WISH = "wish"  # whether somebody wants it, of which nothing is on record


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One household with what its returns rest on."""

    household: Household
    facts: TaxFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """One thing that could be done in a year, or must be left alone.

    `value` is what it saves, or what it keeps from being lost; `amount` the dollars that are
    moved, or how far away the line is. `code` says which sentence tells it.
    """

    kind: Kind
    code: str
    person: str  # whose: the head of the return, or who would act
    amount: Decimal
    value: Decimal
    sureness: Sureness
    citation: str
    numbers: Mapping[str, Any] = field(default_factory=dict, hash=False)
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything found for one household, the most valuable first, and what it waits for."""

    opportunities: tuple[Opportunity, ...] = ()
    missing: tuple[Missing, ...] = ()


def money(figure: float) -> Decimal:
    """Return a figure in cents."""
    return to_cents(Decimal(repr(float(figure))))


def whole(figure: float) -> Decimal:
    """Return a figure in whole dollars, rounded down: a room is never said to be larger."""
    return Decimal(int(figure)).quantize(Decimal("0.01"))
