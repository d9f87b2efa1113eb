"""What does a household's tax year say, and on what does each figure rest?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from planning.engine.errors import EngineError
from planning.engine.household import FilingStatus, Person
from planning.engine.money import ZERO


class CannotDecide(EngineError):
    """A return that cannot be begun; `missing` says which facts it waits for."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        """Keep what is missing, for whoever words it."""
        self.missing = missing
        super().__init__("Cannot decide, missing: " + ", ".join(one.fact for one in missing))


class Standing(StrEnum):
    """How sure an amount of income is."""

    RECORDED = "recorded"  # paid, or typed as it is
    EXPECTED = "expected"  # still required in this year
    ESTIMATED = "estimated"  # reckoned from what accounts hold and pay out
    WHAT_IF = "what_if"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source of income: what came in, and how much of it is taxable income.

    `field` is the place in the tax unit; None where nothing of it is on the return.
    """

    code: str
    gross: Decimal
    taxable: Decimal
    field: str | None = None
    person: str | None = None
    account: str | None = None
    standing: Standing = Standing.RECORDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact without which a figure cannot be decided, by its place in the household file."""

    code: str
    fact: str
    person: str | None = None
    account: str | None = None
    numbers: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What must be known of a figure: an assumption, or what is not modelled."""

    code: str
    citation: str = ""
    numbers: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a part of the facts comes to."""

    sources: tuple[Source, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[Note, ...] = ()

    def __add__(self, other: Found) -> Found:
        """Take both together."""
        return Found(
            sources=self.sources + other.sources,
            missing=self.missing + other.missing,
            notes=self.notes + other.notes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Who is on the return, and as what it is filed."""

    status: FilingStatus
    head: Person
    spouse: Person | None = None  # on a joint return
    others: tuple[Person, ...] = ()  # who file returns of their own

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody on the return, the head first."""
        return (self.head,) if self.spouse is None else (self.head, self.spouse)

    def place_of(self, person: str) -> str | None:
        """Return whether somebody is head or spouse of the return; None: neither."""
        if person == self.head.id:
            return "head"
        return "spouse" if self.spouse is not None and person == self.spouse.id else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What somebody would do besides: each a whole amount of the year, of one person."""

    person: str = ""
    withdrawal: Decimal = ZERO  # more out of IRAs
    conversion: Decimal = ZERO  # of IRA money to Roth
    gain: Decimal = ZERO  # long-term, realised
    gift: Decimal = ZERO  # of IRA money straight to charity, in place of what is still required

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is tried."""
        return not (self.withdrawal or self.conversion or self.gain or self.gift)
