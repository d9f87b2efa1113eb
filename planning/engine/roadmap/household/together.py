"""How are many ways of withdrawing walked at once?

A path is the same alone and among others, and many paths cost little more than one: so every
trial, a way of withdrawing at a spending, is a path of one walk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from planning.engine.projection.decisions import Decision
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.paths import on_paths
from planning.engine.projection.policies import FillBracket
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import WithdrawalPolicy, project
from planning.engine.projection.year import Year
from planning.engine.roadmap.arrays import Dollars, Whole
from planning.engine.roadmap.household.planned import Planned, stacked
from planning.engine.roadmap.household.value import Walked, spending_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Several policies, each with the paths that are its own."""

    parts: tuple[tuple[WithdrawalPolicy, Whole], ...]
    name: str = "together"

    def decide(self, year: Year) -> Decision:
        """Let every policy decide the years of its own paths."""
        nothing = np.zeros_like(year.state.balances)
        amounts = {name: nothing.copy() for name in ("withdrawn", "converted", "given", "drawn")}
        groups: list[Dollars] = []
        below = np.full(len(nothing), np.inf)
        for policy, paths in self.parts:
            decided = policy.decide(on_paths(year, paths))
            for name, whole in amounts.items():
                whole[paths] = getattr(decided, name)
            if decided.below is not None:
                below[paths] = decided.below
            order = decided.order or ()
            groups += [nothing.copy() for _more in range(len(order) - len(groups))]
            for whole, group in zip(groups, order, strict=False):
                whole[paths] = group
        return Decision(**amounts, order=tuple(groups), below=below)


def together(policies: Sequence[WithdrawalPolicy]) -> WithdrawalPolicy:
    """Return policies as one, each on the path of its place."""
    parts = tuple(_parts(policies))
    return parts[0][0] if len(parts) == 1 else Together(parts=parts)


def walk_all(outlook: Outlook, trials: Sequence[tuple[WithdrawalPolicy, float]]) -> Projection:
    """Walk every policy at its spending, in dollars of the as-of day: a path each, in this order.

    `outlook` has one path.
    """
    levels = np.array([level for _policy, level in trials])
    wide = spending_at(widened(outlook, len(trials)), levels)
    return project(wide, together([policy for policy, _level in trials]))


def _parts(policies: Sequence[WithdrawalPolicy]) -> Iterator[tuple[WithdrawalPolicy, Whole]]:
    """Put policies together that differ in their figures alone, so that they decide at once."""
    known: dict[object, list[int]] = {}
    for path, policy in enumerate(policies):
        is_alike = isinstance(policy, Planned | FillBracket)
        known.setdefault(type(policy) if is_alike else id(policy), []).append(path)
    for paths in known.values():
        own = [policies[path] for path in paths]
        plans = [one for one in own if isinstance(one, Planned)]
        filling = [one for one in own if isinstance(one, FillBracket)]
        is_one = all(one is own[0] for one in own)
        if plans and not is_one:
            yield stacked(plans), np.array(paths)
        elif filling and not is_one:
            rates = np.array([one.rate for one in filling])
            converts = np.array([one.converts for one in filling])
            one = FillBracket(rate=rates, converts=converts, name="fill_brackets")
            yield one, np.array(paths)
        else:
            yield own[0], np.array(paths)


def all_at_spending(
    outlook: Outlook, policies: Sequence[WithdrawalPolicy], spending: float
) -> list[Walked]:
    """Walk several policies at a given spending."""
    walk = walk_all(outlook, [(policy, spending) for policy in policies])
    return [
        Walked(spending=spending, projection=path_of(walk, path, policy, outlook))
        for path, policy in enumerate(policies)
    ]


def path_of(walk: Projection, path: int, policy: WithdrawalPolicy, outlook: Outlook) -> Projection:
    """Return one path of a walk as the walk of its policy; `outlook` has one path."""
    own = slice(path, path + 1)
    level = walk.outlook.needs.spending[:, own]
    return Projection(
        policy=policy.name,
        outlook=replace(outlook, needs=replace(outlook.needs, spending=level)),
        years=walk.years,
        figures=_cut(walk.figures, own),
        ledger=_cut(walk.ledger, own),
        is_alive=walk.is_alive[own],
        basis=walk.basis,
    )


def widened(outlook: Outlook, paths: int) -> Outlook:
    """Return the outlook of one path on several that are the same."""
    lives = outlook.lives
    return replace(
        outlook,
        lives=replace(lives, last_years=np.repeat(lives.last_years, paths, axis=0)),
        prices=np.broadcast_to(outlook.prices, (paths, len(outlook.years))),
    )


def _cut(table: Any, paths: slice) -> Any:  # noqa: ANN401 - a record of arrays, whichever it is
    return type(table)(**{e.name: getattr(table, e.name)[paths] for e in fields(table)})
