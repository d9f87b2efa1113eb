"""What does a scenario come to, at once and explained? From files and documents, not from rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from planning.engine.household_file import read_household_with_plans
from planning.engine.law import load_law
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.scenario import (
    Answer,
    AsPlanned,
    Difference,
    answer_of,
    changed,
    difference_of,
)
from planning.engine.scenario.follow import CLOSELY, QUICKLY

Document = dict[str, Any]


def prepared(facts: Document, changes: Mapping[str, Any]) -> Document:
    """Return a household file with a scenario's changes in it, as the optimiser will read it.

    Raises: EngineError with a sentence, where a change cannot be made or makes no sense.
    """
    document = changed(facts, changes)
    read_household_with_plans(json.dumps(document))
    return document


def quick_answer(
    facts: Document,
    changes: Mapping[str, Any],
    plans: Sequence[Document],
    *,
    objective: str,
    spending: float | None = None,
    within: float = QUICKLY,
) -> Answer:
    """Return what the plans of some documents come to in changed years, the better of them.

    Raises: EngineError with a sentence.
    """
    document = changed(facts, changes)
    household, taxes, said = read_household_with_plans(json.dumps(document))
    near = [float(plan["value"]) for plan in plans if plan["objective"] == Objective.SPENDING]
    usual = float(said.spending.annual or 0)
    return answer_of(
        household,
        taxes,
        said,
        load_law(),
        [AsPlanned.of(plan) for plan in plans],
        objective=Objective(objective),
        first_year=first_year_of(facts),
        near=max([*near, usual, 1.0]),
        spending=spending,
        within=within,
    )


def explained(
    facts: Document,
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    plans: Sequence[Document],
) -> Difference:
    """Return why one scenario comes to something else than another, both with their plans.

    Each of `one` and `other` says its objective among its changes.

    Raises: EngineError with a sentence.
    """

    def answers(changes: Mapping[str, Any]) -> Answer:
        return quick_answer(facts, changes, plans, objective=changes["objective"], within=CLOSELY)

    return difference_of(one, other, answers)


def first_year_of(facts: Document) -> int:
    """Return the first year with something left to decide, as the optimiser begins."""
    return (date.fromisoformat(facts["as_of"]) + timedelta(days=1)).year
