"""Has every code of the tax engine its sentence, and every sentence its code?"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from planning import tax_catalogue
from planning.engine.household import FilingStatus
from planning.engine.law import load_law
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.caveats import not_modelled
from planning.engine.tax.explain import reasons_of_federal_tax
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.premium_credit import Coverage
from planning.engine.tax.situation import Situation, touched
from planning.engine.tax.thresholds import federal_lines, medicare_lines, state_lines
from planning.engine.tax.units import tax_units
from planning.engine.tax_year import year as tax_year
from planning.wording import sentence

LAW = load_law()
ESTIMATES = {
    "projected_law",
    "spouse_left_out",
    "spouse_without_age",
    "state_grade",
    "state_year",
    "without_case_id",
}


def test_every_step_stands_somewhere_and_has_a_sentence() -> None:
    assert LAW.authorities["tax"].keys() == tax_catalogue.STEPS.keys()


def test_every_caveat_has_a_sentence() -> None:
    codes = {caveat.code for _kind, caveat in not_modelled()}
    assert codes | ESTIMATES == tax_catalogue.CAVEATS.keys()


def test_everything_a_tax_year_says_has_a_sentence() -> None:
    folder = Path(tax_year.__file__).parent
    text = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    said = {*re.findall(r'code="(\w+)"', text), *re.findall(r'"(event_\w+)"', text)}
    words = (tax_catalogue.NOTES, tax_catalogue.CAVEATS, tax_catalogue.MISSING)
    assert said <= {code for of in (*words, tax_catalogue.SOURCES) for code in of}
    assert tax_catalogue.NOTES.keys() <= said


def test_every_threshold_of_the_next_dollar_has_a_sentence() -> None:
    lists = {"medical_expenses": 90_000, "social_security_head": 30_000}
    unit = tax_units(year=2026, status=FilingStatus.SINGLE, age_head=70, **lists)
    covered = Coverage(household_size=1, benchmark=9_000.0)
    law = LAW.projected(DEFAULT_INDEXING)
    situation = Situation(law=law, on_medicare=1, coverage=covered, states={"PA": 1.0, "VA": 0.0})
    whole, lines = touched(unit, situation), (federal_lines, state_lines, medicare_lines)
    found = [line for of in lines for line in of(unit, whole, situation)]
    names = {name for line in found for name, *_looked_at in line.thresholds}
    fallen_back_on = {line.name for line in found} - {"irmaa"}  # always at one of its tiers
    assert names | fallen_back_on == tax_catalogue.THRESHOLDS.keys()


@pytest.mark.parametrize(
    "facts",
    [
        {"social_security_head": 30_000, "ira_head": 30_000, "age_head": 70},
        {"net_long_gain": 300_000, "medical_expenses": 90_000, "real_estate_tax": 9_000},
        {"ira_head": 900_000, "charity_cash": 90_000, "mortgage_interest": 9_000},
    ],
)
def test_every_step_reads_as_a_sentence(facts: dict[str, float]) -> None:
    unit = tax_units(year=2026, status=FilingStatus.SINGLE, **facts)
    for reason in reasons_of_federal_tax(unit, federal_tax(unit, LAW), LAW):
        words = sentence(tax_catalogue.STEPS[reason.code], reason.numbers)
        assert "{" not in words
        assert isinstance(reason.value, Decimal)
