"""How is a program put together, row family by row family, without a loop per coefficient?

Columns and rows are added in arrays: a family of columns is an array of their numbers, and a
coefficient array broadcasts against it. Everything is said in dollars; the program itself is in
thousands of dollars, in which the solver's tolerances are right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planning.engine.roadmap.arrays import Dollars, Flags, Whole

THOUSAND = 1_000.0


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """A mixed-integer program in rows, in thousands of dollars; it is maximised.

    Shapes: column arrays (column), row arrays (row), entries (entry) in order of rows, `starts`
            (row + 1). `unit` is what one of a column is: 1,000 dollars, or one decision.
    """

    cost: Dollars
    lower: Dollars
    upper: Dollars
    unit: Dollars
    is_binary: Flags
    row_lower: Dollars
    row_upper: Dollars
    starts: Whole
    columns: Whole
    entries: Dollars


class Builder:
    """A program that is being put together, in dollars."""

    def __init__(self) -> None:
        self._columns: list[tuple[Dollars, Dollars, Flags]] = []
        self._rows: list[tuple[Dollars, Dollars, Flags]] = []
        self._entries: list[tuple[Whole, Whole, Dollars]] = []
        self._cost: list[tuple[Whole, Dollars]] = []
        self._width = self._height = 0

    def dollars(
        self, *shape: int, lower: npt.ArrayLike = 0.0, upper: npt.ArrayLike = np.inf
    ) -> Whole:
        """Add columns that are amounts and return their numbers in this shape."""
        return self._add(shape, lower, upper, is_binary=False)

    def choices(self, *shape: int, open_to: npt.ArrayLike, fixed_at: npt.ArrayLike = 0.0) -> Whole:
        """Add yes-or-no columns; where not open to choice they stand at a value."""
        fixed = np.asarray(fixed_at, dtype=float)
        lower, upper = np.where(open_to, 0.0, fixed), np.where(open_to, 1.0, fixed)
        return self._add(shape, lower, upper, is_binary=True)

    def rows(
        self,
        *shape: int,
        lower: npt.ArrayLike = -np.inf,
        upper: npt.ArrayLike = np.inf,
        counts: bool = False,
    ) -> Whole:
        """Add rows and return their numbers; `counts` where they weigh choices, not dollars."""
        size = int(np.prod(shape, dtype=int))
        numbers = np.arange(self._height, self._height + size).reshape(shape)
        self._height += size
        self._rows.append((_spread(lower, shape), _spread(upper, shape), np.full(size, counts)))
        return numbers

    def put(self, rows: Whole, columns: Whole, entries: npt.ArrayLike = 1.0) -> None:
        """Add entries; rows, columns and entries broadcast, the year being the last axis."""
        row, column, entry = np.broadcast_arrays(rows, columns, np.asarray(entries, dtype=float))
        self._entries.append((row.ravel(), column.ravel(), entry.ravel()))

    def aim(self, columns: Whole, worth: npt.ArrayLike = 1.0) -> None:
        """Add what a dollar of these columns is worth to the objective."""
        column, value = np.broadcast_arrays(columns, np.asarray(worth, dtype=float))
        self._cost.append((column.ravel(), value.ravel()))

    def matrix(self) -> Matrix:
        """Return the program; entries of one place are added together."""
        lower, upper, is_binary = map(np.concatenate, zip(*self._columns, strict=True))
        row_lower, row_upper, counts = map(np.concatenate, zip(*self._rows, strict=True))
        row, column, entry = map(np.concatenate, zip(*self._entries, strict=True))
        cost = np.zeros(self._width)
        for columns, worth in self._cost:
            np.add.at(cost, columns, worth)
        place, inverse = np.unique(row * self._width + column, return_inverse=True)
        entry = np.bincount(inverse, weights=entry, minlength=len(place))
        row, column = place // self._width, place % self._width
        entry = np.where(is_binary[column] & ~counts[row], entry / THOUSAND, entry)
        kept = entry != 0
        row, column, entry = row[kept], column[kept], entry[kept]
        unit, row_unit = np.where(is_binary, 1.0, THOUSAND), np.where(counts, 1.0, THOUSAND)
        return Matrix(
            cost=cost,
            lower=lower / unit,
            upper=upper / unit,
            unit=unit,
            is_binary=is_binary,
            row_lower=row_lower / row_unit,
            row_upper=row_upper / row_unit,
            starts=np.searchsorted(row, np.arange(self._height + 1)),
            columns=column,
            entries=entry,
        )

    def _add(
        self, shape: tuple[int, ...], lower: npt.ArrayLike, upper: npt.ArrayLike, *, is_binary: bool
    ) -> Whole:
        size = int(np.prod(shape, dtype=int))
        numbers = np.arange(self._width, self._width + size).reshape(shape)
        self._width += size
        self._columns.append(
            (_spread(lower, shape), _spread(upper, shape), np.full(size, is_binary))
        )
        return numbers


def _spread(value: npt.ArrayLike, shape: tuple[int, ...]) -> Dollars:
    return np.broadcast_to(np.asarray(value, dtype=float), shape).ravel()
