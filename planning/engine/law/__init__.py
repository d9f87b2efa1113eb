"""The law as dated data, each value with its source."""

from __future__ import annotations

from planning.engine.law.beneficiaries import (
    BeneficiaryLaw,
    PayoutMethod,
    PlanLaw,
    Standing,
)
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
    "BeneficiaryLaw",
    "Indexing",
    "KindRules",
    "Law",
    "LawError",
    "LifeTable",
    "PayoutMethod",
    "PlanLaw",
    "Requirement",
    "RulesForYear",
    "ShortfallTax",
    "Standing",
    "UnknownYear",
    "load_law",
]
