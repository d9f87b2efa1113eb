"""What does a state's table say, for each return of a batch?

One file a state (law/parameters/states) holds its figures. An amount that differs by filing
status is looked up for every return here; the rules in this package ask for it by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from planning.engine.household import FilingStatus
from planning.engine.law.parameter import Value
from planning.engine.tax.arrays import Dollars, Flags, Whole
from planning.engine.tax.rate_schedule import stepped_tax
from planning.engine.tax.units import STATUSES

# Whose amount stands where a state's table does not name a status.
STAND_IN = {
    FilingStatus.SURVIVING: FilingStatus.JOINT,
    FilingStatus.HEAD: FilingStatus.JOINT,
    FilingStatus.SEPARATE: FilingStatus.SINGLE,
}


Given: TypeAlias = Any  # whatever a TOML file can hold


class StateTable:
    """The figures of one state, for returns of given statuses."""

    def __init__(self, code: str, value: Value, status: Whole) -> None:
        """Bind the figures to the returns they are asked for."""
        self.code = code
        self.value = value
        self.status = status
        self._fields: Mapping[str, Given] = value.fields

    def __contains__(self, name: str) -> bool:
        """Whether the table has such a rule."""
        return name in self._fields

    def raw(self, name: str, missing: Given = None) -> Given:
        """Return what the file says, as it says it."""
        return self._fields.get(name, missing)

    def rule(self, name: str) -> Rule | None:
        """Return the parts of a rule, or None where the state has no such rule."""
        return Rule(self, self._fields[name]) if name in self._fields else None

    def needed(self, name: str) -> Rule:
        """Return the parts of a rule the caller knows the state to have."""
        return Rule(self, self._fields[name])

    def amount(self, name: str) -> Dollars:
        """Return an amount for every return; zero where the state has none."""
        return self.by_status(self._fields.get(name, 0))

    def by_status(self, given: Given) -> Dollars:
        """Return one amount for each return from a number, or from a number for each status."""
        if not isinstance(given, Mapping):
            return np.full(self.status.shape, float(given))
        return np.array([float(_of_status(given, status)) for status in STATUSES])[self.status]

    def stepped(self, given: Given, at: Dollars) -> Dollars:
        """Return the entry of the last row that begins at or below an amount.

        `given` is rows [from, entry], or such rows for each status.
        """
        result = np.zeros(np.broadcast(at, self.status).shape)
        for rows, chosen in self._rows(given):
            entries = np.array([float(entry) for _start, entry in rows])
            starts = np.array([float(start) for start, _entry in rows])
            position = np.searchsorted(starts, at, side="right") - 1
            found = np.where(position >= 0, entries[np.maximum(position, 0)], 0.0)
            result = np.where(chosen, found, result)
        return result

    def graduated(self, given: Given, income: Dollars) -> Dollars:
        """Return the tax of rows [over, rate], or of such rows for each status."""
        result = np.zeros(np.broadcast(income, self.status).shape)
        for rows, chosen in self._rows(given):
            rates = np.array([float(rate) for _over, rate in rows])
            tops = np.array([float(over) for over, _rate in rows][1:])
            result = np.where(chosen, stepped_tax(income, tops, rates), result)
        return result

    def _rows(self, given: Given) -> list[tuple[Sequence[Sequence[Given]], Flags]]:
        if not isinstance(given, Mapping):
            return [(given, np.ones(self.status.shape, dtype=np.bool_))]
        return [
            (_of_status(given, status), self.status == code)
            for code, status in enumerate(STATUSES)
            if code in self._present
        ]

    @cached_property
    def _present(self) -> frozenset[int]:
        return frozenset(np.unique(self.status).tolist())


def starts_of_brackets(rates: Given, status: FilingStatus) -> list[float]:
    """Return where the rates of a state begin; nowhere in a state without a tax."""
    return [float(start) for start, _rate in _of_status(rates, status)] if rates else []


class Rule:
    """One rule of several parts, such as a phase-out with its start and width."""

    def __init__(self, table: StateTable, parts: Mapping[str, Given]) -> None:
        """Bind the parts to the table's returns."""
        self._table = table
        self._parts = parts

    def __contains__(self, name: str) -> bool:
        """Whether the rule has such a part."""
        return name in self._parts

    def raw(self, name: str, missing: Given = None) -> Given:
        """Return a part as the file says it."""
        return self._parts.get(name, missing)

    def __getitem__(self, name: str) -> Dollars:
        """Return a part as one amount for every return."""
        return self._table.by_status(self._parts[name])

    def steps_over(
        self, income: Dollars, *, most: Dollars, start: str = "start", step: str = "step"
    ) -> Dollars:
        """Return how many steps, or parts of one, an income is over the start, at most so many.

        Beyond `most` a step changes nothing any more.
        """
        over = np.maximum(income - self[start], 0.0)
        return np.minimum(np.ceil(np.minimum(over / self[step], most)), most)

    def share_left(self, income: Dollars) -> Dollars:
        """Return what a straight phase-out from start over width leaves."""
        over = np.maximum(income - self["start"], 0.0)
        return np.clip(1 - over / self["width"], 0.0, 1.0)


def _of_status(given: Mapping[str, Given], status: FilingStatus) -> Given:
    if "all" in given:
        return given["all"]
    while status not in given:
        status = STAND_IN[status]
    return given[status]
