"""A return of a household as JSON types."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from planning.engine.tax_year import CannotDecide
from planning.engine.tax_year.document import (
    missing_document,
    tax_year_document,
    undecided_document,
)
from planning.engine.tax_year.results import Missing
from tests.engine.tax_year.facts import SOLO, account, year_of


def test_a_return_says_its_sources_its_lines_and_what_it_comes_to() -> None:
    pension = {"person": "a", "kind": "pension", "annual": 60_000}
    benefits = {"person": "a", "kind": "social_security", "monthly_at_fra": 2_000}
    result = year_of(SOLO, incomes=[pension, benefits | {"start_on": "2024-05-10"}], state="CA")
    document = tax_year_document(result)
    assert json.loads(json.dumps(document)) == document
    assert (document["head"], document["filing_status"]) == ("a", "single")
    by_source = {one["code"]: one for one in document["sources"]}
    assert by_source["pension"] == {
        "code": "pension",
        "person": "a",
        "account": None,
        "gross": "60000.00",
        "taxable": "60000.00",
        "standing": "recorded",
    }
    assert by_source["social_security"]["taxable"] is None  # the return decides it
    lines = {one["code"]: one["value"] for one in document["lines"]}
    assert lines["total_tax"] == document["totals"]["federal"]
    (state,) = document["states"]
    assert (state["state"], state["tax"]) == ("CA", document["totals"]["state"])
    assert "filing_status" not in {one["code"] for one in document["missing"]}


def test_the_tax_on_early_money_is_no_source_of_income() -> None:
    young = SOLO | {"people": [{"id": "a", "name": "Ann", "born_on": "1980-05-10"}]}
    paid = {"account": "ira", "paid_on": "2026-03-01", "amount": 10_000, "kind": "cash"}
    ira = account("ira", "traditional_ira", 90_000, basis=0)
    result = year_of(young, accounts=[ira], distributions=[paid])
    assert "early" in {source.code for source in result.sources}
    assert "early" not in {one["code"] for one in tax_year_document(result)["sources"]}


def test_what_a_return_waits_for_is_named_with_plain_numbers() -> None:
    numbers = {"rate": Decimal("0.120"), "year": 2026, "on": date(2026, 11, 21)}
    waiting = (Missing(code="basis", fact="accounts.ira.basis", account="ira", numbers=numbers),)
    (found,) = missing_document(waiting)
    assert found["numbers"] == {"rate": "0.120", "year": 2026, "on": "2026-11-21"}
    assert undecided_document(2026, CannotDecide(waiting)) == {
        "year": 2026,
        "decided": False,
        "missing": [found],
    }
