"""Which plan is the best a household can have, and how good is that?

Candidates are the plan of the optimiser's model and every baseline. Each is walked through the
whole law, and the best walk is the roadmap: it is never worse than a baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import numpy as np

from planning.engine.errors import EngineError
from planning.engine.household import Household
from planning.engine.law import Law
from planning.engine.plan_facts import PlanFacts
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.outlook import Outlook, Variation, outlook_of
from planning.engine.projection.policies import RmdOnly, TaxableFirst, baselines
from planning.engine.projection.result import Lifetime, Projection
from planning.engine.projection.walk import WithdrawalPolicy, heirs_rate_of, project
from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.household.planned import Planned
from planning.engine.roadmap.household.problem import is_one_return, problem_of
from planning.engine.roadmap.household.state import state_of
from planning.engine.roadmap.household.value import (
    CENT,
    Walked,
    at_spending,
    most_spending,
)
from planning.engine.roadmap.problem import Aim, Goal
from planning.engine.roadmap.solve.optimise import DEFAULT_NODES, Found, Stage, optimise
from planning.engine.roadmap.solve.shortfall import NoPlan
from planning.engine.tax_facts import TaxFacts

PATHS = 16  # spendings tried at once
SPREAD = 0.12  # of the model's value, to both sides, that is looked at first
COMPARED_WITHIN = 1.0  # dollars a year, of the spending of candidates; the best one's is exact
PROVED = 1e-4


class Objective(StrEnum):
    """What a roadmap makes as good as it can be."""

    SPENDING = "spending"
    BEQUEST = "bequest"
    TAX = "tax"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How good a roadmap is. Units: dollars of the as-of day.

    `bound` is what no plan of the optimiser's model exceeds; None where it has none. What the
    model leaves out may put the value above it. `repriced_within` is the largest difference of a
    year between the taxes and premiums the plan was charged and those of the whole law.
    """

    value: float
    bound: float | None
    gap: float | None
    proved: bool
    repriced_within: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A way of withdrawing, and what it is worth; no walk: it cannot be kept up."""

    name: str
    policy: WithdrawalPolicy
    walked: Walked | None
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """The best candidate, how good it is, and the others."""

    objective: Objective
    outlook: Outlook
    best: Candidate
    certificate: Certificate
    baselines: tuple[Candidate, ...]
    has_model: bool


class CannotPlan(EngineError):
    """No way of withdrawing does what is asked; it says in which year, for what, how much lacks."""

    def __init__(self, code: str, year: int | None, short_by: float) -> None:
        super().__init__(f"{code} in {year}: short by {short_by:.2f}")
        self.code, self.year, self.short_by = code, year, short_by


def roadmap_of(
    household: Household,
    facts: TaxFacts,
    plans: PlanFacts,
    law: Law,
    *,
    objective: Objective = Objective.SPENDING,
    first_year: int | None = None,
    until: Stage = Stage.POLISHED,
    nodes: int = DEFAULT_NODES,
) -> Roadmap:
    """Return the best plan of a household.

    Guarantees: no account falls below what the law requires of it; every year's taxes are those of
    the whole law; the value is at least that of every baseline; the same facts give the same cents.
    Raises: CannotProject, naming the key, where a fact is missing; CannotPlan where no way of
    withdrawing pays for what is wanted.
    """
    if first_year is None:  # on its last day a year has nothing left to decide
        first_year = (household.as_of + timedelta(days=1)).year
    outlook = outlook_of(household, facts, plans, law, Variation(first_year=first_year))
    if objective is not Objective.SPENDING and plans.spending.annual is None:
        raise CannotProject(
            "spending.annual", "is missing. Give what the household spends in a year."
        )
    model = modelled(outlook, objective, until, nodes)
    judge = _Judge(outlook, household, facts, law, objective, first_year, model)
    others = tuple(judge.judged(policy) for policy in baselines())
    candidates = [*others]
    if model is not None:
        for takes_all in (False, True):
            candidates.append(judge.judged(Planned(plan=model.found.plan, takes_all=takes_all)))
    able = [one for one in candidates if one.value is not None]
    if not able:
        raise judge.refusal()
    sign = -1 if objective is Objective.TAX else 1
    best = judge.exactly(max(able, key=lambda one: sign * (one.value or 0.0)))
    return Roadmap(
        objective=objective,
        outlook=outlook,
        best=best,
        certificate=_certificate(best, model, objective),
        baselines=others,
        has_model=model is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Modelled:
    """The plan of the model, and what a state takes beside what the model weighs: (year)."""

    found: Found
    state_fixed: Dollars

    def repriced_within(self, walk: Projection) -> float:
        """Return the largest difference of a year between what was charged and what is due."""
        due = walk.figures.tax[0] + walk.figures.medicare_premiums[0]
        charged = self.found.priced.taxes.total + self.state_fixed
        return float(np.abs(charged - due).max())


def modelled(
    outlook: Outlook, objective: Objective, until: Stage, nodes: int = DEFAULT_NODES
) -> Modelled | None:
    """Return the model's plan; None where a household has no model or the model no plan."""
    walk = project(outlook, RmdOnly())
    if not is_one_return(walk):
        return None
    limits, part = outlook.plans.limits, outlook.part_of(outlook.years[0])
    floor = None if limits.estate_floor is None else float(limits.estate_floor)
    goal = Goal(
        aim=Aim.SPENDING if objective is Objective.SPENDING else Aim.BEQUEST,
        spending=float(outlook.plans.spending.annual or 0) * part,
        estate_floor=(floor or 0.0) if objective is Objective.SPENDING else floor,
        heirs_rate=heirs_rate_of(outlook),
    )
    share = state_of(outlook)
    try:
        *_earlier, found = optimise(problem_of(walk, goal, share), until, nodes)
    except NoPlan:
        return None
    return Modelled(found=found, state_fixed=share.fixed)


