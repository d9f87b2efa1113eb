"""Which plan is the best a household can have, and how good is that?

Candidates are the plan of the optimiser's model and every baseline. Each is walked through the
whole law, and the best walk is the roadmap: it is never worse than a baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from planning.engine.household import Household
from planning.engine.law import Law
from planning.engine.plan_facts import PlanFacts
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.outlook import Outlook, Variation, outlook_of
from planning.engine.projection.policies import baselines
from planning.engine.roadmap.household.instead import followed_by
from planning.engine.roadmap.household.judging import Candidate, Judge
from planning.engine.roadmap.household.modelled import Modelled, Objective, models_of
from planning.engine.roadmap.household.planned import Planned
from planning.engine.roadmap.solve.optimise import DEFAULT_NODES, Stage
from planning.engine.roadmap.solve.shortfall import NoPlan
from planning.engine.tax_facts import TaxFacts

PROVED = 1e-4
ROUNDS = {
    Stage.POLISHED: 3,
    Stage.PROVED: 12,
}  # of what else could be done, tried on the exact walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How good a roadmap is. Units: dollars of the as-of day.

    `bound` is what no plan of the optimiser's model exceeds, and what is `proved` is proved of the
    model. None where there is none, or where the law allows more than the model knows of, so that
    the value is above it.
    `repriced_within` is the largest difference of a year between the taxes and premiums that leave
    the plan's cash and those of the whole law at its flows. `model_within` is how far those of the
    model were from the law where its own plan was followed: how well the bound knows the household.
    """

    value: float
    bound: float | None
    gap: float | None
    proved: bool
    repriced_within: float
    model_within: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """The best candidate, how good it is, and the others.

    `stage` says how far the work has come; a first plan is not compared with the baselines yet.
    """

    objective: Objective
    outlook: Outlook
    best: Candidate
    certificate: Certificate
    baselines: tuple[Candidate, ...]
    has_model: bool
    stage: Stage = Stage.PROVED


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
    on_stage: Callable[[Roadmap], None] | None = None,
    start: Roadmap | None = None,
) -> Roadmap:
    """Return the best plan of a household.

    `start` is the roadmap of much the same household: its choices are made first, so that a first
    plan is already a polished one.

    `on_stage` is shown every roadmap on the way, the returned one last; what it raises ends the
    work. A first plan is walked and valid, but compared with no baseline.

    Guarantees: no account falls below what the law requires of it; every year's taxes are those of
    the whole law; the value is at least that of every baseline; the same facts give the same cents.
    Raises: CannotProject, naming the key, where a fact is missing; CannotPlan where no way of
    withdrawing pays for what is wanted.
    """
    if first_year is None:  # on its last day a year has nothing left to decide
        first_year = (household.as_of + timedelta(days=1)).year
    # Where spending is what is sought, a dollar of it stands for how it moves over the years.
    spending = 1.0 if objective is Objective.SPENDING else None
    one = Variation(first_year=first_year, spending=spending)
    outlook = outlook_of(household, facts, plans, law, one)
    if objective is not Objective.SPENDING and plans.spending.annual is None:
        raise CannotProject(
            "spending.annual", "is missing. Give what the household spends in a year."
        )
    judge, shown = Judge(outlook, objective), None
    try:
        known = followed_by(start.best.policy) if start is not None else None
        plan = known.plan if isinstance(known, Planned) else None
        for model in models_of(outlook, objective, until, nodes, plan):
            judge.look_near(model.found)
            shown = _roadmap(judge, model, shown) or shown
            if shown is not None and on_stage is not None:
                on_stage(shown)
    except NoPlan:
        judge.refuse()
    if shown is None:
        shown = _roadmap(judge, None, None)
        if shown is None:
            raise judge.refusal()
    return shown


def _roadmap(judge: Judge, model: Modelled | None, before: Roadmap | None) -> Roadmap | None:
    """Return the best that is known at a stage; None where no way of withdrawing is kept up.

    A first plan is shown at once, at the highest spending of a few.
    """
    stage = Stage.PROVED if model is None else model.found.stage
    is_first = stage is Stage.FIRST_PLAN
    known = [] if before is None else [before.best]
    compared = [] if before is None else [*before.baselines]
    plans: list[Planned] = []
    if model is not None:
        plan, below = model.found.plan, model.below
        plans = [Planned(plan=plan, takes_all=takes, below=below) for takes in (False, True)]
    others = () if compared or is_first else baselines()
    judged = judge.judged(plans, others, is_rough=is_first)
    known, compared = [*known, *judged[: len(plans)]], [*compared, *judged[len(plans) :]]
    able = [one for one in (*compared, *known) if one.value is not None]
    if not able:
        return None
    best = judge.better_of(*able)
    if not is_first:
        best = judge.improved(best, ROUNDS[Stage.POLISHED if model is None else stage])
    return Roadmap(
        objective=judge.objective,
        outlook=judge.outlook,
        best=best,
        certificate=certificate_of(best, model, judge.objective, judged[: len(plans)]),
        baselines=tuple(compared),
        has_model=model is not None,
        stage=stage,
    )


def certificate_of(
    best: Candidate,
    model: Modelled | None,
    objective: Objective,
    followed: Sequence[Candidate] = (),
) -> Certificate:
    """Say how good the best candidate is, as far as the model knows.

    `followed` are the walks of the model's own plan.
    """
    value, within = float(best.value or 0.0), 0.0
    if best.walked is not None:
        within = float(np.abs(best.walked.projection.cash_residual).max())
    if model is None or objective is Objective.TAX:
        return Certificate(
            value=value,
            bound=None,
            gap=None,
            proved=False,
            repriced_within=within,
            model_within=0.0,
        )
    found = model.found
    bound: float | None = max(found.bound, value)
    gap: float | None = (max(found.bound, value) - value) / max(abs(value), 1.0)
    if value - found.bound > PROVED * abs(value):  # the law allows what the model does not
        bound = gap = None
    return Certificate(
        value=value,
        bound=bound,
        gap=gap,
        proved=found.proved and gap is not None and gap <= PROVED,
        repriced_within=within,
        model_within=min(
            (
                model.repriced_within(one.walked.projection)
                for one in followed
                if one.walked is not None
            ),
            default=0.0,
        ),
    )
