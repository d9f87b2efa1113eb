"""How much is enough, to the cent?

The smallest amount at which a function reaches zero, for every path at once. The function is a
whole tax computation: piecewise straight, rising, but for jumps down where a threshold costs a
lump. Candidates are priced together, since many cost about as much as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from planning.engine.tax.arrays import Dollars, Flags, Whole

EXACT = 1e-4  # what is over zero by less is zero
DUST = 1e-6  # of float arithmetic
ROUNDS = 24  # each narrows the range at least six times
FEWEST, MOST, SIZE = 8, 40, 480  # candidates of a path, by how many paths there are
GUESSES = np.array([1.0, 1.03, 1.06, 1.1, 1.14, 1.18, 1.23, 1.28, 1.34, 1.4, 1.5, 1.65, 1.85, 2.2])
NEAR = np.array([-25.0, -5.0, -0.5, -0.01, 0.0, 5e-5, 0.01, 0.5, 5.0, 25.0])

Priced = TypeVar("Priced")


@dataclass(frozen=True, slots=True)
class Solved(Generic[Priced]):
    """The amount of every path, the candidates it was among, and which of them it is."""

    amount: Dollars  # (path)
    which: Whole  # (path): its position in `priced`
    priced: Priced  # of all candidates of the last round
    value: Dollars  # (path): the function there; below zero where nothing is enough


def first_enough(
    function: Callable[[Dollars], tuple[Dollars, Priced]],
    most: Dollars,
    guess: Dollars,
    marks: Sequence[Dollars] = (),
) -> Solved[Priced]:
    """Return the smallest amount from 0 to `most` at which `function` is not below zero.

    `function` takes candidates (candidate, path) in ascending order and returns its values and
    whatever else they came with; `marks` are looked at first, since what is enough there may no
    longer be so a little above. Where even `most` is too little, it is the answer.
    """
    low, high = np.zeros_like(most), most
    candidates = _first_look(most, guess, marks)
    for _round in range(ROUNDS):
        values, priced = function(candidates)
        enough = values >= -DUST
        found = np.where(enough.any(axis=0), enough.argmax(axis=0), len(candidates) - 1)
        value = _at(values, found)
        low = np.where(found > 0, _at(candidates, np.maximum(found - 1, 0)), low)
        high = _at(candidates, found)
        done = _is_done(found, value, low, high, enough)
        if done.all():
            break
        start = np.where(found > 0, _at(values, np.maximum(found - 1, 0)), value)
        candidates = _closer(low, high, start, value, done, len(candidates))
    return Solved(high, found, priced, value)


def _is_done(found: Whole, value: Dollars, low: Dollars, high: Dollars, enough: Flags) -> Flags:
    exact = (found == 0) | (np.abs(value) <= EXACT) | (high - low <= EXACT)
    return np.asarray(exact | ~enough.any(axis=0))


def _first_look(most: Dollars, guess: Dollars, marks: Sequence[Dollars]) -> Dollars:
    """Spread candidates where the answer is likely, with both ends."""
    if not most.any():
        return np.zeros((1, *most.shape))
    count = int(np.clip(SIZE // max(most.size, 1), FEWEST, MOST))
    near = GUESSES[:: max(len(GUESSES) // max(count // 2 - 1, 1), 1)]
    ends = np.linspace(0.0, 1.0, max(count - len(near), 2))
    spread = [most * part for part in ends] + [np.minimum(guess * part, most) for part in near]
    spread += [np.minimum(mark, most) for mark in marks]
    return np.sort(np.stack(spread), axis=0)


def _closer(
    low: Dollars, high: Dollars, start: Dollars, end: Dollars, done: Flags, count: int
) -> Dollars:
    """Spread candidates within the range, most of them about where a straight line meets zero."""
    rise = end - start
    way = np.divide(-start, rise, out=np.full_like(rise, 0.5), where=rise > 0)
    meets = low + np.clip(way, 0.0, 1.0) * (high - low)
    near = NEAR if count > len(NEAR) + 4 else NEAR[[2, 4, 5, 7]]
    even = np.linspace(0.0, 1.0, max(count - len(near), 4))
    spread = [low + part * (high - low) for part in even]
    spread += [np.clip(meets + step, low, high) for step in near]
    spread = [np.where(done, high, one) for one in spread]
    return np.sort(np.stack(spread), axis=0)


def _at(values: Dollars, position: Whole) -> Dollars:
    return values[position, np.arange(len(position))]
