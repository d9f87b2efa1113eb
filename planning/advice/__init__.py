"""What do the answers about a plan say? One door for command, worker and page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planning.advice.ages import claim_ages, start_ages
from planning.advice.lives import heirs, survivor
from planning.advice.rejected import add_rejected
from planning.advice.ways import systematic, would_change
from planning.advice.writing import Document, Names, names_of
from planning.advice.years import low_income, returns, spending
from planning.engine.advice.followed import Followed, followed
from planning.engine.errors import EngineError
from planning.engine.household import Household
from planning.engine.law import load_law
from planning.engine.plan_facts import PlanFacts
from planning.engine.roadmap.household.judging import CannotPlan
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.roadmap import roadmap_of
from planning.engine.roadmap.solve.optimise import Stage
from planning.engine.tax_facts import TaxFacts
from planning.rmd_case import engine_version
from planning.roadmap_catalogue import REFUSALS
from planning.wording import sentence

__all__ = ["QUESTIONS", "add_rejected", "explain"]

QUESTIONS: Mapping[str, Callable[[Followed, Names], Document]] = {
    "survivor": survivor,
    "claim_ages": claim_ages,
    "start_ages": start_ages,
    "low_income": low_income,
    "returns": returns,
    "heirs": heirs,
    "spending": spending,
    "systematic": systematic,
    "would_change": would_change,
}


class NoPlanError(EngineError):
    """There is no plan to ask about; it says why."""


def explain(
    question: str,
    household: Household,
    facts: TaxFacts,
    plans: PlanFacts,
    *,
    objective: Objective = Objective.SPENDING,
    first_year: int | None = None,
    until: Stage = Stage.POLISHED,
) -> Document:
    """Plan a household and return the answer to one of `QUESTIONS` about the plan.

    Raises: EngineError, with a sentence for the reader, where there is no plan.
    """
    law = load_law()
    try:
        roadmap = roadmap_of(
            household, facts, plans, law, objective=objective, first_year=first_year, until=until
        )
    except CannotPlan as refusal:
        numbers = {"year": refusal.year, "short_by": f"{refusal.short_by:.2f}"}
        raise NoPlanError(sentence(REFUSALS[refusal.code], numbers)) from refusal
    answered = QUESTIONS[question](followed(roadmap), names_of(roadmap.outlook))
    return {
        "household": household.name,
        "as_of": household.as_of.isoformat(),
        "law_version": law.version,
        "engine_version": engine_version(),
        "objective": objective.value,
        **answered,
    }
