"""What does a plan say beside its requirement, its tax and its roadmap? Facts arranged."""

from __future__ import annotations

from planning.engine.plan.assumed import assumptions_document
from planning.engine.plan.heirs import designations_document
from planning.engine.plan.mishaps import Mishap, mishaps_of
from planning.engine.plan.sources import sources_of

__all__ = [
    "Mishap",
    "assumptions_document",
    "designations_document",
    "mishaps_of",
    "sources_of",
]
