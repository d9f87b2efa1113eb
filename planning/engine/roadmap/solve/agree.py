"""How does a plan come to be charged what the law charges for it?

A plan may have been charged for a side of a threshold on which it does not stand; and what a sale
of taxable assets realises depends on all that was bought and sold before.
"""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import TAXABLE, Dollars
from planning.engine.roadmap.pricing import Priced
from planning.engine.roadmap.problem import Aim
from planning.engine.roadmap.solve.desk import Desk, residual
from planning.engine.roadmap.solve.live import Solution
from planning.engine.roadmap.solve.search import WORTH_IT

AGREED, AGREED_ON_SHARES = 0.01, 0.25  # dollars a year
ROUNDS, FREE_ROUNDS, RESTING, LEAVING_ROUNDS = 30, 3, 4, 4
NARROWER, WIDER = 0.6, 8.0  # how far the taxable account may move, from round to round and at need
ASKED_FOR = 20.0  # dollars it may move for each that is not agreed
EMPTY = 1.0  # dollars
TENTH_OF_A_CENT = 1e-3


def agree(desk: Desk) -> bool:
    """Charge the best plan what the law charges for it; return whether that took rounds."""
    if desk.follows_basis:
        return _agree_on_shares(desk)
    for round_ in range(ROUNDS):
        best = desk.search.best
        priced = desk.priced(best)
        if residual(priced) <= AGREED:
            return round_ > 0
        desk.search.settle(desk.made(best, priced), gain=-WORTH_IT)
        if desk.search.best is best:
            return round_ > 0
    return True


def _agree_on_shares(desk: Desk) -> bool:
    """Let the program take the shares of gain its plan leads to, until both are the same.

    Choices and shares are mended in turns, the choices resting for some rounds. A plan may swing
    between two places; so after a few rounds its taxable account may move only as far as what is
    not agreed yet asks for, and the shares come to rest with it.
    """
    search, closest = desk.search, (np.inf, desk.share, desk.search.standing)
    for round_ in range(ROUNDS):
        best = search.best
        priced = desk.priced(best)
        lacking = residual(priced)
        closest = min(closest, (lacking, desk.share, search.standing), key=lambda one: one[0])
        if lacking <= AGREED_ON_SHARES:
            return round_ > 0
        standing = search.standing if round_ % RESTING else desk.made(best, priced)
        before, stood, flows = desk.share, search.standing, desk.taxable_flows
        reach = NARROWER ** (round_ - FREE_ROUNDS) * best.columns[flows].max()
        reach = np.inf if round_ < FREE_ROUNDS else min(reach, ASKED_FOR * lacking)
        desk.rebuild(share=_share_to_count_on(desk, priced))
        for choices, far in ((standing, reach), (stood, reach), (stood, WIDER * reach)):
            least = np.maximum(best.columns[flows] - far, 0.0)
            desk.live.bound(flows, least, best.columns[flows] + far)
            if search.start_again(choices) is not None:
                break
        else:
            desk.rebuild(share=before)
            search.start_again(stood)
            break
    desk.rebuild(share=closest[1])
    search.start_again(closest[2])
    return True


def _share_to_count_on(desk: Desk, priced: Priced) -> Dollars:
    """Return the shares a plan leads to; of an empty account, what it was when it held something.

    Otherwise the program would take the gains of an account that is empty to be free of tax.
    """
    share = priced.gain_share.copy()
    held = priced.balances[:, TAXABLE, :-1] > EMPTY
    for year in range(1, share.shape[1]):
        share[:, year] = np.where(held[:, year], share[:, year], share[:, year - 1])
    return share


def leave_most(desk: Desk) -> Solution:
    """Return, of the plans worth what the best is, one that leaves most.

    Where more is left than was asked for, a dollar charged too much costs the goal nothing and may
    stand in the plan. It costs the estate.
    """
    live, columns, best = desk.live, desk.program.columns, desk.search.best
    agreed = AGREED_ON_SHARES if desk.follows_basis else AGREED
    if desk.problem.goal.aim is not Aim.SPENDING or residual(desk.priced(best)) <= agreed:
        return best
    held, shown = np.array([columns.basis]), best
    fixed = desk.taxable_flows if desk.follows_basis else held[:0]
    live.bound(held, best.columns[held] - TENTH_OF_A_CENT, np.inf)
    live.bound(fixed, best.columns[fixed], best.columns[fixed])
    live.aim(np.array([columns.estate]), 1.0)
    for _round in range(LEAVING_ROUNDS):
        made = desk.made(shown, desk.priced(shown))
        live.bound(desk.choices, made, made)
        found = live.solve()
        if found is None:
            break
        shown = found
    live.release(np.concatenate([held, fixed]))
    live.aim_again()
    live.bound(desk.choices, desk.search.standing, desk.search.standing)
    return shown
