"""Households for the tests of a tax year, as files."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from planning.engine.household import Household
from planning.engine.household_file import read_household_with_taxes
from planning.engine.law import load_law
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year import TaxYear, WhatIf, tax_year

LAW = load_law().projected(DEFAULT_INDEXING)
AS_OF = date(2026, 11, 21)

SOLO: dict[str, Any] = {
    "schema": "household/1",
    "as_of": "2026-11-21",
    "people": [{"id": "a", "name": "Ann", "born_on": "1956-05-10"}],
    "accounts": [],
    "prior_magi": {"2023": 60_000, "2024": 60_000, "2025": 60_000},
}
COUPLE: dict[str, Any] = SOLO | {
    "people": [
        {"id": "a", "name": "Ann", "born_on": "1954-05-10"},
        {"id": "b", "name": "Ben", "born_on": "1956-05-10"},
    ],
    "marriages": [{"people": ["a", "b"], "from": "1980-06-01"}],
}


def account(id_: str, kind: str, worth: float, **facts: Any) -> dict[str, Any]:
    balances = {"2024": worth, "2025": worth}
    return {"id": id_, "owner": "a", "kind": kind, "year_end_balances": balances, **facts}


def read(document: dict[str, Any], **more: Any) -> tuple[Household, TaxFacts]:
    return read_household_with_taxes(json.dumps(document | more))


def year_of(
    document: dict[str, Any],
    year: int = 2026,
    *,
    what_if: WhatIf | None = None,
    of: str | None = None,
    **more: Any,
) -> TaxYear:
    household, facts = read(document, **more)
    return tax_year(household, facts, LAW, year, of=of, what_if=what_if or WhatIf())


def amounts(result: TaxYear) -> dict[str, tuple[float, float]]:
    """Return what comes in and what of it is taxable, by source."""
    found: dict[str, tuple[float, float]] = {}
    for source in result.sources:
        gross, taxable = found.get(source.code, (0.0, 0.0))
        found[source.code] = gross + float(source.gross), taxable + float(source.taxable)
    return found


def codes(result: TaxYear) -> set[str]:
    return {note.code for note in result.notes}


def missing(result: TaxYear) -> set[str]:
    return {one.fact for one in result.missing}
