"""How does an amount move as an income rises, and when does a rule next look at it another way?

The rules of this package are written once, for arrays of dollars. Handed an array that holds a
`Moving` amount in place of a number, the same rules give the amount and its slope, and every
comparison they make tells the trace after how many more dollars it would turn out otherwise. Up to
the nearest of these dollars nothing changes its course: that is where the next stretch begins.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

HERE = 1e-6  # dollars of added income: what turns this near turns here
LEAST = 1e-9  # an amount this small that does not move is nothing
FLAT, STRAIGHT = 1e-13, 1e-18  # a slope, a bend this small is rounding
NARROWEST = 50.0  # dollars of added income a step of stairs must last to be one


@dataclass(slots=True)
class Trace:
    """What one passage through the rules finds out: how far ahead its course is the same."""

    ahead: float = math.inf  # dollars of added income to the next turn
    is_exact: bool = True  # False: some amount runs along no parabola

    def turn_after(self, distance: float) -> None:
        """Note that a comparison turns out otherwise after so many dollars more."""
        if HERE < distance < self.ahead:
            self.ahead = distance

    def income(self, amount: float, share: float = 1.0) -> np.ndarray[Any, Any]:
        """Return an amount that rises by its share of each dollar, as an array of one."""
        moving = np.empty(1, dtype=object)
        moving[0] = Moving(amount, share, 0.0, self)
        return moving


@dataclass(frozen=True, slots=True, eq=False)
class Moving:
    """An amount that is value + slope × added + bend × added²."""

    value: float
    slope: float
    bend: float
    trace: Trace = field(repr=False)

    def _same(self, value: float, slope: float, bend: float) -> Moving:
        return Moving(value, slope, bend, self.trace)

    def __neg__(self) -> Moving:
        return self._same(-self.value, -self.slope, -self.bend)

    def __add__(self, other: float | Moving) -> Moving:
        value, slope, bend = parts(other)
        return self._same(self.value + value, self.slope + slope, self.bend + bend)

    __radd__ = __add__

    def __sub__(self, other: float | Moving) -> Moving:
        return self + -other

    def __rsub__(self, other: float | Moving) -> Moving:
        return -self + other

    def __mul__(self, other: float | Moving) -> Moving:
        value, slope, bend = parts(other)
        if abs(self.slope * bend) + abs(self.bend * slope) > FLAT:
            self.trace.is_exact = False
        return self._same(
            self.value * value,
            self.value * slope + self.slope * value,
            self.value * bend + self.slope * slope + self.bend * value,
        )

    __rmul__ = __mul__

    def __truediv__(self, other: float | Moving) -> Moving:
        value, slope, bend = parts(other)
        if not value:  # both leave zero together
            return self._same(self.slope, self.bend, 0.0) / self._same(slope, bend, 0.0)
        whole = self.value / value
        first, second = self.slope - whole * slope, self.bend - whole * bend
        if slope or bend:
            if abs(first) < FLAT and abs(second) < FLAT:
                return self._same(whole, 0.0, 0.0)  # both move as one
            self.trace.is_exact = False
        first /= value
        return self._same(whole, first, (second - first * slope) / value)

    def __rtruediv__(self, other: float) -> Moving:
        return self._same(other, 0.0, 0.0) / self

    def __bool__(self) -> bool:
        return self._sign() != 0

    def __abs__(self) -> Moving:
        return -self if self._sign() < 0 else self

    def __lt__(self, other: float | Moving) -> bool:
        return (self - other)._sign() < 0

    def __le__(self, other: float | Moving) -> bool:
        return (self - other)._sign() <= 0

    def __gt__(self, other: float | Moving) -> bool:
        return (self - other)._sign() > 0

    def __ge__(self, other: float | Moving) -> bool:
        return (self - other)._sign() >= 0

    def __floor__(self) -> float | Moving:
        """Return the whole number at or below the amount from here on."""
        return self._whole(math.floor, 0)

    def __ceil__(self) -> float | Moving:
        """Return the whole number at or above the amount from here on."""
        return self._whole(math.ceil, 1)

    def _sign(self) -> int:
        """Return whether the amount is below, at or above zero from here on."""
        slope = 0.0 if abs(self.slope) < FLAT else self.slope
        bend = 0.0 if abs(self.bend) < STRAIGHT else self.bend
        is_here = abs(self.value) <= max(HERE * abs(slope), LEAST)
        for root in _roots(0.0 if is_here else self.value, slope, bend):
            self.trace.turn_after(root)
        for part in (slope, bend) if is_here else (self.value,):
            if part:
                return 1 if part > 0 else -1
        return 0

    def _whole(self, rounded: Callable[[float], int], rises_to: int) -> float | Moving:
        if abs(self.slope) * NARROWEST > 1:
            return self  # stairs this narrow are followed as the slope they lie on
        near = round(self.value)
        if not self.slope or abs(self.value - near) > HERE * abs(self.slope):
            whole = rounded(self.value)
            step = near if not self.slope else _next_whole(self.value, self.slope)
        else:  # it stands at a whole number, and leaves it
            whole = near + rises_to if self.slope > 0 else near + rises_to - 1
            step = near + (1 if self.slope > 0 else -1)
        for root in _roots(self.value - step, self.slope, self.bend):
            self.trace.turn_after(root)
        return float(whole)


def _next_whole(value: float, slope: float) -> int:
    return math.ceil(value) if slope > 0 else math.floor(value)


def parts(amount: float | Moving) -> tuple[float, float, float]:
    """Return value, slope and bend of an amount, moving or not."""
    if isinstance(amount, Moving):
        return amount.value, amount.slope, amount.bend
    return float(amount), 0.0, 0.0


def _roots(value: float, slope: float, bend: float) -> tuple[float, ...]:
    """Return where value + slope × x + bend × x² is zero."""
    if not bend:
        return (-value / slope,) if slope else ()
    under = slope * slope - 4 * bend * value
    if under < 0:
        return ()
    # Of the two forms of a root the one that does not subtract what is nearly the same.
    larger = -(slope + math.copysign(math.sqrt(under), slope)) / 2
    return (larger / bend, value / larger) if larger else (0.0,)
