"""The lines of a return as reasons: they add up, each has its authority and its sentence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from planning.engine.household import FilingStatus
from planning.engine.law import load_law
from planning.engine.tax.explain import Reason, reasons_of_federal_tax
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.units import tax_units

LAW = load_law()


def reasons(**facts: Any) -> dict[str, Reason]:
    asked: dict[str, Any] = {"year": 2026, "status": FilingStatus.SINGLE} | facts
    unit = tax_units(**asked)
    return {r.code: r for r in reasons_of_federal_tax(unit, federal_tax(unit, LAW), LAW)}


def test_a_plain_return() -> None:
    """tax.md § 2, example A."""
    found = reasons(
        age_head=70, social_security_head=30_000, ira_head=30_000, taxable_interest=2_000
    )
    assert list(found) == [
        "ira_head",
        "taxable_interest",
        "taxable_social_security",
        "adjusted_gross_income",
        "standard_deduction",
        "senior_deduction",
        "taxable_income",
        "regular_tax",
        "total_tax",
    ]
    assert found["taxable_social_security"].numbers["combined"] == Decimal("47000.00")
    assert found["total_tax"].value == Decimal("2560.00")
    assert found["senior_deduction"].citation == "26 U.S.C. § 151(d)(5)(C)"


def test_everything_at_once() -> None:
    found = reasons(
        status=FilingStatus.JOINT,
        age_head=70,
        age_spouse=58,
        wages_head=50_000,
        wages_spouse=1,
        ira_head=900_000,
        net_long_gain=100_000,
        adjustments=1_000,
        medical_expenses=200_000,
        state_and_local_tax=50_000,
        mortgage_interest=20_000,
        charity_cash=30_000,
        early_distribution=10_000,
        amt_preferences=700_000,
    )
    assert {
        *("gains", "adjustments", "medical", "state_and_local", "mortgage", "charity"),
        *("itemized_reduction", "deduction_itemized", "gains_by_rate", "regular_tax_with_gains"),
        *("alternative_minimum_tax", "net_investment_income_tax", "early_distribution_tax"),
    } <= found.keys()
    assert found["net_investment_income_tax"].numbers["rate"] == Decimal("0.038")
    parts = ("medical", "state_and_local", "mortgage", "charity", "itemized_reduction")
    apart = sum(found[part].value for part in parts) - found["deduction_itemized"].value
    assert abs(apart) <= Decimal("0.02")  # each is rounded alone


def test_a_gift_without_itemizing_has_its_line() -> None:
    assert reasons(ira_head=50_000, charity_cash=400)["charity_without_itemizing"].value == 400


def test_separate_returns_and_early_years_have_no_senior_line() -> None:
    assert "senior_deduction" not in reasons(age_head=70, status=FilingStatus.SEPARATE)
    assert "senior_deduction" not in reasons(age_head=70, year=2024)
