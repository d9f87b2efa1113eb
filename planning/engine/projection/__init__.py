"""A household walked through its years: one step for a year, on every path at once."""

from __future__ import annotations

from planning.engine.projection.decisions import Decision
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.outlook import Outlook, Variation, outlook_of
from planning.engine.projection.policies import baselines
from planning.engine.projection.result import Lifetime, Projection
from planning.engine.projection.schedules import AsPlanned, LumpSum, Systematic
from planning.engine.projection.walk import WithdrawalPolicy, project

__all__ = [
    "AsPlanned",
    "CannotProject",
    "Decision",
    "Lifetime",
    "LumpSum",
    "Outlook",
    "Projection",
    "Systematic",
    "Variation",
    "WithdrawalPolicy",
    "baselines",
    "outlook_of",
    "project",
]
