"""Where does the search for a good plan start?"""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.model.sides import sides_of
from planning.engine.roadmap.plan import Plan
from planning.engine.roadmap.pricing import price
from planning.engine.roadmap.solve.desk import Desk
from planning.engine.roadmap.solve.gain_share import untouched_gain_share
from planning.engine.roadmap.solve.search import Search
from planning.engine.roadmap.solve.shortfall import NoPlan, find_shortfall

REPAIRS, REPAIR_TRIES, MET_NODES = 20, 20, 100
DEAR = 100.0  # what a dollar given costs the goal while a plan is looked for
UNDOUBTED = 1e-6


def start(desk: Desk, known: Plan | None = None) -> float:
    """Find any plan, and return the bound of the relaxed program.

    The choices of a `known` plan are taken, where they leave a plan; otherwise the relaxed
    program's are rounded, and repaired.
    Raises: NoPlan, which says what lacks.
    """
    live, search = desk.live, desk.search
    relaxed = live.solve()
    if relaxed is None:
        raise NoPlan(find_shortfall(desk.problem, desk.program, live))
    bound = relaxed.value
    if desk.follows_basis:
        desk.rebuild(share=untouched_gain_share(desk.problem))
        relaxed = live.solve() or relaxed
    if known is not None and known.withdrawal.shape == desk.program.columns.withdrawal.shape:
        priced = price(desk.problem, known)
        nothing = np.zeros(len(desk.program.matrix.cost))
        made = sides_of(desk.problem, desk.program, priced, nothing)[desk.choices]
        if search.settle(made) is not None:
            return bound
    rounded = np.round(relaxed.columns[desk.choices])
    if (
        search.settle(rounded) is None
        and search.settle(_repaired(desk, rounded)) is None
        and search.settle(_met(desk)) is None
    ):
        live.bound(desk.choices, _safe(desk), _safe(desk))
        raise NoPlan(find_shortfall(desk.problem, desk.program, live))
    return bound


def dive(desk: Desk) -> None:
    """Choose how benefits are taxed year by year, the rest still relaxed, and start from there.

    These choices hang together over the years more than all others: rounded one by one in view of
    the ones before, they make a better start than rounded at once.
    """
    live, capped = desk.live, desk.capped
    relaxed = desk.relaxed()
    while relaxed is not None:
        doubt = 0.5 - np.abs(relaxed.columns[capped] - 0.5)
        if not capped.size or doubt.max() < UNDOUBTED:
            desk.search.settle(np.round(relaxed.columns[desk.choices]))
            return
        column, relaxed, better = capped[[int(np.argmax(doubt))]], None, 0.0
        for side in (0.0, 1.0):
            live.bound(column, side, side)
            found = live.solve()
            if found is not None and (relaxed is None or found.value > relaxed.value):
                relaxed, better = found, side
        live.bound(column, better, better)
    live.bound(desk.choices, desk.search.standing, desk.search.standing)


def _repaired(desk: Desk, standing: Dollars) -> Dollars:
    """Return choices that lack least, from some that leave no plan.

    What is short may be given for the time being, so dear that the search does without it.
    """
    live, gifts = desk.live, desk.program.columns.gifts
    given = np.vstack([gifts.cash, gifts.lines])
    live.bound(given, 0.0, np.inf)
    live.aim(given, -DEAR / desk.problem.price_index[:-1], also=True)
    lacking = Search(live, desk.choices)
    if lacking.settle(standing) is not None or lacking.settle(_safe(desk)) is not None:
        for _turn in range(REPAIRS):
            lacking.polish(REPAIR_TRIES)
            if lacking.best.columns[given].max() <= 0.0:
                break
    live.release(given)
    live.aim_again()
    return lacking.standing


def _met(desk: Desk) -> Dollars:
    """Return the choices of any plan that a search of all of them meets."""
    met = desk.search_all(MET_NODES).standing
    return _safe(desk) if met is None else met


def _safe(desk: Desk) -> Dollars:
    """Return the choices that forbid nothing: every threshold passed, no gains without tax."""
    choices = desk.program.choices
    passed = (choices.capped, choices.bonus_gone, choices.tiers, choices.uncovered)
    return np.isin(desk.choices, np.concatenate([c.ravel() for c in passed])).astype(float)
