"""What is the most a way of withdrawing can keep up?

Spendings are tried several at a time, each on a path of its own: about where a straight line meets
zero, and evenly, since what is left of an account in its last year may jump. A few at a time are
best: what one walk costs is mostly that of its years, but a further path is not free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.walk import WithdrawalPolicy
from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.household.together import path_of, walk_all
from planning.engine.roadmap.household.value import Walked, keeps_all, left_over

ROUNDS = 40
TRIALS, FEWEST, MOST = 32, 4, 12  # tried at once: of all policies together, of each
WITHIN = (-0.02, 0.0, 0.02)  # of a range, about where a line meets zero
FINER = (-0.2, -0.002, 0.002, 0.2)  # likewise, where there is room for more
BEYOND = (0.8, 0.95, 1.0, 1.05, 1.2, 2.0)  # of where a line meets zero outside of what was tried


@dataclass(slots=True)
class Seeking:
    """A policy whose highest spending is sought: `near` is tried first.

    `kept` and `failed` are what is left over, or lacks, at the spendings that were tried.
    """

    policy: WithdrawalPolicy
    near: Dollars
    kept: dict[float, float] = field(default_factory=dict)
    failed: dict[float, float] = field(default_factory=dict)
    walked: Walked | None = None

    @property
    def low(self) -> float | None:
        """The highest spending that was kept up."""
        return max(self.kept, default=None)

    @property
    def high(self) -> float | None:
        """The lowest spending above it that was not."""
        low = self.low or 0.0
        return min((level for level in self.failed if level > low), default=None)

    def is_found(self, within: float) -> bool:
        """Say whether it is known closely enough, or that there is none."""
        if self.low is None:
            return 0.0 in self.failed
        return self.high is not None and self.high - self.low <= within

    def next(self, count: int) -> Dollars:
        """Return the spendings to try next: evenly, and about where a straight line meets zero."""
        low, high = self.low, self.high
        if not self.kept and not self.failed:
            return self.near
        if low is None:
            lowest = sorted(self.failed.items())[:2]
            levels = _meets_zero(lowest[0], lowest[-1]) * np.array(BEYOND)
            return np.unique(np.append(levels[(levels > 0) & (levels < lowest[0][0])], 0.0))
        if high is None:
            highest = sorted(self.kept.items())[-2:]
            levels = _meets_zero(highest[0], highest[-1]) * np.array(BEYOND)
            return np.unique(np.append(levels[levels > low], 2 * max(low, 1.0)))
        meets = _meets_zero((low, self.kept[low]), (high, self.failed[high]))
        near = (*WITHIN, *FINER) if count > FEWEST + len(FINER) else WITHIN
        levels = meets + (high - low) * np.array(near)
        levels = np.append(levels, np.linspace(low, high, max(count - len(near), 1) + 2))
        return np.unique(levels[(levels > low) & (levels < high)])


def seek_most(
    outlook: Outlook, sought: Sequence[Seeking], *, estate_floor: float, within: float
) -> None:
    """Find the highest spending of each policy no year falls short of.

    What is found is at most `within` dollars below the highest; nothing where not even a spending
    of nothing can be kept up. All that are still sought are walked together.
    """
    for _round in range(ROUNDS):
        open_ones = [one for one in sought if not one.is_found(within)]
        if not open_ones:
            break
        count = int(np.clip(TRIALS // len(open_ones), FEWEST, MOST))
        trials = [(one, float(level)) for one in open_ones for level in one.next(count)]
        if not trials:
            break
        walk = walk_all(outlook, [(one.policy, level) for one, level in trials])
        left, is_kept = left_over(walk, estate_floor), keeps_all(walk, estate_floor)
        for path, (one, level) in enumerate(trials):
            (one.kept if is_kept[path] else one.failed)[level] = float(left[path])
            if one.low == level:
                projection = path_of(walk, path, one.policy, outlook)
                one.walked = Walked(spending=level, projection=projection)


def _meets_zero(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return where the line through two points meets zero; between them where it falls."""
    fall = one[1] - other[1]
    if fall <= 0 or other[0] <= one[0]:
        return (one[0] + other[0]) / 2
    return one[0] + one[1] * (other[0] - one[0]) / fall
