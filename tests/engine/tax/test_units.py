"""What a tax unit accepts, and what it refuses by name."""

from __future__ import annotations

import numpy as np
import pytest

from planning.engine.household import FilingStatus
from planning.engine.law import UnknownYear, load_law
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.units import CODES, RefusedUnits, tax_units

LAW = load_law()
SINGLE = FilingStatus.SINGLE


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), 1e13])
def test_an_amount_that_is_no_amount_is_refused(amount: float) -> None:
    with pytest.raises(RefusedUnits, match="wages_head: an amount is no number"):
        tax_units(year=2026, status=SINGLE, wages_head=amount)


def test_a_negative_income_is_refused_where_the_law_has_none() -> None:
    assert tax_units(year=2026, status=SINGLE, net_long_gain=-1.0).net_long_gain == -1
    with pytest.raises(RefusedUnits, match="ira_head: an amount is negative"):
        tax_units(year=2026, status=SINGLE, ira_head=-1.0)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(RefusedUnits, match="wage_head is no part of a tax unit"):
        tax_units(year=2026, status=SINGLE, wage_head=1.0)


@pytest.mark.parametrize(("year", "said"), [(2020, "No federal .* for 2020"), (2101, "too far")])
def test_a_year_without_law_is_refused_by_name(year: int, said: str) -> None:
    with pytest.raises(UnknownYear, match=said):
        federal_tax(tax_units(year=year, status=SINGLE), LAW)


def test_paths_and_years_broadcast() -> None:
    """A projection: two paths of which one loses a spouse, over three years of different law."""
    units = tax_units(
        year=np.array([2024, 2025, 2026]),
        status=np.array([[CODES[FilingStatus.JOINT]] * 3, [CODES[FilingStatus.JOINT], 0, 0]]),
        age_head=np.array([70, 71, 72]),
        age_spouse=np.array([70, 71, 72]),
        ira_head=np.array([[60_000.0] * 3, [50_000.0] * 3]),
    )
    tax = federal_tax(units, LAW)
    assert tax.total_tax.shape == (2, 3)
    alone = tax_units(year=2026, status=SINGLE, age_head=72, ira_head=50_000.0)
    assert tax.total_tax[1, 2] == pytest.approx(float(federal_tax(alone, LAW).total_tax))


def test_some_units_of_a_batch_are_those_units() -> None:
    units = tax_units(year=2026, status=np.zeros(3, dtype=int), ira_head=[1.0, 2.0, 3.0])
    chosen = units.taken(np.array([0, 2]))
    assert chosen.ira_head.tolist() == [1.0, 3.0]
    assert chosen.year == 2026
