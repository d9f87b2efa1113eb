"""Which divisor does a table give for an age?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planning.engine.errors import EngineError


class NoTableRow(EngineError):
    """The table has no row for an age below its first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeTable:
    """A divisor by age. The last row stands for that age and every higher one."""

    title: str
    edition: int
    source: str
    first_age: int
    divisors: tuple[Decimal, ...]

    @property
    def last_age(self) -> int:
        """The age of the last row."""
        return self.first_age + len(self.divisors) - 1

    def divisor(self, age: int) -> Decimal:
        """Return the distribution period at an age. Raises: NoTableRow below the first row."""
        if age < self.first_age:
            raise NoTableRow(
                f"The {self.title} of {self.edition} begins at age {self.first_age}; "
                f"it has no row for {age}."
            )
        return self.divisors[min(age - self.first_age, len(self.divisors) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class JointTable:
    """A divisor by two ages, from 0, symmetric.

    The last row and column stand for that age and every higher one.
    """

    title: str
    edition: int
    source: str
    rows: tuple[tuple[Decimal, ...], ...]

    @property
    def last_age(self) -> int:
        """The age of the last row and column."""
        return len(self.rows) - 1

    def divisor(self, age: int, spouse_age: int) -> Decimal:
        """Return the distribution period at the two ages."""
        return self.rows[min(age, self.last_age)][min(spouse_age, self.last_age)]
