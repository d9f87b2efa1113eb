"""What is said where no plan is possible."""

from __future__ import annotations

from typing import Any

import pytest

from planning.engine.roadmap.document import shortfall_document
from planning.engine.roadmap.solve.shortfall import NoPlan, Shortfall
from tests.engine.roadmap.plans import case, problem, stages


def _lacking(document: dict[str, Any]) -> Shortfall:
    with pytest.raises(NoPlan) as refusal:
        stages(document)
    return refusal.value.shortfall


def test_spending_beyond_what_exists_names_the_year_it_runs_out() -> None:
    document = case("v08")
    document["objective"]["spending_basis_today_usd"] = 190_000.0
    lacking = _lacking(document)
    assert (lacking.need, lacking.year) == ("cash", 2037)
    assert 0 < lacking.short_by < 190_000 * 2
    later = case("v08")
    later["objective"]["spending_basis_today_usd"] = 180_000.0
    assert _lacking(later).year > lacking.year


def test_an_estate_floor_beyond_what_can_be_left() -> None:
    document = case("v05")
    document["objective"]["bequest_floor_today_usd"] = 9e6
    lacking = _lacking(document)
    assert (lacking.need, lacking.year) == ("estate", 2056)
    told = shortfall_document(problem(document), lacking)
    assert told["reason"]["code"] == "estate_floor"
    assert told["reason"]["text"].startswith("At the end of 2056 the estate is at least $")


def test_a_gift_to_charity_above_the_account() -> None:
    document = case("v01")
    document["resolved"]["qcd"][0] = [0.0, 5_000_000.0, *[0.0] * 29]
    lacking = _lacking(document)
    assert (lacking.need, lacking.year, lacking.person) == ("charity", 2027, "A")


def test_a_taxable_balance_that_is_not_there() -> None:
    document = case("v05")
    document["model"]["minimum_taxable_balance_today_usd"] = [5_000_000.0]
    lacking = _lacking(document)
    assert (lacking.need, lacking.person) == ("floor", "A")


def test_old_conversions_that_are_not_there() -> None:
    document = case("v01")
    document["resolved"]["past_conversions_last_5_years"] = [[0.0, 0.0, 0.0, 0.0, 900_000.0]]
    lacking = _lacking(document)
    assert (lacking.need, lacking.year) == ("conversions", 2026)
