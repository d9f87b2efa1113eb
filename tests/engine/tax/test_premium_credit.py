"""The health insurance credit: the share of income, the cliff, and years ahead."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planning.engine.law import UnknownYear, load_law
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.premium_credit import PremiumCredit, Region, premium_credit

LAW = load_law()
BENCHMARK = np.array(20_000.0)


def credit(magi: float, year: int = 2026, size: int = 2, **more: Any) -> PremiumCredit:
    return premium_credit(np.array(magi), np.array(size), BENCHMARK, year, LAW, **more)


def test_three_times_the_guideline() -> None:
    """tax.md § 15: 9.96% of 63,450."""
    assert credit(63_450).poverty_multiple == pytest.approx(3.0)
    assert credit(63_450).own_share == pytest.approx(6_319.62)
    assert credit(63_450).credit == pytest.approx(20_000 - 6_319.62)


def test_one_dollar_over_four_times_costs_all_of_it_from_2026() -> None:
    assert credit(84_600).credit == pytest.approx(20_000 - 0.0996 * 84_600)
    assert credit(84_601).credit == 0
    assert credit(84_601).own_share == 20_000


def test_before_2026_there_was_no_cliff() -> None:
    # 8.5% of 100,000 at 4.9 times 20,440
    assert credit(100_000, 2025).credit == pytest.approx(20_000 - 8_500)


def test_inside_a_row_the_share_is_a_straight_line() -> None:
    # Halfway between 2 and 2.5 times 21,150: halfway between 6.6% and 8.44%
    assert credit(2.25 * 21_150).share_of_income == pytest.approx(0.0752)


def test_under_the_guideline_and_on_separate_returns_there_is_none() -> None:
    assert credit(21_149).credit == 0
    assert credit(50_000, is_separate=True).credit == 0


def test_a_small_benchmark_is_paid_alone() -> None:
    found = premium_credit(np.array(80_000.0), np.array(2), np.array(5_000.0), 2026, LAW)
    assert (found.credit, found.own_share) == (0, 5_000)


def test_alaska_and_hawaii_have_guidelines_of_their_own() -> None:
    assert credit(26_430, region=Region.ALASKA).poverty_multiple == pytest.approx(1.0)
    assert credit(24_320, region=Region.HAWAII).poverty_multiple == pytest.approx(1.0)


def test_years_ahead_are_projected_only_under_an_assumption() -> None:
    with pytest.raises(UnknownYear):
        credit(50_000, 2029)
    ahead = LAW.projected(DEFAULT_INDEXING)
    found = premium_credit(np.array(50_000.0), np.array(1), BENCHMARK, 2029, ahead)
    assert bool(found.is_projected)
    # 15,960 × 1.025², nearest 10
    assert found.poverty_multiple == pytest.approx(50_000 / 16_770)
    assert not bool(credit(50_000).is_projected)
