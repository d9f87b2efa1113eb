"""Does the tax engine say what the law says, case by case?

The cases are tables as for RMDs (README.md); they go through the functions that page and command
use, and agree to the cent.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planning.engine.household import FilingStatus
from planning.engine.household_file import read_household_with_taxes
from planning.engine.law import load_law
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.batch import AMOUNTS
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.irmaa import medicare
from planning.engine.tax.premium_credit import Region, premium_credit
from planning.engine.tax.units import CODES, KINDS, tax_units
from planning.engine.tax_year import tax_year

LAW = load_law().projected(DEFAULT_INDEXING)
FOLDER = Path(__file__).parent / "cases" / "tax"
FEWEST = 329  # a case may be replaced by a better one, never quietly lost
HALF_A_CENT = 0.005

Facts = dict[str, Any]


def federal(given: Facts) -> Mapping[str, Any]:
    """Return the lines of a federal return, under the batch command's names and the engine's."""
    facts = {AMOUNTS.get(name, name): value for name, value in given.items()}
    status = FilingStatus(facts.pop("filing_status"))
    tax = federal_tax(tax_units(status=status, **facts), LAW)
    return {
        "agi": tax.adjusted_gross_income,
        "taxable_ss": tax.taxable_social_security,
        "standard_deduction": tax.standard_deduction + tax.charity_deduction,
        "itemized_deduction": tax.itemized_deduction,
        "senior_deduction": tax.senior_deduction,
        "taxable_income": tax.taxable_income,
        "regular_tax": tax.regular.tax,
        "amt": tax.alternative_minimum_tax,
        "niit": tax.net_investment_income_tax,
        "tax_before_credits": tax.tax_before_credits,
        "fed_tax_total": tax.total_tax,
        "magi_for_irmaa": tax.magi_for_irmaa,
        "early_distribution_tax": tax.early_distribution_tax,
        "payroll_tax": tax.payroll_tax,
        "additional_medicare_tax": tax.additional_medicare_tax,
        "short_loss_carryover": tax.loss_carryover.short,
        "long_loss_carryover": tax.loss_carryover.long,
    }


def irmaa(given: Facts) -> Mapping[str, Any]:
    """Return what a person pays Medicare for a year."""
    premiums = medicare(
        np.array(float(given["magi"])),
        np.array(CODES[FilingStatus(given["filing_status"])]),
        np.array(given["premium_year"]),
        LAW,
        lived_with_spouse=given.get("lived_with_spouse", False),
    )
    return {
        "tier": premiums.tier,
        "part_b": premiums.part_b_surcharge,
        "part_d": premiums.part_d_surcharge,
        "standard_premium": premiums.standard_premium,
    }


def credit(given: Facts) -> Mapping[str, Any]:
    """Return the health insurance credit of a coverage year."""
    found = premium_credit(
        np.array(float(given["magi"])),
        np.array(given["household_size"]),
        np.array(float(given["benchmark"])),
        given["coverage_year"],
        LAW,
        region=Region(given.get("region", Region.CONTIGUOUS)),
        is_separate=given.get("is_separate", False),
    )
    return {
        "credit": found.credit,
        "own_share": found.own_share,
        "poverty_multiple": found.poverty_multiple,
    }


def contract(given: Facts) -> Mapping[str, Any]:
    """Return what a pension or annuity pays in a year, and what of it is income."""
    income = {name: value for name, value in given.items() if name not in {"year", "died_on"}}
    document = {
        "schema": "household/1",
        "as_of": "2026-01-01",
        "people": [
            {"id": "a", "name": "A", "born_on": "1935-05-10", "died_on": given.get("died_on")},
            {"id": "b", "name": "B", "born_on": "1935-05-10"},
        ],
        "marriages": [{"people": ["a", "b"]}],
        "accounts": [],
        "incomes": [{"person": "a", **income}],
    }
    household, facts = read_household_with_taxes(json.dumps(document))
    sources = tax_year(household, facts, LAW, given["year"]).sources
    return {
        "paid": sum(float(source.gross) for source in sources),
        "taxable": sum(float(source.taxable) for source in sources),
    }


TOPICS: dict[str, Callable[[Facts], Mapping[str, Any]]] = {
    "investment_in_contract": contract,
    "irmaa": irmaa,
    "premium_credit": credit,
}
FEDERAL = {"year", "filing_status", *AMOUNTS, *KINDS}
KEYS = {
    "investment_in_contract": {
        *("year", "kind", "annual", "cola", "start_on", "survivor_share", "died_on"),
        *("tax_free_annual", "investment_in_contract"),
    },
    "irmaa": {"premium_year", "filing_status", "magi", "lived_with_spouse"},
    "premium_credit": {
        *("coverage_year", "household_size", "benchmark", "magi", "region", "is_separate"),
    },
}


def load(text: str, topic: str) -> list[Facts]:
    """Return the cases of one file; a malformed one does not load."""
    cases: list[Facts] = tomllib.loads(text)["case"]
    for case in cases:
        wrong = {"name", "source", "given", "expect"} ^ case.keys()
        strange = case.get("given", {}).keys() - KEYS.get(topic, FEDERAL)
        if wrong or strange:
            raise ValueError(f"Case {case.get('name')!r}: {sorted(wrong | strange)}")
    return cases


CASES = {path.stem: load(path.read_text(), path.stem) for path in sorted(FOLDER.glob("*.toml"))}


@pytest.mark.parametrize(
    ("topic", "case"),
    [
        pytest.param(topic, case, id=f"{topic}: {case['name']}")
        for topic, cases in CASES.items()
        for case in cases
    ],
)
def test_the_engine_agrees_with_the_law(topic: str, case: Facts) -> None:
    found = TOPICS.get(topic, federal)(case["given"])
    apart = {
        name: (wanted, float(found[name]))
        for name, wanted in case["expect"].items()
        if abs(float(found[name]) - wanted) > HALF_A_CENT
    }
    assert not apart, case


def test_no_case_is_lost_or_named_twice() -> None:
    names = [(topic, case["name"]) for topic, cases in CASES.items() for case in cases]
    assert len(names) >= FEWEST
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("key", ["name", "source", "given", "expect"])
def test_a_malformed_case_does_not_load(key: str) -> None:
    good = '[[case]]\nname = "x"\nsource = "y"\ngiven = { year = 2026 }\nexpect = { agi = 0 }\n'
    assert load(good, "examples")
    with pytest.raises(ValueError, match="Case"):
        load(good.replace(key, "other"), "examples")
    with pytest.raises(ValueError, match="years"):
        load(good.replace("year =", "years ="), "examples")
