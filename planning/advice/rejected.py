"""What else could have been done in a year, written to its actions as codes and numbers?"""

from __future__ import annotations

from planning.advice.writing import Document, money
from planning.engine.advice.followed import followed
from planning.engine.advice.rejected import rejected_of
from planning.engine.roadmap.household.roadmap import Roadmap


def add_rejected(document: Document, roadmap: Roadmap) -> None:
    """Write to the actions of the first years what else could have been done, and its cost.

    A cost is in the unit of the document's value; below zero it would have brought that much.
    """
    actions = {
        (year["year"], action["what"], action["account"]): action
        for year in document["years"]
        for action in year["actions"]
    }
    for one in sorted(rejected_of(followed(roadmap)), key=lambda found: found.costs):
        alternative = one.alternative
        numbers = {name: _written(value) for name, value in alternative.numbers.items()}
        entry = {"code": alternative.code, "numbers": numbers, "costs": money(one.costs)}
        key = (alternative.year, alternative.what, alternative.account)
        if key in actions:
            actions[key]["rejected"].append(entry)


def _written(value: object) -> object:
    if isinstance(value, float):
        return money(value) if abs(value) > 1 else value
    return value
