"""What does a first death change? Against returns of the same income."""

from __future__ import annotations

import numpy as np
import pytest

from planning.engine.advice.survivor import first_deaths
from planning.engine.household import FilingStatus
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.units import CODES, tax_units
from tests.engine.advice.plans import ANN, cents, plan
from tests.engine.projection.households import COUPLE, account

BOTH = COUPLE | {
    "people": [person | {"plan_to_age": 72} for person in COUPLE["people"]],
    "accounts": [account("tax", "taxable", 500_000, basis=500_000)],
    "incomes": [{"person": "b", "kind": "pension", "annual": 80_000, "survivor_share": 0}],
    "spending": {"annual": 40_000, "survivor_share": 0.5},
}


def tax_of(status: FilingStatus, *, age_spouse: int = 0) -> float:
    """Return what a pension of 80,000 bears in 2027, by the tax engine alone."""
    law = plan(BOTH).outlook.law
    ages = {"age_head": np.array(69), "age_spouse": np.array(age_spouse)}
    unit = tax_units(
        year=2027, status=np.array(CODES[status]), pension_head=np.array(80_000.0), **ages
    )
    return float(federal_tax(unit, law).total_tax)


def test_the_widower_pays_more_on_the_same_pension():
    deaths = {(one.person, one.year): one for one in first_deaths(plan(BOTH))}
    found = deaths["a", 2026]
    together, alone = found.next_year
    assert (found.survivor, together.year) == ("b", 2027)
    assert (together.income, alone.income) == (80_000, 80_000)
    assert (together.tax, alone.tax) == (
        cents(tax_of(FilingStatus.JOINT, age_spouse=71)),
        cents(tax_of(FilingStatus.SINGLE)),
    )
    assert (together.spending, alone.spending) == (cents(40_000), cents(20_000))
    assert alone.rate == pytest.approx(alone.tax / 80_000)
    assert alone.tax > 1.9 * together.tax
    assert found.first_short_year is None


def test_the_widow_is_left_without_the_pension():
    deaths = {(one.person, one.year): one for one in first_deaths(plan(BOTH))}
    together, alone = deaths["b", 2026].next_year
    assert (together.income, alone.income) == (80_000, 0)
    assert alone.tax == 0
    assert deaths["b", 2026].third_year is None  # Ann is planned for to 2028


def test_a_year_is_asked_about_while_both_live_on():
    asked = [(one.person, one.year) for one in first_deaths(plan(BOTH))]
    assert asked == [("a", 2026), ("a", 2027), ("b", 2026), ("b", 2027)]


def test_the_year_in_which_the_money_is_gone_is_named():
    poor = BOTH | {"accounts": [account("tax", "taxable", 30_000, basis=30_000)]}
    poor |= {"spending": {"annual": 60_000, "survivor_share": 0.5}}
    deaths = {(one.person, one.year): one for one in first_deaths(plan(poor))}
    assert deaths["a", 2026].first_short_year is None
    assert deaths["b", 2026].first_short_year == 2028


def test_nobody_married_is_no_case():
    assert first_deaths(plan(ANN)) == ()
