"""The rows of planning."""

from __future__ import annotations

from planning.models.ledger import (
    CustodianFigure,
    MissedCase,
    PlannedPayment,
    Task,
    Verification,
    YearClosing,
)
from planning.models.letter import Letter

__all__ = [
    "CustodianFigure",
    "Letter",
    "MissedCase",
    "PlannedPayment",
    "Task",
    "Verification",
    "YearClosing",
]
