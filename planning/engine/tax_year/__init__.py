"""The tax of one household's year: from its facts to its return, and what another act would do."""

from __future__ import annotations

from planning.engine.tax_year.results import (
    CannotDecide,
    Filing,
    Missing,
    Note,
    Source,
    Standing,
    WhatIf,
)
from planning.engine.tax_year.year import StateLine, TaxYear, tax_year

__all__ = [
    "CannotDecide",
    "Filing",
    "Missing",
    "Note",
    "Source",
    "Standing",
    "StateLine",
    "TaxYear",
    "WhatIf",
    "tax_year",
]
