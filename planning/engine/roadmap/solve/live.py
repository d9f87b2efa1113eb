"""One program kept alive in the solver, so that each solution starts from the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from planning.engine.roadmap.arrays import Dollars, Whole
from planning.engine.roadmap.model.matrix import THOUSAND, Matrix

if TYPE_CHECKING:
    import highspy

SEED = 1
GAP = 2e-5  # at which a proof ends
_IDLE_HEURISTICS = (
    "mip_heuristic_run_feasibility_jump",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_root_reduced_cost",
    "mip_heuristic_run_shifting",
    "mip_heuristic_run_zi_round",
)


@dataclass(frozen=True, kw_only=True)
class Solution:
    """A solved linear program: value in dollars, columns in their own units (dollars, choices).

    `reduced` is what one more of a column's unit would add to the value, per column.
    """

    value: float
    columns: Dollars
    reduced: Dollars


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a search of all choices came to: the bound, and the choices of the best plan met."""

    bound: float
    standing: Dollars | None
    is_complete: bool


class LiveProgram:
    """A program in the solver. It is single-threaded, seeded and never looks at a clock."""

    def __init__(self, matrix: Matrix) -> None:
        import highspy  # 0.1 s to import, so only where something is solved

        self._api = highspy
        self._solver = highspy.Highs()
        options: dict[str, bool | int | float | str] = {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "random_seed": SEED,
            "mip_rel_gap": GAP,
            "mip_abs_gap": 0.0,
            # Plans come from the search; what HiGHS would look for takes longer than the proof.
            "mip_heuristic_effort": 0.0,
            **dict.fromkeys(_IDLE_HEURISTICS, False),
            "mip_detect_symmetry": False,
            "primal_feasibility_tolerance": 1e-8,
            "mip_feasibility_tolerance": 1e-8,
        }
        for option, value in options.items():
            self._solver.setOptionValue(option, value)
        self.solved = 0
        self.load(matrix)

    def load(self, matrix: Matrix) -> None:
        """Take another program of the same columns and rows, going on from where this one is."""
        basis = self._solver.getBasis()
        self._matrix = matrix
        self._solver.passModel(self._program(matrix))
        if basis.valid:
            self._solver.setBasis(basis)

    def bound(self, columns: Whole, lower: npt.ArrayLike, upper: npt.ArrayLike) -> None:
        """Bound columns, in their own units."""
        unit = self._matrix.unit[columns]
        low = np.asarray(np.broadcast_to(lower, columns.shape) / unit, dtype=float)
        high = np.asarray(np.broadcast_to(upper, columns.shape) / unit, dtype=float)
        numbers = columns.ravel().astype(np.int32)
        self._solver.changeColsBounds(len(numbers), numbers, low.ravel(), high.ravel())

    def release(self, columns: Whole) -> None:
        """Give columns the bounds of the program again."""
        unit = self._matrix.unit[columns]
        self.bound(columns, self._matrix.lower[columns] * unit, self._matrix.upper[columns] * unit)

    def aim(self, columns: Whole, worth: npt.ArrayLike, *, also: bool = False) -> None:
        """Make columns the objective, each worth something a unit, or `also` part of it."""
        cost = self._matrix.cost.copy() if also else np.zeros_like(self._matrix.cost)
        cost[columns] = worth
        numbers = np.arange(len(cost), dtype=np.int32)
        self._solver.changeColsCost(len(cost), numbers, cost)

    def aim_again(self) -> None:
        """Make the program's own objective the objective."""
        numbers = np.arange(len(self._matrix.cost), dtype=np.int32)
        self._solver.changeColsCost(len(numbers), numbers, self._matrix.cost)

    def solve(self) -> Solution | None:
        """Return the solution of the linear program, `None` where there is none."""
        self._solver.run()
        self.solved += 1
        if self._solver.getModelStatus() != self._api.HighsModelStatus.kOptimal:
            return None
        found = self._solver.getSolution()
        return Solution(
            value=self._solver.getInfo().objective_function_value * THOUSAND,
            columns=np.array(found.col_value) * self._matrix.unit,
            reduced=np.array(found.col_dual) * THOUSAND / self._matrix.unit,
        )

    def prove(self, choices: Whole, known: Dollars | None, nodes: int) -> Proof:
        """Search all choices, from a known plan, in at most so many nodes.

        `known` are the columns of that plan. The bound holds wherever the search ends.
        """
        numbers = choices.astype(np.int32)
        whole = np.full(len(numbers), int(self._api.HighsVarType.kInteger), dtype=np.uint8)
        self._solver.changeColsIntegrality(len(numbers), numbers, whole)
        self._solver.setOptionValue("mip_max_nodes", nodes)
        if known is not None:
            start = self._api.HighsSolution()
            start.col_value = list(known / self._matrix.unit)
            self._solver.setSolution(start)
        self._solver.run()
        info, status = self._solver.getInfo(), self._solver.getModelStatus()
        is_found = info.primal_solution_status == self._api.SolutionStatus.kSolutionStatusFeasible
        proof = Proof(
            bound=info.mip_dual_bound * THOUSAND,
            standing=np.round(np.array(self._solver.getSolution().col_value)[choices])
            if is_found
            else None,
            is_complete=status
            in (self._api.HighsModelStatus.kOptimal, self._api.HighsModelStatus.kInfeasible),
        )
        continuous = np.full(len(numbers), int(self._api.HighsVarType.kContinuous), dtype=np.uint8)
        self._solver.changeColsIntegrality(len(numbers), numbers, continuous)
        return proof

    def _program(self, matrix: Matrix) -> highspy.HighsLp:
        program = self._api.HighsLp()
        program.num_col_, program.num_row_ = len(matrix.cost), len(matrix.row_lower)
        program.sense_ = self._api.ObjSense.kMaximize
        program.col_cost_ = matrix.cost
        program.col_lower_, program.col_upper_ = matrix.lower, matrix.upper
        program.row_lower_, program.row_upper_ = matrix.row_lower, matrix.row_upper
        program.a_matrix_.format_ = self._api.MatrixFormat.kRowwise
        program.a_matrix_.start_ = matrix.starts
        program.a_matrix_.index_ = matrix.columns
        program.a_matrix_.value_ = matrix.entries
        return program
