"""A year in two states, by days."""

from __future__ import annotations

from datetime import date

import pytest

from planning.engine.household import FilingStatus
from planning.engine.law import load_law
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.state.moves import Residence, shares_of_year, tax_with_moves
from planning.engine.tax.state.tax import state_tax
from planning.engine.tax.units import tax_units

LAW = load_law()


def test_the_days_of_a_year_are_divided() -> None:
    moves = [
        Residence(state="IL", from_on=date(2020, 1, 1)),
        Residence(state="NC", from_on=date(2026, 7, 2)),
    ]
    assert shares_of_year(moves, 2026) == {"IL": 182 / 365, "NC": 183 / 365}
    assert shares_of_year(moves, 2025) == {"IL": 1.0}
    assert shares_of_year(moves, 2027) == {"NC": 1.0}


def test_the_first_residence_holds_before_it_too() -> None:
    assert shares_of_year([Residence(state="IL", from_on=date(2026, 5, 1))], 2026) == {"IL": 1.0}


def test_who_comes_back_has_both_parts() -> None:
    there_and_back = [
        Residence(state="IL", from_on=date(2020, 1, 1)),
        Residence(state="", from_on=date(2026, 2, 1)),
        Residence(state="IL", from_on=date(2026, 3, 1)),
    ]
    assert shares_of_year(there_and_back, 2026) == pytest.approx({"IL": 337 / 365, "": 28 / 365})


def test_each_state_taxes_its_share() -> None:
    unit = tax_units(year=2026, status=FilingStatus.SINGLE, age_head=70, taxable_interest=80_000.0)
    federal = federal_tax(unit, LAW)
    moves = [
        Residence(state="NC", from_on=date(2020, 1, 1)),
        Residence(state="FL", from_on=date(2026, 10, 1)),
        Residence(state="", from_on=date(2026, 12, 1)),
    ]
    whole = float(state_tax(unit, federal, "NC", LAW).tax)
    assert whole == pytest.approx(0.0399 * (80_000 - 12_750))
    assert float(tax_with_moves(unit, federal, moves, 2026, LAW)) == pytest.approx(
        whole * 273 / 365
    )
