"""What does the roadmap of a household say?

The one door from facts to the document that command and page read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from planning.advice import add_rejected
from planning.engine.household import Household
from planning.engine.law import load_law
from planning.engine.plan_facts import PlanFacts
from planning.engine.roadmap.household.document import roadmap_document
from planning.engine.roadmap.household.judging import CannotPlan
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.roadmap import Roadmap, roadmap_of
from planning.engine.roadmap.solve.optimise import DEFAULT_NODES, Stage
from planning.engine.tax_facts import TaxFacts
from planning.rmd_case import engine_version
from planning.roadmap_catalogue import (
    MISSING,
    NEW_ACCOUNT,
    NEXT_DOLLAR,
    NOTES,
    REFUSALS,
    WHY,
)
from planning.wording import name_accounts, sentence

Document = dict[str, Any]


def compute_roadmap(
    household: Household,
    facts: TaxFacts,
    plans: PlanFacts,
    *,
    objective: Objective = Objective.SPENDING,
    first_year: int | None = None,
    until: Stage = Stage.PROVED,
    nodes: int = DEFAULT_NODES,
    on_stage: Callable[[Document], None] | None = None,
) -> Document:
    """Return the worded document of the best plan, or of why there is none.

    `on_stage` is shown the document of every stage before the last; what it raises ends the work.

    Raises: EngineError, with a sentence for the reader, where a fact is missing.
    """
    law = load_law()

    def show(roadmap: Roadmap) -> None:
        if on_stage is not None and roadmap.stage is not until:
            on_stage(_worded(roadmap))

    try:
        roadmap = roadmap_of(
            household,
            facts,
            plans,
            law,
            objective=objective,
            first_year=first_year,
            until=until,
            nodes=nodes,
            on_stage=show,
        )
    except CannotPlan as refusal:
        return _refused(household, law.version, objective, refusal)
    document = _worded(roadmap)
    add_rejected(document, roadmap)
    return document


def _worded(roadmap: Roadmap) -> Document:
    document = roadmap_document(roadmap)
    _name_accounts(document)
    for year in document["years"]:
        for action in year["actions"]:
            why = action["why"]
            why["text"] = sentence(WHY[why["code"]], why["numbers"])
            if further := why["next_dollar"]:
                why["text"] += " " + sentence(NEXT_DOLLAR[further["code"]], further["numbers"])
    for caveat in document["caveats"]:
        caveat["text"] = sentence(NOTES[caveat["code"]], caveat["numbers"])
    for missing in document["undecided"]:
        missing["text"] = sentence(MISSING[missing["code"]], missing["numbers"])
    return {**document, "engine_version": engine_version()}


def _name_accounts(document: Document) -> None:
    name_accounts(document["accounts"])
    for account in document["accounts"].values():
        if account["is_new"]:
            owner = document["people"][account["owner"]]["name"]
            numbers = {"kind": account["kind_text"], "owner": owner}
            account["name"] = sentence(NEW_ACCOUNT, numbers)


def _refused(
    household: Household, law_version: str, objective: Objective, refusal: CannotPlan
) -> Document:
    numbers = {"year": refusal.year, "short_by": f"{refusal.short_by:.2f}"}
    return {
        "household": household.name,
        "as_of": household.as_of.isoformat(),
        "law_version": law_version,
        "engine_version": engine_version(),
        "objective": objective.value,
        "feasible": False,
        "value": None,
        "reason": {
            "code": refusal.code,
            "year": refusal.year,
            "need": refusal.code,
            "short_by": numbers["short_by"],
            "text": sentence(REFUSALS[refusal.code], numbers),
        },
    }
