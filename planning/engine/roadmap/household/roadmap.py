"""Which plan is the best a household can have, and how good is that?

Candidates are the plan of the optimiser's model and every baseline. Each is walked through the
whole law, and the best walk is the roadmap: it is never worse than a baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from planning.engine.household import Household
from planning.engine.law import Law
from planning.engine.plan_facts import PlanFacts
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.outlook import Outlook, Variation, outlook_of
from planning.engine.projection.policies import baselines
from planning.engine.roadmap.household.judging import Candidate, Judge
from planning.engine.roadmap.household.modelled import Modelled, Objective, modelled
from planning.engine.roadmap.household.planned import Planned
from planning.engine.roadmap.solve.optimise import DEFAULT_NODES, Stage
from planning.engine.tax_facts import TaxFacts

PATHS = 16  # spendings tried at once
PROVED = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How good a roadmap is. Units: dollars of the as-of day.

    `bound` is what no plan of the optimiser's model exceeds; None where it has none. What the
    model leaves out may put the value above it, and what is `proved` is proved of the model.
    `repriced_within` is the largest difference of a year between the taxes and premiums the plan
    was charged and those of the whole law.
    """

    value: float
    bound: float | None
    gap: float | None
    proved: bool
    repriced_within: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """The best candidate, how good it is, and the others."""

    objective: Objective
    outlook: Outlook
    best: Candidate
    certificate: Certificate
    baselines: tuple[Candidate, ...]
    has_model: bool


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
    # Where spending is what is sought, a dollar of it stands for how it moves over the years.
    spending = 1.0 if objective is Objective.SPENDING else None
    one = Variation(first_year=first_year, spending=spending)
    outlook = outlook_of(household, facts, plans, law, one)
    if objective is not Objective.SPENDING and plans.spending.annual is None:
        raise CannotProject(
            "spending.annual", "is missing. Give what the household spends in a year."
        )
    model = modelled(outlook, objective, until, nodes)
    wide = outlook_of(household, facts, plans, law, replace(one, paths=PATHS))
    judge = Judge(outlook, wide, objective, None if model is None else model.found.value)
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
