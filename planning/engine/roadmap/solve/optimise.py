"""Which plan is the best there is, and what is the best there could be?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from planning.engine.roadmap.model.bounds import first_bounds
from planning.engine.roadmap.plan import Plan
from planning.engine.roadmap.pricing import Priced, price
from planning.engine.roadmap.problem import Aim, Problem
from planning.engine.roadmap.solve.agree import agree, leave_most
from planning.engine.roadmap.solve.desk import Desk, residual
from planning.engine.roadmap.solve.exchange import exchange
from planning.engine.roadmap.solve.gain_share import least_gain_share
from planning.engine.roadmap.solve.live import Proof
from planning.engine.roadmap.solve.start import dive, start
from planning.engine.roadmap.solve.tighten import tighten

FIRST_TRIES, POLISH_TRIES, AGAIN_TRIES, EXCHANGE_TRIES = 12, 400, 120, 800
FEW_CHOICES, FEW_NODES = 80, 60  # of which all can be searched while a plan is polished
DEFAULT_NODES = 2_000
ACCEPTED = 1.0  # dollars a year between what a plan was charged and what the law charges


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
    problem: Problem,
    until: Stage = Stage.PROVED,
    nodes: int = DEFAULT_NODES,
    *,
    known: Plan | None = None,
) -> Iterator[Found]:
    """Yield the first plan, the polished one and the one with its proof, as far as asked.

    `known` is the plan of a problem that is much the same: its choices are the first that are made.

    Guarantees: every plan keeps every row of the model; the same problem gives the same plans,
    whatever the machine is busy with: limits are counts of programs and nodes.
    Raises: NoPlan, which says what lacks.
    """
    desk = Desk(problem)
    bound = start(desk, known)
    _make_presentable(desk)
    yield (found := _found(desk, Stage.FIRST_PLAN, bound))
    if until is Stage.FIRST_PLAN:
        return
    _polish(desk)
    yield (found := _found(desk, Stage.POLISHED, bound, before=found))
    if until is Stage.POLISHED:
        return
    proof = _prove(desk, nodes)
    found = _found(desk, Stage.PROVED, bound, before=found, proved=proof.is_complete)
    if desk.follows_basis:
        proof = _bound_of_least_shares(desk, nodes)
    yield replace(found, bound=max(min(bound, proof.bound), found.value))


def _make_presentable(desk: Desk) -> None:
    """Turn a few choices; more where a plan would rather burn money than pass a threshold."""
    for tries in (FIRST_TRIES, POLISH_TRIES):
        desk.search.polish(tries)
        agree(desk)
        if residual(desk.priced(desk.search.best)) <= ACCEPTED:
            break


def _polish(desk: Desk) -> None:
    dive(desk)
    desk.search.polish(POLISH_TRIES)
    if len(desk.choices) <= FEW_CHOICES:
        _search_all(desk, FEW_NODES)
    if agree(desk):
        desk.search.polish(AGAIN_TRIES)
        agree(desk)


def _prove(desk: Desk, nodes: int) -> Proof:
    """Look for a better plan in other patterns of years, then among all there are."""
    if desk.capped.size:
        exchange(desk.live, desk.choices, desk.capped, desk.search, EXCHANGE_TRIES)
        agree(desk)
    tighten(desk)
    proof = _search_all(desk, nodes)
    agree(desk)
    return proof


def _search_all(desk: Desk, nodes: int) -> Proof:
    """Let the solver search all choices, and go on from the best plan it met."""
    proof = desk.search_all(nodes)
    if proof.standing is not None:
        desk.search.settle(proof.standing)
    desk.search.polish(AGAIN_TRIES)
    return proof


def _bound_of_least_shares(desk: Desk, nodes: int) -> Proof:
    """Return a bound that holds whatever is sold: at shares of gain below those of any plan."""
    desk.rebuild(share=least_gain_share(desk.problem), bounds=first_bounds(desk.problem))
    return desk.live.prove(desk.choices, None, nodes)


def _found(
    desk: Desk, stage: Stage, bound: float, before: Found | None = None, *, proved: bool = False
) -> Found:
    """Return the best plan so far. A basis may have led a later one to a worse place."""
    plan = desk.plan(leave_most(desk))
    priced = price(desk.problem, plan)
    value = value_of(desk.problem, plan, priced)
    if before is not None and value < before.value and before.repriced_within <= ACCEPTED:
        plan, priced, value = before.plan, before.priced, before.value
    return Found(
        stage=stage,
        plan=plan,
        priced=priced,
        value=value,
        bound=max(bound, value),
        repriced_within=residual(priced),
        proved=proved and not desk.follows_basis,
    )


def value_of(problem: Problem, plan: Plan, priced: Priced) -> float:
    """Return what a plan is worth to the goal, in dollars of today."""
    if problem.goal.aim is Aim.SPENDING:
        return float(plan.spending[0] / problem.spending_shape[0])
    return float(priced.estate / problem.price_index[-1])
