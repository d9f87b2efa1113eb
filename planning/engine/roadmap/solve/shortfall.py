"""Where no plan is possible: which year, which need, and how much is short?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.errors import EngineError
from planning.engine.roadmap.model.program import Program
from planning.engine.roadmap.problem import Problem
from planning.engine.roadmap.solve.live import LiveProgram

NOTICED = 0.01  # dollars


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """What lacks: `need` is cash, charity, conversions, floor, estate or a line of income."""

    need: str
    year: int
    short_by: float
    person: str | None = None


class NoPlan(EngineError):
    """No plan keeps every row; the shortfall says the first that cannot be kept."""

    def __init__(self, shortfall: Shortfall | None) -> None:
        super().__init__(shortfall)
        self.shortfall = shortfall


def find_shortfall(problem: Problem, program: Program, live: LiveProgram) -> Shortfall | None:
    """Return the least that would have to be given for a plan to be possible.

    Gifts are weighed so that a later one is always cheaper: needs are met as long as there is
    money, and the year named is the one in which it has run out. `None` where nothing lacks.
    """
    gifts, years = program.columns.gifts, problem.years
    growth = 1.02 * (1.0 + np.maximum(problem.returns, 0.0).max(axis=(0, 1)))
    weight = 1.0 / np.cumprod(np.concatenate([[1.0], growth]))
    by_line = zip(problem.lines, gifts.lines, strict=True)
    needs = (
        ("charity", gifts.charity, weight[:-1]),
        ("conversions", gifts.conversions, weight[:-1]),
        ("floor", gifts.floor, weight),
        *((f"line of {line.income}", given, weight[:-1]) for line, given in by_line),
        ("cash", gifts.cash, weight[:-1]),
        ("estate", gifts.estate, weight[-1]),
    )
    columns = np.concatenate([given.ravel() for _, given, _ in needs])
    worth = np.concatenate([np.broadcast_to(w, given.shape).ravel() for _, given, w in needs])
    live.bound(columns, 0.0, np.inf)
    live.aim(columns, -worth)
    found = live.solve()
    live.release(columns)
    live.aim_again()
    if found is None:
        return None
    for need, given, _ in needs:
        amounts = np.atleast_2d(found.columns[given])
        if given.size and amounts.max() > NOTICED:
            year = years if need == "estate" else int(np.argmax(amounts.max(axis=0) > NOTICED))
            person = int(np.argmax(amounts[:, min(year, amounts.shape[1] - 1)]))
            of_person = need in ("charity", "conversions", "floor")
            return Shortfall(
                need=need,
                year=problem.first_year + min(year, years - (need == "estate")),
                short_by=float(amounts.max() if need == "estate" else amounts[:, year].max()),
                person=problem.people[person] if of_person else None,
            )
    return None
