"""Which plan is the best there is, and what is the best there could be?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from planning.engine.roadmap.arrays import TAXABLE, Dollars
from planning.engine.roadmap.model.bounds import first_bounds
from planning.engine.roadmap.model.program import Program, build_program
from planning.engine.roadmap.model.sides import sides_of
from planning.engine.roadmap.plan import Plan
from planning.engine.roadmap.pricing import Priced, price
from planning.engine.roadmap.problem import Aim, Problem
from planning.engine.roadmap.solve.exchange import exchange
from planning.engine.roadmap.solve.gain_share import least_gain_share, untouched_gain_share
from planning.engine.roadmap.solve.live import LiveProgram, Solution
from planning.engine.roadmap.solve.search import WORTH_IT, Search
from planning.engine.roadmap.solve.shortfall import NoPlan, find_shortfall
from planning.engine.roadmap.solve.tighten import tightened

FIRST_TRIES, POLISH_TRIES, AGAIN_TRIES = 12, 400, 120
EXCHANGE_TRIES, REPAIR_TRIES = 800, 20
DEFAULT_NODES, MET_NODES = 2_000, 100
UNDOUBTED, TENTH_OF_A_CENT = 1e-6, 1e-3
AGREED = 0.01  # dollars a year between what is charged and what the law charges
ACCEPTED = 1.0  # dollars, of a plan that is shown
TIGHTENED = 3
DEAR = 100.0  # what a dollar given costs the goal while a plan is looked for
ROUNDS, UNDAMPED_ROUNDS = 24, 4


class Stage(StrEnum):
    """How far a plan has been taken."""

    FIRST_PLAN = "first_plan"
    POLISHED = "polished"
    PROVED = "proved"


@dataclass(frozen=True, kw_only=True)
class Found:
    """A complete plan, priced by the law, and what no plan exceeds.

    Units: dollars of today, as the goal counts them. `repriced_within` is the largest difference of
    a year between what the plan was charged and what the law charges; `proved` whether every choice
    was searched to the gap at which a proof ends.
    """

    stage: Stage
    plan: Plan
    priced: Priced
    value: float
    bound: float
    repriced_within: float
    proved: bool

    @property
    def gap(self) -> float:
        """Return how far the bound is above the value, as a fraction of it."""
        return (self.bound - self.value) / max(abs(self.value), 1.0)


def optimise(
    problem: Problem, until: Stage = Stage.PROVED, nodes: int = DEFAULT_NODES
) -> Iterator[Found]:
    """Yield the first plan, the polished one and the one with its proof, as far as asked.

    Guarantees: every plan keeps every row of the model; the same problem gives the same plans,
    whatever the machine is busy with: limits are counts of programs and nodes.
    Raises: NoPlan, which says what lacks.
    """
    return _Optimiser(problem).stages(until, nodes)


class _Optimiser:
    """A problem with its program in the solver."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._bounds = first_bounds(problem)
        self._follows_basis = problem.opening_basis is not None
        self._share = least_gain_share(problem)
        self._program = self._built()
        self._live = LiveProgram(self._program.matrix)
        matrix = self._program.matrix
        self._choices = np.flatnonzero(matrix.is_binary & (matrix.lower < matrix.upper))
        self._search = Search(self._live, self._choices)
        self._bound = np.inf
        self._best: Found | None = None

    def stages(self, until: Stage, nodes: int) -> Iterator[Found]:
        """Yield a plan a stage."""
        self._first()
        yield self._found(Stage.FIRST_PLAN)
        if until is Stage.FIRST_PLAN:
            return
        self._dive()
        self._search.polish(POLISH_TRIES)
        if self._agree():
            self._search.polish(AGAIN_TRIES)
            self._agree()
        yield self._found(Stage.POLISHED)
        if until is Stage.POLISHED:
            return
        proved = self._prove(nodes)
        yield self._found(Stage.PROVED, proved=proved)

    def _first(self) -> None:
        """Round the relaxed program's choices, and repair them where they leave no plan."""
        live = self._live
        relaxed = live.solve()
        if relaxed is None:
            raise NoPlan(find_shortfall(self._problem, self._program, live))
        self._bound = relaxed.value
        if self._follows_basis:
            self._share = untouched_gain_share(self._problem)
            live.load(self._built().matrix)
            relaxed = live.solve() or relaxed
        search, rounded = self._search, np.round(relaxed.columns[self._choices])
        if (
            search.settle(rounded) is None
            and search.settle(self._repaired(rounded)) is None
            and search.settle(self._met(MET_NODES)) is None
        ):
            live.bound(self._choices, self._safe(), self._safe())
            raise NoPlan(find_shortfall(self._problem, self._program, live))
        search.polish(FIRST_TRIES)
        self._agree()

    def _repaired(self, standing: Dollars) -> Dollars:
        """Return choices that lack least, from some that leave no plan.

        What is short may be given for the time being, so dear that the search does without it.
        """
        live, cash = self._live, self._program.columns.gifts.cash
        live.bound(cash, 0.0, np.inf)
        live.aim(cash, -DEAR / self._problem.price_index[:-1], also=True)
        lacking = Search(live, self._choices)
        if lacking.settle(standing) is not None or lacking.settle(self._safe()) is not None:
            for _turn in range(POLISH_TRIES // REPAIR_TRIES):
                lacking.polish(REPAIR_TRIES)
                if lacking.best.columns[cash].max() <= 0.0:
                    break
        live.release(cash)
        live.aim_again()
        return lacking.standing

    def _met(self, nodes: int) -> Dollars:
        """Return the choices of any plan that a search of all of them meets."""
        self._live.release(self._choices)
        met = self._live.prove(self._choices, None, nodes).standing
        return self._safe() if met is None else met

    def _dive(self) -> None:
        """Choose how benefits are taxed year by year, the rest still relaxed, and start from there.

        These choices hang together over the years more than all others: rounded one by one in view
        of the ones before, they make a better start than rounded at once.
        """
        self._live.release(self._choices)
        capped = np.intersect1d(self._program.choices.capped, self._choices)
        relaxed = self._live.solve()
        while relaxed is not None:
            doubt = 0.5 - np.abs(relaxed.columns[capped] - 0.5)
            if not capped.size or doubt.max() < UNDOUBTED:
                self._search.settle(np.round(relaxed.columns[self._choices]))
                return
            column = capped[[int(np.argmax(doubt))]]
            relaxed = None
            for side in (0.0, 1.0):
                self._live.bound(column, side, side)
                found = self._live.solve()
                if found is not None and (relaxed is None or found.value > relaxed.value):
                    relaxed, chosen = found, side
            if relaxed is not None:
                self._live.bound(column, chosen, chosen)
        self._search.settle(self._search.standing)

    def _safe(self) -> Dollars:
        """Return the choices that forbid nothing: every threshold passed, no gains without tax."""
        choices = self._program.choices
        passed = np.concatenate(
            [c.ravel() for c in (choices.capped, choices.bonus_gone, choices.tiers)]
        )
        return np.isin(self._choices, passed).astype(float)

    def _prove(self, nodes: int) -> bool:
        """Search all choices; return whether that went to the end.

        Where a basis is followed the search finds plans at the shares of the plan it starts from,
        and the bound is that of shares below those of any plan.
        """
        capped = np.intersect1d(self._program.choices.capped, self._choices)
        if capped.size:
            exchange(self._live, self._choices, capped, self._search, EXCHANGE_TRIES)
            self._agree()
        self._live.release(self._choices)
        self._tighten()
        proof = self._live.prove(self._choices, self._search.best.columns, nodes)
        if proof.standing is not None:
            self._search.settle(proof.standing)
            self._search.polish(AGAIN_TRIES)
            self._agree()
        if self._follows_basis:
            self._share = least_gain_share(self._problem)
            self._live.load(self._built().matrix)
            proof = self._live.prove(self._choices, None, nodes)
        self._bound = min(self._bound, proof.bound)
        return proof.is_complete and not self._follows_basis

    def _tighten(self) -> None:
        """Bound incomes by what a better plan than the best can have.

        The relaxed program says what a dollar in a bracket costs: no better plan has more dollars
        there than the distance to the bound pays for.
        """
        for _round in range(TIGHTENED):
            relaxed = self._live.solve()
            if relaxed is None:
                return
            room = max(relaxed.value - self._search.best.value, 0.0) + WORTH_IT
            self._bounds = tightened(
                self._problem, self._program.columns, self._bounds, relaxed, room
            )
            self._live.load(self._built().matrix)

    def _built(self) -> Program:
        return build_program(self._problem, self._share, self._bounds)

    def _agree(self) -> bool:
        """Charge the plan what the law charges for it; return whether that took rounds.

        A plan may have been charged for a side of a threshold on which it does not stand; and what
        a sale of taxable assets realises depends on all that was bought and sold before. The two
        are mended in turns, the shares of gain while the choices rest and slower from round to
        round. Where the plan goes on swinging, its taxable account is held as it is.
        """
        for round_ in range(ROUNDS):
            best = self._search.best
            priced = self._priced()
            if _residual(priced) <= AGREED:
                return round_ > 0
            made = sides_of(self._problem, self._program, priced, best.columns)[self._choices]
            if not self._follows_basis:
                self._search.settle(made, gain=-WORTH_IT)
                if self._search.best is best:
                    return round_ > 0
                continue
            kept = 0.5 if round_ >= UNDAMPED_ROUNDS else 0.0
            standing = self._search.standing if round_ % UNDAMPED_ROUNDS else made
            if not self._share_again(
                (1.0 - kept) * priced.gain_share + kept * self._share, standing
            ):
                break
        if self._follows_basis:
            self._hold_taxable()
        return True

    def _share_again(self, share: Dollars, standing: Dollars) -> bool:
        """Take other shares of gain, or none where they leave no plan."""
        before, stood = self._share, self._search.standing
        for tried, choices in ((share, standing), (share, stood), (before, stood)):
            self._share = tried
            self._live.load(self._built().matrix)
            if self._search.start_again(choices) is not None:
                return tried is share
        return False

    def _hold_taxable(self) -> None:
        """Solve once more with the flows of taxable accounts, and so their shares, as they are."""
        columns, at = self._program.columns, self._search.best.columns
        flows = np.concatenate([columns.withdrawal[:, TAXABLE].ravel(), columns.surplus])
        before, standing = self._share, self._search.standing
        self._share = self._priced().gain_share
        self._live.load(self._built().matrix)
        self._live.bound(flows, at[flows], at[flows])
        if self._search.start_again(standing) is None:
            self._share = before
            self._live.load(self._built().matrix)
            self._search.start_again(standing)
        self._live.release(flows)

    def _leave_most(self) -> Solution:
        """Return, of the plans worth what the best is, one that leaves most.

        Where more is left than was asked for, a dollar charged too much costs the goal nothing and
        may stand in the plan. It costs the estate.
        """
        search, live, columns = self._search, self._live, self._program.columns
        best = search.best
        if self._problem.goal.aim is not Aim.SPENDING or _residual(self._priced()) <= AGREED:
            return best
        held = np.array([columns.basis])
        live.bound(held, best.columns[held] - TENTH_OF_A_CENT, np.inf)
        live.aim(np.array([columns.estate]), 1.0)
        if self._follows_basis:
            flows = np.concatenate([columns.withdrawal[:, TAXABLE].ravel(), columns.surplus])
            live.bound(flows, best.columns[flows], best.columns[flows])
        shown, choices = best, self._choices
        for _round in range(UNDAMPED_ROUNDS):
            priced = price(self._problem, self._plan(shown))
            made = sides_of(self._problem, self._program, priced, shown.columns)[choices]
            live.bound(choices, made, made)
            found = live.solve()
            if found is None:
                break
            shown = found
        live.release(held)
        live.aim_again()
        if self._follows_basis:
            live.release(flows)
        live.bound(choices, search.standing, search.standing)
        return shown

    def _priced(self) -> Priced:
        return price(self._problem, self._plan(self._search.best))

    def _found(self, stage: Stage, *, proved: bool = False) -> Found:
        """Return the best plan so far. A basis may have led a later one to a worse place."""
        plan = self._plan(self._leave_most())
        priced = price(self._problem, plan)
        value = value_of(self._problem, plan, priced)
        best = self._best
        if best is not None and value < best.value and best.repriced_within <= ACCEPTED:
            plan, priced, value = best.plan, best.priced, best.value
        self._best = Found(
            stage=stage,
            plan=plan,
            priced=priced,
            value=value,
            bound=max(self._bound, value),
            repriced_within=_residual(priced),
            proved=proved,
        )
        return self._best

    def _plan(self, solution: Solution) -> Plan:
        columns, at = self._program.columns, np.maximum(solution.columns, 0.0)
        return Plan(
            withdrawal=at[columns.withdrawal],
            conversion=at[columns.conversion],
            deposit=at[columns.surplus] * self._problem.surplus_share,
            spending=at[columns.basis] * self._problem.spending_shape,
        )


def value_of(problem: Problem, plan: Plan, priced: Priced) -> float:
    """Return what a plan is worth to the goal, in dollars of today."""
    if problem.goal.aim is Aim.SPENDING:
        return float(plan.spending[0] / problem.spending_shape[0])
    return float(priced.estate / problem.price_index[-1])


def _residual(priced: Priced) -> float:
    return float(np.abs(priced.charged - priced.taxes.total).max())
