"""Medicare premiums of years that are not published yet, and of a life that changes."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from planning.engine.household import FilingStatus
from planning.engine.law import Indexing, UnknownYear, load_law
from planning.engine.tax.irmaa import medicare, premium_year_table
from planning.engine.tax.units import CODES

LAW = load_law()
AHEAD = LAW.projected(Indexing(rate=Decimal("0.025"), medicare=Decimal("0.055")))
SINGLE, JOINT = CODES[FilingStatus.SINGLE], CODES[FilingStatus.JOINT]


def test_a_premium_year_without_figures_is_refused() -> None:
    with pytest.raises(UnknownYear, match="2028"):
        premium_year_table(LAW, 2028)


def test_tiers_ahead_grow_with_prices_from_the_statutory_bases() -> None:
    ahead = premium_year_table(AHEAD, 2028)
    assert ahead.is_projected
    # 85,000 × 1.3187… (the level the tiers of 2027 show) × 1.025 = 114,900, nearest 1,000
    assert ahead.over[0].tolist() == [115_000, 145_000, 180_000, 216_000, 513_000]
    assert ahead.over[1].tolist() == [230_000, 290_000, 360_000, 432_000, 769_000]
    assert ahead.over[2, 0] == 115_000
    assert ahead.standard == pytest.approx(230.50 * 1.055)
    assert ahead.part_b[1] == pytest.approx(230.50 * 1.055 * 0.4)  # 35% over 25% of the cost


def test_without_a_growth_of_medicare_premiums_follow_prices() -> None:
    ahead = LAW.projected(Indexing(rate=Decimal("0.025")))
    assert premium_year_table(ahead, 2028).standard == pytest.approx(230.50 * 1.025)


def test_years_mix_in_one_batch() -> None:
    premiums = medicare(
        np.array([110_000.0, 110_000.0, 300_000.0]),
        np.array([SINGLE, SINGLE, JOINT]),
        np.array([2026, 2023, 2026]),
        LAW,
    )
    assert premiums.tier.tolist() == [1, 1, 2]
    assert premiums.irmaa[0] == pytest.approx(12 * (81.20 + 14.50))
    assert premiums.irmaa[1] == pytest.approx(12 * (65.90 + 12.20))
    assert not premiums.is_projected.any()


def test_an_event_that_changes_a_life_is_the_later_return() -> None:
    """A widow's last joint return put her in tier 1; the agency may take the year after."""
    before = medicare(np.array(230_000.0), np.array(JOINT), np.array(2026), LAW)
    after = medicare(np.array(105_000.0), np.array(SINGLE), np.array(2026), LAW)
    assert (int(before.tier), int(after.tier)) == (1, 0)
