"""How far is it worth filling a bracket, and what is that worth?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.opportunities.curve import (
    Looked,
    Returns,
    medicare_income,
    whole_income,
)
from planning.engine.tax.arrays import Dollars

WIDEST = 5e6  # dollars: a bracket's room is not looked for beyond
TO_THE_LINE, TO_THE_SURCHARGE, TO_THE_CREDIT, ALL_THERE_IS = "line", "irmaa", "credit", "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """How much of an income one return has room for, in whole dollars."""

    amount: float
    cost: float
    worth: float
    room: float  # to the line, whatever else is met before
    stops_at: str


def best_fill(
    returns: Returns, name: str, looked_at: Looked, line: Dollars, later: Dollars, held: Dollars
) -> list[Fill]:
    """Return for each return how much more of an income is best taken below a line.

    The dollars would cost the rate `later` otherwise; `held` is how many there are. Filling stops
    before a surcharge of Medicare, or before the health insurance credit is lost, where going on
    is not worth it.
    """
    most = np.maximum(held, 0.0)[:, None]
    room = returns.most_below(name, looked_at, line[:, None], np.full_like(most, WIDEST))
    tiers = returns.most_below(name, medicare_income, returns.tiers(), most)
    cliff = returns.most_below(name, whole_income, returns.cliffs(), most)
    tries = np.floor(np.concatenate([np.minimum(room, most), tiers, cliff], axis=1))
    tries = np.minimum(tries, tries[:, :1])  # what lies beyond the line is the line itself
    costs = returns.costs(name, tries)
    worth = later[:, None] * tries - costs
    best = np.argmax(np.round(worth, 2), axis=1)
    found = []
    for row, column in enumerate(best):
        amount = float(tries[row, column])
        whole = column == 0 or amount == tries[row, 0]
        stop = _stop(int(column), tiers.shape[1])
        if whole:
            stop = TO_THE_LINE if room[row, 0] <= most[row, 0] else ALL_THERE_IS
        found.append(
            Fill(
                amount=amount,
                cost=float(costs[row, column]),
                worth=float(worth[row, column]),
                room=float(room[row, 0]),
                stops_at=stop,
            )
        )
    return found


def _stop(column: int, tiers: int) -> str:
    return TO_THE_SURCHARGE if column <= tiers else TO_THE_CREDIT
