"""Which years should be the ones with little income?

In which years Social Security stays below its cap hangs together over decades: low years come in
runs, and a better plan often has the same run some years later, which no turning of single choices
reaches. So whole patterns are exchanged: each is valued with all other choices relaxed, and those
that promise most are made into plans.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planning.engine.roadmap.arrays import Dollars, Whole
from planning.engine.roadmap.solve.live import LiveProgram
from planning.engine.roadmap.solve.search import WORTH_IT, Search

SHIFTS = (-8, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 8)
PLANS_TRIED, TRIES_EACH = 6, 120


def exchange(live: LiveProgram, choices: Whole, capped: Whole, search: Search, tries: int) -> None:
    """Exchange patterns as long as a better plan is found, solving at most so many programs.

    `capped` are the numbers of the choices, among all of them in `choices`, that make a pattern.
    """
    end = live.solved + tries
    seen: set[tuple[float, ...]] = set()
    place = np.flatnonzero(np.isin(choices, capped))
    while live.solved < end:
        pattern = search.standing[place]
        fresh = [tried for tried in _neighbours(pattern) if tuple(tried) not in seen]
        seen.update(map(tuple, fresh))
        promising = _valued(live, choices, place, fresh)
        if not any(
            _is_better(live, choices, search, standing)
            for value, standing in promising[:PLANS_TRIED]
            if value > search.best.value + WORTH_IT and live.solved < end
        ):
            break
    live.bound(choices, search.standing, search.standing)


def _valued(
    live: LiveProgram, choices: Whole, place: Whole, patterns: list[Dollars]
) -> list[tuple[float, Dollars]]:
    """Return what each pattern is worth at most, with its other choices rounded, the best first."""
    live.release(choices)
    valued = []
    for pattern in patterns:
        live.bound(choices[place], pattern, pattern)
        if (relaxed := live.solve()) is not None:
            valued.append((relaxed.value, np.round(relaxed.columns[choices])))
    return sorted(valued, key=lambda one: -one[0])


def _is_better(live: LiveProgram, choices: Whole, search: Search, standing: Dollars) -> bool:
    """Make a plan of these choices; whether it was better than the best, whose place it took."""
    other = Search(live, choices)
    if other.settle(standing) is None:
        return False
    other.polish(TRIES_EACH)
    if other.best.value <= search.best.value + WORTH_IT:
        return False
    search.best, search.standing = other.best, other.standing
    return True


def _neighbours(pattern: Dollars) -> Iterator[Dollars]:
    """Yield every pattern with a run of low years shifted, or a low year and a high one swapped."""
    edges = np.flatnonzero(np.diff(np.concatenate([[1.0], pattern, [1.0]])))
    for start, stop in edges.reshape(-1, 2):
        for shift in SHIFTS:
            if start + shift >= 0 and stop + shift <= len(pattern):
                shifted = pattern.copy()
                shifted[start:stop] = 1.0
                shifted[start + shift : stop + shift] = 0.0
                yield shifted
    for low in np.flatnonzero(pattern == 0.0):
        for high in np.flatnonzero(pattern == 1.0):
            swapped = pattern.copy()
            swapped[low], swapped[high] = 1.0, 0.0
            yield swapped
