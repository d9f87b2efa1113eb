"""Which things, done otherwise in single years, make a plan better by the whole law?

The optimiser's model does not see everything. So what else could be done is tried on the exact
walk: every alternative of every year alone, as a path of one walk; then the best of each year
together, as many of them as help. What helps most becomes part of the plan, and the search begins
again from there. Limits are counts of walks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.walk import WithdrawalPolicy, recorded, steps
from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.household.alternatives import Alternative, alternatives_of
from planning.engine.roadmap.household.instead import Change, Instead
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.together import widened
from planning.engine.roadmap.household.value import lost_by_path, spending_at

WORTH_IT = 0.5  # dollars, in the unit of the objective: less is no better plan
MORE = 1.001  # the spending that tells what a dollar at the end is in a year's
TOGETHER = (1, 2, 3, 4, 6, 8, 11, 15, 20, 27, 36)  # how many of the best are tried at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Improved:
    """A policy with changes, and what they are worth in the unit of the objective."""

    policy: WithdrawalPolicy
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Improving:
    """What a search for changes is about; `outlook` has one path."""

    outlook: Outlook
    objective: Objective
    spending: float  # a year, that the plan is followed at
    floor: float  # the estate that has to be left

    def improved(self, policy: WithdrawalPolicy, rounds: int) -> Improved | None:
        """Return the policy with what makes it better, found in so many rounds; None: nothing."""
        gain, begun_with = 0.0, policy
        for _round in range(rounds):
            found = self._round(policy)
            if found is None:
                break
            policy, gain = found.policy, gain + found.gain
        return None if policy is begun_with else Improved(policy=policy, gain=gain)

    def _round(self, policy: WithdrawalPolicy) -> Improved | None:
        listed = list(alternatives_of(self._at(np.array([self.spending])), policy, len(self.years)))
        if not listed:
            return None
        gains = self._gains(policy, [[one.change] for one in listed])
        best = _best_of_years(listed, gains)
        if not best:
            return None
        sets = [best[:count] for count in TOGETHER if count <= len(best)]
        gains = self._gains(policy, sets)
        most = int(gains.argmax())
        if gains[most] <= WORTH_IT:
            return None
        changed = Instead(policy=policy, everywhere=tuple(sets[most]), name="roadmap")
        return Improved(policy=changed, gain=float(gains[most]))

    @property
    def years(self) -> range:
        """The years of the plan."""
        return self.outlook.years

    def _gains(self, policy: WithdrawalPolicy, sets: list[list[Change]]) -> Dollars:
        """Return what each set of changes is worth: (set)."""
        order = sorted(range(len(sets)), key=lambda number: _first_year(sets[number]))
        levels = np.full(len(sets) + 2, self.spending)
        levels[1] *= MORE
        changes = {path: sets[number] for path, number in enumerate(order, start=2)}
        begins = [self.years[0]] * 2 + [_first_year(sets[number]) for number in order]
        wide, changed = self._at(levels), Instead(policy=policy, changes=changes)
        walk = recorded(wide, changed.name, steps(wide, changed, begins))
        gains = np.empty(len(sets))
        gains[order] = -lost_by_path(walk, self.objective, levels, self.floor)[2:]
        return gains

    def _at(self, levels: Dollars) -> Outlook:
        return spending_at(widened(self.outlook, len(levels)), levels)


def _first_year(changes: list[Change]) -> int:
    return min(change.year for change in changes)


def _best_of_years(listed: list[Alternative], gains: Dollars) -> list[Change]:
    """Return the best change of every year that is worth something, the best first."""
    best: dict[int, tuple[float, Change]] = {}
    for one, gain in zip(listed, gains, strict=True):
        if gain > WORTH_IT and gain > best.get(one.year, (0.0, one.change))[0]:
            best[one.year] = (float(gain), one.change)
    return [change for _gain, change in sorted(best.values(), key=lambda pair: -pair[0])]
