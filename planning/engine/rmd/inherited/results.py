"""What was decided of an inherited account, and why?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from planning.engine.household import Person
from planning.engine.law import PayoutMethod
from planning.engine.rmd.record import record


class Whose(StrEnum):
    """Whose remaining life expectancy a divisor is."""

    BENEFICIARY = "beneficiary"
    SPOUSE = "spouse"
    OWNER = "owner"


@record
class Term:
    """One life whose expectancy may be divided by."""

    whose: Whose
    name: str
    born_on: date
    from_year: int  # the age of this year is looked up; each later year takes one off
    is_recalculated: bool = False  # a spouse's: looked up anew each year, until the spouse's death
    ended_in: int | None = None  # the year of that death

    def looked_up_in(self, year: int) -> int:
        """Return the year whose age the table is entered with."""
        if not self.is_recalculated:
            return self.from_year
        return year if self.ended_in is None else min(year, self.ended_in)


@record
class Expectancy:
    """What is left of one life in one year, with the table cell it stands in."""

    term: Term
    age: int
    looked_up_in: int
    listed: Decimal
    elapsed: int
    period: Decimal  # may be zero or less, long after
    edition: int
    source: str


@record
class Finding:
    """One step of the decision; `citation` is None where authorities.toml says it."""

    code: str
    value: object
    numbers: Mapping[str, object] = field(default_factory=dict)
    citation: str | None = None


@record
class Note:
    """What a reader must know about the decision."""

    code: str
    numbers: Mapping[str, object] = field(default_factory=dict)


@record
class LaterStart:
    """Another reading of the applicable age, by which a spouse waits longer."""

    age: Decimal
    year: int
    citation: str


@record
class Payout:
    """How an inherited account is paid out. Two accounts of one payout may be one pool."""

    method: PayoutMethod
    from_year: int  # the year after the death the clocks run from
    left_by: Person  # by whose death the present holder came to it
    held_from: int  # the year of that death
    starts_in: int | None  # the first year with an amount of its own; None: only the last one
    ends_in: int | None  # by the end of this year everything must be paid; None: no such year
    terms: tuple[Term, ...] = ()
    uniform_from: int | None = None  # a spouse may be treated as the employee, section 327
    later_start: LaterStart | None = None
    relief_death: int | None = None  # the year of the death the notices of 2021-2024 look at
    # Until the end of this year, which cures what is missed.
    may_still_elect_ten_years: int | None = None
    path: tuple[Finding, ...] = field(default=(), compare=False)
    notes: tuple[Note, ...] = field(default=(), compare=False)

    @property
    def first_year(self) -> int | None:
        """The first year that asks for anything."""
        return self.ends_in if self.starts_in is None else self.starts_in
