"""How is a plan followed that does some things otherwise in some years?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from planning.engine.projection.decisions import Decision, nothing_decided
from planning.engine.projection.walk import WithdrawalPolicy
from planning.engine.projection.year import Year
from planning.engine.tax.arrays import Dollars, Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one path does otherwise in one year: (account) each.

    Up to the amounts of `first` come from those accounts before all others, and what is in those
    of `last` after them; `converted` is all that is converted. Units: dollars of the year.
    """

    year: int
    converted: Dollars
    first: Dollars
    last: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """Follow another policy, but for changes on all paths or on each of some.

    On a path with a change of its own in a year, that one counts.
    """

    policy: WithdrawalPolicy
    changes: Mapping[int, Sequence[Change]] = field(default_factory=dict)  # by path
    everywhere: tuple[Change, ...] = ()
    name: str = "instead"

    def decide(self, year: Year) -> Decision:
        """Do as the policy does; on changed paths what was meant to change."""
        decision = self.policy.decide(year)
        paths = range(len(year.state.balances))
        changed = {path: one for one in self.everywhere if one.year == year.year for path in paths}
        for path, changes in self.changes.items():
            for one in changes:
                if one.year == year.year:
                    changed[path] = one
        return _changed(year, decision, changed) if changed else decision


def followed_by(policy: WithdrawalPolicy) -> WithdrawalPolicy:
    """Return what a policy follows but for its changes."""
    while isinstance(policy, Instead):
        policy = policy.policy
    return policy


def _changed(year: Year, decision: Decision, changes: Mapping[int, Change]) -> Decision:
    is_changed = np.zeros(len(year.state.balances), dtype=np.bool_)
    is_changed[list(changes)] = True
    converted, first, last = (nothing_decided(year) for _part in range(3))
    for path, change in changes.items():
        converted[path], first[path], last[path] = change.converted, change.first, change.last
    here = is_changed[:, None]
    withdrawn = np.where(here & (last > 0), 0.0, decision.withdrawn)
    drawn = np.where(here, 0.0, decision.drawn)
    converted = np.where(here, converted, decision.converted)
    usual = (np.where(here, decision.drawn, 0.0), *(decision.order or ()))
    left = year.available(year.required + withdrawn + converted + decision.given)
    wanted = [
        np.where(here, first, 0.0),
        *(np.where(here & (last > 0), 0.0, group) for group in usual),
        np.where(here, left * last, 0.0),
    ]
    order = []
    for group in wanted:
        group = np.where(here, np.minimum(group, left), group)
        left = left - np.where(here, group, 0.0)
        order.append(group)
    return replace(
        decision,
        withdrawn=withdrawn,
        converted=converted,
        drawn=drawn,
        order=tuple(group for group in order if group.any()),
    )
