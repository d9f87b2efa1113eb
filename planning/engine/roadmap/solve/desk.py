"""What lies on the desk while a household's plan is worked on."""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import TAXABLE, Dollars, Whole
from planning.engine.roadmap.model.bounds import Bounds, first_bounds
from planning.engine.roadmap.model.program import build_program
from planning.engine.roadmap.model.sides import sides_of
from planning.engine.roadmap.plan import Plan
from planning.engine.roadmap.pricing import Priced, price
from planning.engine.roadmap.problem import Problem
from planning.engine.roadmap.solve.gain_share import least_gain_share
from planning.engine.roadmap.solve.live import LiveProgram, Proof, Solution
from planning.engine.roadmap.solve.search import Search


class Desk:
    """A problem, its one program alive in the solver, and the best plan found so far.

    `choices` are the columns still to be chosen, `capped` those of them that say how benefits are
    taxed. Everything in the program but the share of gain in a sale and the bounds of incomes stays
    as it is from the first solution to the last.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.follows_basis = problem.opening_basis is not None
        self.share = least_gain_share(problem)
        self.bounds = first_bounds(problem)
        self.program = build_program(problem, self.share, self.bounds)
        matrix = self.program.matrix
        self.live = LiveProgram(matrix)
        self.choices: Whole = np.flatnonzero(matrix.is_binary & (matrix.lower < matrix.upper))
        self.capped: Whole = np.intersect1d(self.program.choices.capped, self.choices)
        self.search = Search(self.live, self.choices)

    @property
    def taxable_flows(self) -> Whole:
        """Return the columns that decide what taxable accounts hold, and so their basis."""
        columns = self.program.columns
        return np.concatenate([columns.withdrawal[:, TAXABLE].ravel(), columns.surplus])

    def rebuild(self, *, share: Dollars | None = None, bounds: Bounds | None = None) -> None:
        """Let the solver go on with other shares of gain or other bounds."""
        self.share = self.share if share is None else share
        self.bounds = self.bounds if bounds is None else bounds
        self.live.load(build_program(self.problem, self.share, self.bounds).matrix)

    def relaxed(self) -> Solution | None:
        """Return the solution with no choice made."""
        self.live.release(self.choices)
        return self.live.solve()

    def search_all(self, nodes: int) -> Proof:
        """Let the solver search all choices, from the best plan on if there is one."""
        self.live.release(self.choices)
        known = self.search.best.columns if self.search.has_plan else None
        return self.live.prove(self.choices, known, nodes)

    def plan(self, solution: Solution) -> Plan:
        """Return the decisions of a solution."""
        columns, at = self.program.columns, np.maximum(solution.columns, 0.0)
        return Plan(
            withdrawal=at[columns.withdrawal],
            conversion=at[columns.conversion],
            deposit=at[columns.surplus] * self.problem.surplus_share,
            spending=at[columns.basis] * self.problem.spending_shape,
        )

    def priced(self, solution: Solution) -> Priced:
        """Return a solution as the law prices it."""
        return price(self.problem, self.plan(solution))

    def made(self, solution: Solution, priced: Priced) -> Dollars:
        """Return every choice as the law makes it for a solution: (choice)."""
        return sides_of(self.problem, self.program, priced, solution.columns)[self.choices]


def residual(priced: Priced) -> float:
    """Return the largest yearly difference of what was charged and what the law charges."""
    return float(np.abs(priced.charged - priced.taxes.total).max())
