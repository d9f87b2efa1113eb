"""What does the law say in a year, and where is it written?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planning.engine.errors import EngineError
from planning.engine.law.indexing import Indexing, IndexingRule


class LawError(EngineError):
    """A parameter file says something the loader cannot accept."""


class UnknownYear(EngineError):
    """No value is published for the year that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One dated value of a parameter, with the place it is taken from.

    `basis` is published (law as it is), proposed (a proposed regulation read where the statute
    is unsettled), computed (an official formula on official figures), mixed (the parts differ; the
    note says which) or projected (an estimate until the official figure is at hand).
    """

    effective: date
    source: str
    fields: Mapping[str, object]
    basis: str = "published"
    note: str | None = None

    def decimal(self, name: str) -> Decimal:
        """Return a number of this value exactly as the file writes it."""
        return Decimal(str(self.fields[name]))

    def number(self, name: str) -> float:
        """Return a number for arrays of projected dollars."""
        return float(self.decimal(name))

    def numbers(self, name: str) -> list[float]:
        """Return a list of numbers for arrays; one number alone is a list of one."""
        field = self.fields[name]
        return [float(str(n)) for n in field] if isinstance(field, list) else [self.number(name)]

    def integer(self, name: str) -> int:
        """Return a whole number of this value."""
        return int(self.decimal(name))

    def flag(self, name: str) -> bool:
        """Return a yes or no of this value; absent is no."""
        return bool(self.fields.get(name, False))

    def text(self, name: str) -> str:
        """Return a text of this value."""
        return str(self.fields[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter file: what it is, who publishes it, and its values in ascending order."""

    name: str
    title: str
    unit: str
    keyed_by: str
    statute: str
    published_by: str
    path: str
    values: tuple[Value, ...]
    one_year_only: bool = False  # each value stands for its own year, not until the next one
    indexing: IndexingRule | None = None
    assumed: Indexing | None = None

    @property
    def published_every_year(self) -> bool:
        """Whether a coming year needs a figure of its own."""
        ruled = self.one_year_only and self.published_by != "Congress"
        return self.indexing is not None or ruled

    def on(self, day: date) -> Value:
        """Return the value in force on a day.

        Raises: UnknownYear before the first value, or past the last year of a parameter whose
        values stand for one year only, unless an Indexing assumption projects it.
        """
        if self.one_year_only:
            return self._in_year(day.year)
        value = self.known_on(day)
        if value is None:
            raise UnknownYear(
                f"No {self.title.lower()} is known before {self.values[0].effective.year} "
                f"({self.path}); {day.year} was asked for."
            )
        return value

    def known_on(self, day: date) -> Value | None:
        """Return the value in force on a day, or None before the first one."""
        in_force = [value for value in self.values if value.effective <= day]
        return in_force[-1] if in_force else None

    def in_year(self, year: int) -> Value | None:
        """Return the value that stands for exactly this year, or None where there is none."""
        return next((value for value in self.values if value.effective.year == year), None)

    def _in_year(self, year: int) -> Value:
        exact, last = self.in_year(year), self.values[-1]
        if exact is not None:
            return exact
        if year > last.effective.year and self.indexing and self.assumed:
            return self._projected(last, year, self.indexing, self.assumed)
        raise UnknownYear(
            f"No {self.title.lower()} is published for {year} (last: {last.effective.year}, "
            f"{self.path}). Pass an Indexing assumption to project it."
        )

    @staticmethod
    def _projected(last: Value, year: int, rule: IndexingRule, assumed: Indexing) -> Value:
        if rule.base is None:
            years = year - last.effective.year
            moved: dict[str, object] = {
                name: rule.grow(last.decimal(name), assumed.rate, years) for name in last.fields
            }
        else:
            moved = {
                name: rule.amount(name, year, assumed) if name in rule.base else field
                for name, field in last.fields.items()
            }
        return Value(
            effective=date(year, 1, 1),
            source=f"{last.source}, indexed at {assumed.rate:%} a year",
            fields=moved,
            basis="projected",
        )
