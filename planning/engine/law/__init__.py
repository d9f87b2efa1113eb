"""The law as dated data, each value with its source."""

from __future__ import annotations

from planning.engine.law.indexing import Indexing
from planning.engine.law.law import (
    ApplicableAge,
    KindRules,
    Law,
    LifeTable,
    Requirement,
    RulesForYear,
    ShortfallTax,
    load_law,
)
from planning.engine.law.parameter import LawError, UnknownYear

__all__ = [
    "ApplicableAge",
    "Indexing",
    "KindRules",
    "Law",
    "LawError",
    "LifeTable",
    "Requirement",
    "RulesForYear",
    "ShortfallTax",
    "UnknownYear",
    "load_law",
]
