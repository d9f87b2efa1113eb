"""An investment in a pension or annuity comes back through the years: cash, and no income."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planning.engine.projection.income import Amount
from planning.engine.projection.outlook import Variation
from planning.engine.tax_facts import IncomeKind
from planning.engine.tax_year import tax_year
from tests.engine.projection.households import COUPLE, SOLO, of, outlook, walked

ANNUITY: dict[str, Any] = {
    "person": "a",
    "kind": "annuity",
    "annual": 12_000,
    "start_on": "2024-01-01",
    "tax_free_annual": 4_000,
    "investment_in_contract": 17_500,
}
UNSPENT = {"annual": 0}


def test_the_tax_free_part_ends_in_the_year_the_investment_is_used_up():
    result = walked(SOLO, incomes=[ANNUITY], spending=UNSPENT)
    years = range(2026, 2030)
    # 8,000 came back in 2024 and 2025: 9,500 are left.
    assert [of(result, "income", year) for year in years] == [8_000, 8_000, 10_500, 12_000]
    assert [of(result, "other_income", year) for year in years] == [12_000] * 4
    assert {note.code for note in result.outlook.notes} & {
        "annuity_all_taxable",
        "tax_free_for_life",
    } == set()


def test_an_investment_nobody_knows_never_ends_and_says_so():
    unknown = {key: said for key, said in ANNUITY.items() if key != "investment_in_contract"}
    result = walked(SOLO, incomes=[unknown], spending=UNSPENT)
    assert of(result, "income", result.years[-1]) == 8_000
    assert "tax_free_for_life" in {note.code for note in result.outlook.notes}


@pytest.mark.parametrize(("kind", "taxed"), [("annuity", 4_000), ("pension", 2_000)])
def test_a_survivor_goes_on_by_the_law_of_the_contract(kind, taxed):
    incomes = [ANNUITY | {"kind": kind, "survivor_share": 0.5, "investment_in_contract": 90_000}]
    later = Variation(first_year=2026, last_years={"a": 2027})
    result = walked(COUPLE, variation=later, incomes=incomes, spending=UNSPENT)
    assert [of(result, "income", year) for year in (2027, 2028)] == [8_000, taxed]
    died = [COUPLE["people"][0] | {"died_on": "2025-06-30"}, COUPLE["people"][1]]
    before = walked(COUPLE, people=died, incomes=incomes, spending=UNSPENT)
    assert of(before, "income", 2026) == taxed


def test_paths_on_which_somebody_dies_sooner_use_it_up_later():
    ends = np.array([2026, 2030])
    incomes = [ANNUITY | {"survivor_share": 0.5}]
    both = outlook(
        COUPLE, Variation(first_year=2026, last_years={"a": ends}, paths=2), incomes=incomes
    )
    lines = [
        both.incomes.in_year(year, both.lives, both.prices, Amount.TAXED)[IncomeKind.ANNUITY]
        for year in range(2026, 2031)
    ]
    # 9,500 are left: 4,000 a year, or after the death 2,000 of the survivor's 6,000.
    assert [list(line.sum(axis=1)) for line in lines] == [
        [8_000, 8_000],
        [4_000, 8_000],
        [4_000, 10_500],
        [4_500, 12_000],
        [6_000, 12_000],
    ]


def test_of_a_year_that_has_begun_only_the_taxed_part_of_what_was_paid_is_taxed_before():
    now = outlook(SOLO | {"as_of": "2026-06-30"}, incomes=[ANNUITY])
    found = {
        amount: float(
            now.incomes.in_year(2026, now.lives, now.prices, amount)[IncomeKind.ANNUITY].sum()
        )
        for amount in Amount
    }
    elapsed = 181 / 365
    assert found[Amount.PAID] == 12_000
    assert found[Amount.TO_COME] == pytest.approx(12_000 * (1 - elapsed))
    assert found[Amount.TAXED] == 8_000
    assert found[Amount.TAXED_BEFORE] == pytest.approx(8_000 * elapsed)


def test_a_year_walked_is_taxed_as_the_return_of_that_year():
    incomes = [ANNUITY | {"cola": 0.02}]
    seen = outlook(SOLO, incomes=incomes)
    for year in range(2026, 2030):
        walked_to = seen.incomes.in_year(year, seen.lives, seen.prices, Amount.TAXED)
        alone = tax_year(seen.household, seen.facts, seen.law, year)
        assert float(walked_to[IncomeKind.ANNUITY].sum()) == pytest.approx(
            float(alone.units.annuity), abs=0.005
        )
