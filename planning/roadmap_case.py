"""What does the roadmap of a household say?

The one door from facts to the document that command, page and plan read. It is worked out in codes
and numbers, and worded in the language of whoever reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    REJECTED,
    WHY,
)
from planning.wording import copied, name_accounts, sentence

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

    def show(document: Document) -> None:
        if on_stage is not None:
            on_stage(word_roadmap(document))

    document = compute_roadmap_in_codes(
        household,
        facts,
        plans,
        objective=objective,
        first_year=first_year,
        until=until,
        nodes=nodes,
        on_stage=show,
    )
    return word_roadmap(document)


def compute_roadmap_in_codes(
    household: Household,
    facts: TaxFacts,
    plans: PlanFacts,
    *,
    objective: Objective = Objective.SPENDING,
    first_year: int | None = None,
    until: Stage = Stage.PROVED,
    nodes: int = DEFAULT_NODES,
    on_stage: Callable[[Document], None] | None = None,
    tells_rejected: bool = True,
) -> Document:
    """Return the document as `compute_roadmap` does, without a sentence in it.

    Without `tells_rejected` it does not say what else could have been done in its first years.

    Raises: EngineError, with a sentence for the reader, where a fact is missing.
    """
    law = load_law()

    def show(roadmap: Roadmap) -> None:
        if on_stage is not None and roadmap.stage is not until:
            on_stage(_in_codes(roadmap))

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
    document = _in_codes(roadmap)
    if tells_rejected:
        add_rejected(document, roadmap)
    return document


def word_roadmap(document: Document) -> Document:
    """Return a copy of a roadmap's document with its sentences in the active language."""
    spoken: Document = copied(document)
    if not spoken["feasible"]:
        reason = spoken["reason"]
        reason["text"] = sentence(REFUSALS[reason["code"]], reason)
        return spoken
    _name_accounts(spoken)
    names = {id_: account["name"] for id_, account in spoken["accounts"].items()}
    for year in spoken["years"]:
        for action in year["actions"]:
            why = action["why"]
            why["text"] = sentence(WHY[why["code"]], why["numbers"])
            if further := why["next_dollar"]:
                why["text"] += " " + sentence(NEXT_DOLLAR[further["code"]], further["numbers"])
            action["rejected"] = [_alternative(one, names) for one in action["rejected"]]
    for caveat in spoken["caveats"]:
        caveat["text"] = sentence(NOTES[caveat["code"]], caveat["numbers"])
    for missing in spoken["undecided"]:
        missing["text"] = sentence(MISSING[missing["code"]], missing["numbers"])
    return spoken


def _in_codes(roadmap: Roadmap) -> Document:
    return {**roadmap_document(roadmap), "engine_version": engine_version()}


def _alternative(rejected: Document, names: Mapping[str, str]) -> Document:
    numbers = rejected["numbers"]
    told = {**numbers, "other": names.get(str(numbers.get("other")), "")}
    return {"what": sentence(REJECTED[rejected["code"]], told), **rejected}


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
            "short_by": f"{refusal.short_by:.2f}",
        },
    }
