"""How does an amount move past the last year that is published?

A statute moves a base amount with an index and rounds each year anew; a rounded amount is never
grown. Years the index has not reached are an assumption, and the result is marked projected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

WAGE_INDEX = "average_wage_index"
ROUNDING = {"nearest": ROUND_HALF_UP, "down": ROUND_DOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexing:
    """An assumption: how fast prices, wages and the cost of Medicare grow (0.025 = 2.5% a year)."""

    rate: Decimal
    wages: Decimal | None = None  # None: as prices
    medicare: Decimal | None = None  # None: as prices


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSeries:
    """An index by year. Past its last year it grows at an assumed rate."""

    name: str
    values: Mapping[int, Decimal]

    def at(self, year: int, assumed: Indexing) -> Decimal:
        """Return the index of a year, assumed where it lies ahead."""
        last = max(self.values)
        if year <= last:
            return self.values[year]
        follows_wages = self.name == WAGE_INDEX and assumed.wages is not None
        rate = assumed.wages if follows_wages else assumed.rate
        return self.values[last] * (1 + (rate or Decimal(0))) ** (year - last)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexingRule:
    """How the statute moves an amount from year to year.

    With a `base`, amount(Y) = base × index(Y - lag) ÷ index(base year), rounded; without one the
    last published amount grows at the assumed rate.
    """

    by: str
    round: str
    to: Decimal | Mapping[str, Decimal]
    source: str
    on_increase: bool = False  # what is rounded is the increase over the base
    lag: int = 1
    series: str | None = None  # the file of the index a base amount moves with
    base: Mapping[str, object] | None = None
    base_year: int | tuple[int, ...] | None = None
    base_index: Decimal | None = None
    index: IndexSeries | None = None

    def grow(self, amount: Decimal, rate: Decimal, years: int) -> Decimal:
        """Return `amount` after `years` of growth, rounded as the statute says."""
        return self._rounded(amount * (1 + rate) ** years, self._step(""))

    def amount(self, name: str, year: int, assumed: Indexing) -> object:
        """Return the amount of a year, or the list of them, from the unrounded base."""
        base = (self.base or {})[name]
        if not isinstance(base, list):
            return self._moved(base, name, self._start(0, assumed), year, assumed)
        return [
            self._moved(entry, name, self._start(position, assumed), year, assumed)
            for position, entry in enumerate(base)
        ]

    def _moved(
        self, base: object, name: str, start: Decimal, year: int, assumed: Indexing
    ) -> Decimal:
        before = Decimal(str(base))
        after = before * self._index().at(year - self.lag, assumed) / start
        step = self._step(name)
        if self.on_increase:
            return before + self._rounded(after - before, step)
        return self._rounded(after, step)

    def _start(self, position: int, assumed: Indexing) -> Decimal:
        if self.base_index is not None:
            return self.base_index
        years = self.base_year
        year = years[position] if isinstance(years, tuple) else years
        return self._index().at(year or 0, assumed)

    def _index(self) -> IndexSeries:
        if self.index is None:
            raise LookupError(f"{self.by}: a base amount needs the series it moves with.")
        return self.index

    def _step(self, name: str) -> Decimal:
        return self.to if isinstance(self.to, Decimal) else self.to[name]

    def _rounded(self, amount: Decimal, step: Decimal) -> Decimal:
        return (amount / step).quantize(Decimal(1), ROUNDING[self.round]) * step
