"""How does a plan come to be charged what the law charges for it?

A plan may have been charged for a side of a threshold on which it does not stand; and what a sale
of taxable assets realises depends on all that was bought and sold before.
"""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.problem import Aim
from planning.engine.roadmap.solve.desk import Desk, residual
from planning.engine.roadmap.solve.live import Solution
from planning.engine.roadmap.solve.search import WORTH_IT

AGREED = 0.01  # dollars a year
ROUNDS, UNDAMPED_ROUNDS, LEAVING_ROUNDS = 24, 4, 4
TENTH_OF_A_CENT = 1e-3


def agree(desk: Desk) -> bool:
    """Charge the best plan what the law charges for it; return whether that took rounds.

    Choices and shares of gain are mended in turns, the shares while the choices rest and slower
    from round to round. Where a plan goes on swinging, its taxable account is held as it is.
    """
    search = desk.search
    for round_ in range(ROUNDS):
        best = search.best
        priced = desk.priced(best)
        if residual(priced) <= AGREED:
            return round_ > 0
        made = desk.made(best, priced)
        if not desk.follows_basis:
            search.settle(made, gain=-WORTH_IT)
            if search.best is best:
                return round_ > 0
            continue
        kept = 0.5 if round_ >= UNDAMPED_ROUNDS else 0.0
        share = (1.0 - kept) * priced.gain_share + kept * desk.share
        if not _share_again(desk, share, search.standing if round_ % UNDAMPED_ROUNDS else made):
            break
    if desk.follows_basis:
        _hold_taxable(desk)
    return True


def leave_most(desk: Desk) -> Solution:
    """Return, of the plans worth what the best is, one that leaves most.

    Where more is left than was asked for, a dollar charged too much costs the goal nothing and may
    stand in the plan. It costs the estate.
    """
    live, columns, best = desk.live, desk.program.columns, desk.search.best
    if desk.problem.goal.aim is not Aim.SPENDING or residual(desk.priced(best)) <= AGREED:
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


def _share_again(desk: Desk, share: Dollars, standing: Dollars) -> bool:
    """Take other shares of gain; whether there is a plan with them, or it stays as it was."""
    before, stood = desk.share, desk.search.standing
    for tried, choices in ((share, standing), (share, stood), (before, stood)):
        desk.rebuild(share=tried)
        if desk.search.start_again(choices) is not None:
            return tried is share
    return False


def _hold_taxable(desk: Desk) -> None:
    """Solve once more with the flows of taxable accounts, and so their shares, as they are."""
    best, before, standing = desk.search.best, desk.share, desk.search.standing
    flows = desk.taxable_flows
    desk.rebuild(share=desk.priced(best).gain_share)
    desk.live.bound(flows, best.columns[flows], best.columns[flows])
    if desk.search.start_again(standing) is None:
        desk.rebuild(share=before)
        desk.search.start_again(standing)
    desk.live.release(flows)