class _Judge:
    """Walks candidates and says what each is worth."""

    def __init__(
        self,
        outlook: Outlook,
        household: Household,
        facts: TaxFacts,
        law: Law,
        objective: Objective,
        first_year: int | None,
        model: Modelled | None,
    ) -> None:
        self.outlook, self.objective = outlook, objective
        plans = outlook.plans
        self.floor = float(plans.limits.estate_floor or 0)
        self.wanted = float(plans.spending.annual or 0)
        if objective is Objective.SPENDING:
            many = Variation(first_year=first_year, paths=PATHS)
            self.wide = outlook_of(household, facts, plans, law, many)
            guess = model.found.value if model is not None else self._guess()
            self.near = (guess * (1 - SPREAD), guess * (1 + SPREAD))
        elif objective is Objective.TAX:
            usual = at_spending(outlook, TaxableFirst(), self.wanted)
            self.floor = max(self.floor, float(usual.projection.lifetime.estate_after_tax[0]))

    def _guess(self) -> float:
        """Return a spending of about the right size: everything there is, spread evenly."""
        lives = self.outlook.years
        return float(self.outlook.opening.balances.sum()) / max(len(lives), 1) + 20_000

    def judged(self, policy: WithdrawalPolicy) -> Candidate:
        walked = self._walked(policy)
        return Candidate(
            name=policy.name,
            policy=policy,
            walked=walked,
            value=None if walked is None else self._value(walked),
        )

    def _walked(self, policy: WithdrawalPolicy) -> Walked | None:
        if self.objective is Objective.SPENDING:
            return self._most(policy, self.near, COMPARED_WITHIN)
        walked = at_spending(self.outlook, policy, self.wanted)
        lifetime = walked.projection.lifetime
        keeps = not walked.projection.shortfalls
        return walked if keeps and lifetime.estate_after_tax[0] >= self.floor - CENT else None

    def exactly(self, best: Candidate) -> Candidate:
        """Return the best candidate at the highest spending, to the cent."""
        if self.objective is not Objective.SPENDING or best.value is None:
            return best
        near = (best.value, best.value + COMPARED_WITHIN)
        walked = self._most(best.policy, near, CENT)
        return best if walked is None else replace(best, walked=walked, value=walked.spending)

    def _most(
        self, policy: WithdrawalPolicy, near: tuple[float, float], within: float
    ) -> Walked | None:
        return most_spending(
            self.outlook, self.wide, policy, estate_floor=self.floor, near=near, within=within
        )

    def _value(self, walked: Walked) -> float:
        lifetime: Lifetime = walked.projection.lifetime
        if self.objective is Objective.SPENDING:
            return walked.spending
        if self.objective is Objective.BEQUEST:
            return float(lifetime.estate_after_tax[0])
        return float(lifetime.tax_present_value[0])

    def refusal(self) -> CannotPlan:
        """Say what lacks, by the walk that lasts longest."""
        wanted = 0.0 if self.objective is Objective.SPENDING else self.wanted
        walks = [at_spending(self.outlook, p, wanted).projection for p in baselines()]
        short = [walk.shortfalls[0] for walk in walks if walk.shortfalls]
        if len(short) == len(walks):
            last = max(short, key=lambda one: (one.year, -one.amount))
            return CannotPlan("spending", last.year, last.amount)
        estates = [walk.lifetime.estate_after_tax[0] for walk in walks if not walk.shortfalls]
        return CannotPlan("estate", self.outlook.years[-1], self.floor - float(max(estates)))


def _certificate(best: Candidate, model: Modelled | None, objective: Objective) -> Certificate:
    value = float(best.value or 0.0)
    if model is None or objective is Objective.TAX:
        return Certificate(value=value, bound=None, gap=None, proved=False, repriced_within=0.0)
    found = model.found
    gap = (found.bound - value) / max(abs(value), 1.0)
    within = 0.0  # a baseline is charged by the law itself
    if isinstance(best.policy, Planned) and best.walked is not None:
        within = model.repriced_within(best.walked.projection)
    return Certificate(
        value=value,
        bound=found.bound,
        gap=gap,
        proved=found.proved and abs(gap) <= PROVED,
        repriced_within=within,
    )
