"""What if a household's years went otherwise: what changes, what follows, and why?"""

from __future__ import annotations

from planning.engine.scenario.changes import GROUPS, Changes, RefusedChange, changed
from planning.engine.scenario.difference import Difference, difference_of
from planning.engine.scenario.follow import Answer, AsPlanned, answer_of
from planning.engine.scenario.money import Money, money_of

__all__ = [
    "GROUPS",
    "Answer",
    "AsPlanned",
    "Changes",
    "Difference",
    "Money",
    "RefusedChange",
    "answer_of",
    "changed",
    "difference_of",
    "money_of",
]
