"""How is one key of a problem file read, and what is said where it is wrong?"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from planning.engine.errors import EngineError
from planning.engine.roadmap.arrays import Dollars, Flags, frozen

MOST_YEARS = 120


class ProblemFileError(EngineError):
    """A problem file was refused; the text names the key and says what to do."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(key, problem)
        self.key = key

    def __str__(self) -> str:
        return f"{self.args[0]}: {self.args[1]}"


class Node:
    """A place in a problem file, with the name it is called by."""

    def __init__(self, value: Any, name: str = "") -> None:  # noqa: ANN401 - as JSON has it
        self.value = value
        self.name = name or "problem file"
        self._path = name

    def __getitem__(self, key: str) -> Node:
        found = self.get(key)
        if found is None:
            raise ProblemFileError(self._named(key), "is missing; add it.")
        return found

    def get(self, key: str) -> Node | None:
        """Return what stands under a key, `None` where nothing or null does."""
        if not isinstance(self.value, dict):
            raise ProblemFileError(self.name, "is no object; write {…} with its keys.")
        value = self.value.get(key)
        return None if value is None else Node(value, self._named(key))

    def items(self, count: int | None = None) -> list[Node]:
        """Return the entries of a list, of which there have to be `count`."""
        if not isinstance(self.value, list):
            raise ProblemFileError(self.name, "is no list; write [ … ].")
        if count is not None and len(self.value) != count:
            raise ProblemFileError(
                self.name, f"has {len(self.value)} entries where {count} belong; write {count}."
            )
        return [Node(value, f"{self.name}[{k}]") for k, value in enumerate(self.value)]

    def number(self, *, least: float = -math.inf, most: float = math.inf) -> float:
        """Return a finite number between two bounds."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise ProblemFileError(self.name, "is no number; write one, without quotes.")
        try:
            number = float(self.value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise ProblemFileError(self.name, "is not finite; write an ordinary number.")
        if not least <= number <= most:
            limits = f"{least:g} or more" if most == math.inf else f"from {least:g} to {most:g}"
            raise ProblemFileError(self.name, f"is {number:g}; write a number {limits}.")
        return number

    def whole(self, *, least: int, most: int) -> int:
        """Return a whole number between two bounds."""
        number = self.number(least=least, most=most)
        if number != int(number):
            raise ProblemFileError(self.name, f"is {number:g}; write a whole number.")
        return int(number)

    def text(self) -> str:
        """Return a text."""
        if not isinstance(self.value, str):
            raise ProblemFileError(self.name, 'is no text; write it in quotes ("…").')
        return self.value

    def series(self, years: int, *, least: float = -math.inf, most: float = math.inf) -> Dollars:
        """Return a number a year; {"const": v, "n": k} stands for k times v."""
        nodes = self._entries(years)
        return frozen([node.number(least=least, most=most) for node in nodes])

    def table(
        self, rows: int | None, years: int, *, least: float = -math.inf, most: float = math.inf
    ) -> Dollars:
        """Return several series, one a row: (row, year)."""
        entries = self.items(rows)
        kept = [entry.series(years, least=least, most=most) for entry in entries]
        return frozen(np.array(kept).reshape(len(entries), years))

    def flags(self, years: int) -> Flags:
        """Return true or false a year."""
        nodes = self._entries(years)
        for node in nodes:
            if not isinstance(node.value, bool):
                raise ProblemFileError(node.name, "is neither true nor false; write one of them.")
        return frozen([node.value for node in nodes], bool)

    def words(self, years: int, allowed: Iterable[str]) -> list[str]:
        """Return one of some words a year."""
        nodes = self._entries(years)
        for node in nodes:
            if node.text() not in allowed:
                known = ", ".join(f'"{word}"' for word in allowed)
                raise ProblemFileError(node.name, f"is not known; write one of {known}.")
        return [node.text() for node in nodes]

    def _entries(self, years: int) -> list[Node]:
        if isinstance(self.value, dict):
            count = self["n"].whole(least=0, most=10_000)
            if count != years:
                raise ProblemFileError(
                    f"{self.name}.n", f"is {count} where the plan has {years} years; write {years}."
                )
            return [self["const"]] * years
        return self.items(years)

    def _named(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key
