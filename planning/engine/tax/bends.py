"""Which threshold is it at which the cost of the next dollar changes?

A bend has the names of the thresholds that are passed just there and turn the line they belong to.
The first line that turns is always named: where it passes no threshold, by its own name. What
follows from it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planning.engine.tax.arrays import Dollars, Flags
from planning.engine.tax.moving import parts
from planning.engine.tax.situation import Rising, Situation, Touched, touched
from planning.engine.tax.thresholds import Line, LineOf, federal_lines, medicare_lines, state_lines
from planning.engine.tax.units import TaxUnits

BESIDE = 0.01  # dollars on both sides of a bend, where it shows which threshold is passed
TURNS = 1e-9  # a slope that changes by more has turned
JUMPS = 0.005  # dollars: a line that changes by more at once has jumped
SAME_RATE = 1e-6  # rates no further apart are one
A_CENT = 0.01  # dollars: less than this does not fall due at once


@dataclass(frozen=True, slots=True)
class Piece:
    """What all an income touches does from one threshold of any rule to the next."""

    start: float
    end: float
    touched: Touched
    is_cut: bool = False  # it ends only because a curve is followed in short pieces

    @property
    def length(self) -> float:
        """Over how much added income it goes."""
        return self.end - self.start

    def cost(self, added: float) -> float:
        """Return all costs once so much was added past the start."""
        return sum(_after(line, added) for line in self.touched.costs)

    def slopes(self, added: float) -> tuple[float, float, float]:
        """Return what the next dollar costs then in federal tax, state tax and credit."""
        federal, state, credit, _surcharges = self.touched.costs
        return (
            _slope_after(federal, added),
            _slope_after(state, added),
            _slope_after(credit, added),
        )


def _parts(line: Dollars) -> tuple[float, float, float]:
    return parts(np.ravel(line)[0])


def _after(line: Dollars, added: float) -> float:
    value, slope, bend = _parts(line)
    return value + (slope + bend * added) * added


def _slope_after(line: Dollars, added: float) -> float:
    _value, slope, bend = _parts(line)
    return slope + 2 * bend * added


@dataclass(frozen=True, slots=True)
class Bend:
    """Where one piece ends and the next begins."""

    before: Piece
    after: Piece

    @property
    def jump(self) -> float:
        """What falls due at once."""
        jump = self.after.cost(0.0) - self.before.cost(self.before.length)
        return jump if abs(jump) > A_CENT and not self.before.is_cut else 0.0

    @property
    def differs(self) -> bool:
        """Whether the next dollar costs something else than the last."""
        before = self.before.slopes(self.before.length)
        rates = zip(before, self.after.slopes(0.0), strict=True)
        turns = any(abs(one - other) > SAME_RATE for one, other in rates)
        return self.before.is_cut or turns or bool(self.jump)

    @property
    def has_a_name(self) -> bool:
        """Whether a threshold is passed: not where a curve is cut, or a household only stands."""
        return not self.before.is_cut and bool(self.after.start or self.jump)

    def jumps(self, of: LineOf) -> bool:
        """Whether a line changes at once."""
        value, _slope, _bend = _parts(of(self.after.touched))
        return abs(_after(of(self.before.touched), self.before.length) - value) > JUMPS

    def turns(self, of: LineOf) -> bool:
        """Whether a line goes on otherwise than it came."""
        _value, slope, _bend = _parts(of(self.after.touched))
        turn = _slope_after(of(self.before.touched), self.before.length) - slope
        return abs(turn) > TURNS or self.jumps(of)


def _state_tax(whole: Touched) -> Dollars:
    return whole.state_tax


# What states take from the federal return.
TAKEN_OVER: tuple[LineOf, ...] = (
    lambda whole: whole.tax.adjusted_gross_income,
    lambda whole: whole.tax.taxable_income,
    lambda whole: whole.tax.tax_before_credits,
)


# Every line with the bends at which each of its thresholds is passed, by name.
Passed = Sequence[tuple[Line, Mapping[str, Flags]]]


def names_of_bends(
    bends: Sequence[Bend], unit: TaxUnits, rising: Rising, situation: Situation
) -> list[tuple[str, ...]]:
    """Return the names of what begins or ends at each bend, in the order of the returns."""
    at = np.array([bend.after.start for bend in bends])
    risen = rising.added(unit, np.concatenate([at - BESIDE, at + BESIDE]))
    whole = touched(risen, situation)
    federal, states, medicare = (
        [(line, _passed(line, len(bends))) for line in lines(risen, whole, situation)]
        for lines in (federal_lines, state_lines, medicare_lines)
    )

    def names(place: int, bend: Bend) -> tuple[str, ...]:
        if not bend.has_a_name:
            return ()
        found = [*_root(bend.turns, federal, place), *_names(bend, federal, place)]
        # States turn with what they take from the federal return, or by themselves.
        changes = bend.jumps if bend.jumps(_state_tax) else bend.turns
        if not found or not any(changes(line) for line in TAKEN_OVER):
            found += _root(changes, states, place)
        found += _names(bend, states, place) + _names(bend, medicare, place)
        return tuple(dict.fromkeys(found))

    return [names(place, bend) for place, bend in enumerate(bends)]


def _passed(line: Line, bends: int) -> dict[str, Flags]:
    """Return at which bends each threshold lies between the cent before and the cent after."""
    passed: dict[str, Flags] = {}  # a name may stand for several amounts
    for name, quantity, at in line.thresholds:
        below, above = np.split(np.broadcast_to(quantity - at, 2 * bends), 2)
        is_passed = np.isfinite(below) & np.isfinite(above) & ((below > 0) != (above > 0))
        passed[name] = passed.get(name, False) | is_passed
    return passed


def _names(bend: Bend, lines: Passed, place: int) -> list[str]:
    """Return the thresholds passed at a bend whose line turns there."""
    return [
        name
        for line, passed in lines
        for name, where in passed.items()
        if where[place] and bend.turns(line.of)
    ]


def _root(changes: Callable[[LineOf], bool], lines: Passed, place: int) -> list[str]:
    """Return the name of the first line that changes, unless it does so at its own threshold."""
    for line, passed in lines:
        if changes(line.of):
            return [] if any(where[place] for where in passed.values()) else [line.name]
    return []
