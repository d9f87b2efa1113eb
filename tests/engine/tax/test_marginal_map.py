"""The cost of each next dollar over a range: exact breakpoints, each with its name."""

from __future__ import annotations

import numpy as np
import pytest

from planning.engine.household import FilingStatus
from planning.engine.law import load_law
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.credit_cliff import Coverage
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.marginal_map import Stretch, _kinks, _turn, marginal_map
from planning.engine.tax.units import TaxUnits, tax_units

LAW = load_law().projected(DEFAULT_INDEXING)

RETIREE = tax_units(
    year=2026,
    status=FilingStatus.SINGLE,
    age_head=70,
    social_security_head=30_000,
    taxable_interest=2_000,
    qualified_dividends=5_000,
    net_long_gain=20_000,
)
# Deductions near the standard one, large state taxes and gains: choices turn, minimum tax binds.
ITEMIZER = tax_units(
    year=2026,
    status=FilingStatus.JOINT,
    age_head=70,
    age_spouse=68,
    social_security_head=30_000,
    ira_head=30_000,
    mortgage_interest=12_000,
    charity_cash=10_000,
    state_and_local_tax=30_000,
    net_long_gain=400_000,
)
SEPARATE = tax_units(
    year=2025,
    status=FilingStatus.SEPARATE,
    lived_with_spouse=True,
    age_head=70,
    social_security_head=20_000,
    medical_expenses=60_000,
    taxable_interest=150_000,
)


def named(stretches: list[Stretch]) -> dict[str, Stretch]:
    return {name: stretch for stretch in stretches for name in stretch.thresholds}


def test_every_threshold_of_a_retiree_is_at_its_dollar() -> None:
    found = named(marginal_map(RETIREE, LAW, of="ira_head", most=300_000, on_medicare=1))
    # Income beside the IRA is 27,000 and, fully taxed, 25,500 of benefits: 52,500.
    assert found["senior_deduction_falls"].start == pytest.approx(75_000 - 52_500)
    assert found["net_investment_income_tax"].start == pytest.approx(200_000 - 52_500)
    assert found["net_investment_income_all_taxed"].start == pytest.approx(227_000 - 52_500)
    assert found["irmaa_tier_1"].start == pytest.approx(115_000 - 52_500)
    # Ordinary income beside the IRA: 52,500 − 25,000 of gains − 18,150, no senior deduction left.
    assert found["bracket_32"].start == pytest.approx(201_775 - 9_350)


def test_the_rates_of_a_retiree_are_those_of_the_law() -> None:
    found = named(marginal_map(RETIREE, LAW, of="ira_head", most=300_000, on_medicare=1))
    for name, rate in (
        ("bracket_10", 0.185),  # 10% of 1.85 dollars
        ("bracket_12", 0.222),
        ("gains_15", 0.27),  # 12% and 15% on the dollar of gains pushed up
        ("senior_deduction_falls", 0.2862),  # 27% of 1.06
        ("gains_all_15", 0.1272),
        ("bracket_24", 0.2544),
        ("net_investment_income_tax", 0.278),
    ):
        assert found[name].rate == pytest.approx(rate, abs=1e-7), name


def test_a_premium_jumps_by_a_year_of_both_surcharges() -> None:
    stretches = marginal_map(RETIREE, LAW, of="ira_head", most=300_000, on_medicare=1)
    jumps = {s.thresholds: s.jump for s in stretches if s.jump}
    assert [names[-1] for names in jumps] == [f"irmaa_tier_{tier}" for tier in (1, 2, 3, 4)]
    twice = marginal_map(RETIREE, LAW, of="ira_head", most=300_000, on_medicare=2)
    assert sum(s.jump for s in twice) == pytest.approx(2 * sum(jumps.values()))


@pytest.mark.parametrize(
    "unit", [RETIREE, ITEMIZER, SEPARATE], ids=["retiree", "itemizer", "apart"]
)
@pytest.mark.parametrize("of", ["ira_head", "net_long_gain", "social_security_head"])
def test_the_stretches_add_up_to_the_tax_everywhere(unit: TaxUnits, of: str) -> None:
    """Not sampled: between breakpoints the tax is a straight line, wherever one looks."""
    most = 700_000.0
    stretches = marginal_map(unit, LAW, of=of, most=most)
    assert [s.end for s in stretches[:-1]] == [s.start for s in stretches[1:]]
    assert (stretches[0].start, stretches[-1].end) == (0.0, most)
    added = np.linspace(0, most, 997)
    owed = federal_tax(unit.plus(of, added), LAW).total_tax
    ends = np.array([0.0, *(s.end for s in stretches)])
    costs = np.cumsum([0.0, *(s.rate * (s.end - s.start) for s in stretches)])
    assert owed - owed[0] == pytest.approx(np.interp(added, ends, costs), abs=0.01)


def test_a_choice_that_turns_is_named() -> None:
    found = named(marginal_map(ITEMIZER, LAW, of="ira_head", most=900_000))
    assert {"alternative_minimum_tax", "deduction_choice"} <= found.keys()
    # 30,000 of taxes are under the limit where it begins to fall: nothing changes there.
    assert "state_and_local_limit_falls" not in found
    medical = named(marginal_map(SEPARATE, LAW, of="ira_head", most=900_000))
    assert "deduction_choice" in medical


def test_benefits_themselves_may_rise() -> None:
    found = named(marginal_map(RETIREE, LAW, of="social_security_head", most=60_000))
    assert found.keys() & {"bracket_12", "gains_15"}


def test_a_corner_of_the_taxing_of_benefits_is_named_after_it() -> None:
    """Small benefits are half taxed before combined income reaches the second threshold."""
    small = tax_units(
        year=2026, status=FilingStatus.JOINT, age_head=63, age_spouse=63, social_security_head=4_000
    )
    stretches = marginal_map(small, LAW, of="pension_head", most=60_000)
    starts = [s.start for s in stretches if "social_security" in s.thresholds]
    # 32,000 + 4,000 − half of 4,000; and 44,000 − half of 4,000, where 85% begin
    assert starts == pytest.approx([34_000, 42_000])


def test_gains_first_use_up_a_loss() -> None:
    """A loss over its limit swallows gains without effect; then 3,000 of it still count."""
    loss = tax_units(
        year=2026, status=FilingStatus.SINGLE, age_head=50, ira_head=60_000, net_long_gain=-20_000
    )
    found = named(marginal_map(loss, LAW, of="net_long_gain", most=60_000))
    assert found["loss_within_limit"].start == pytest.approx(17_000)
    assert found["loss_used_up"].start == pytest.approx(20_000)
    assert found["loss_within_limit"].rate == pytest.approx(0.12)


def test_what_no_threshold_names_is_told_as_such() -> None:
    plain = tax_units(year=2026, status=FilingStatus.SINGLE, age_head=50, ira_head=60_000)
    assert _turn(lambda added: federal_tax(plain.plus("ira_head", added), LAW), 100.0) == "other"


def test_a_bend_where_a_look_ends_is_found() -> None:
    """The first line ends just where the eighth of ten looks does, the next are short."""

    def costs(x: np.ndarray) -> np.ndarray:
        first, second = np.minimum(x, 80), np.clip(x - 80, 0, 5)
        return np.asarray(0.3 * first + 0.1 * second + 0.2 * np.maximum(x - 85, 0))

    assert list(_kinks(costs, 0.0, 100.0, 10)) == pytest.approx([80, 85])


def test_a_dent_in_one_line_is_two_bends_or_more() -> None:
    def costs(x: np.ndarray) -> np.ndarray:
        return np.asarray(0.1 * x - np.clip(np.minimum(x - 598, 601 - x), 0, 1))

    assert list(_kinks(costs, 0.0, 1_000.0, 10)) == pytest.approx([598, 599, 600, 601])


def test_a_separate_return_of_people_living_together_has_three_steps() -> None:
    """Tiers 1 to 3 are passed at once, 42 U.S.C. § 1395r(i)(3)(C)(iii)."""
    unit = tax_units(year=2026, status=FilingStatus.SEPARATE, lived_with_spouse=True, age_head=70)
    found = named(marginal_map(unit, LAW, of="ira_head", most=600_000, on_medicare=1))
    tiers = {name: s.jump for name, s in found.items() if name.startswith("irmaa")}
    assert list(tiers) == ["irmaa_tier_4", "irmaa_tier_5"]
    assert all(jump > 0 for jump in tiers.values())


def test_a_range_without_a_threshold_is_one_stretch() -> None:
    poor = tax_units(year=2026, status=FilingStatus.SINGLE, age_head=50)
    (only,) = marginal_map(poor, LAW, of="ira_head", most=1_000)
    assert (only.rate, only.jump, only.thresholds) == (0, 0, ())


def test_two_bends_between_two_looks_are_both_found() -> None:
    def costs(x: np.ndarray) -> np.ndarray:
        return 0.1 * x + 0.2 * np.maximum(x - 500.3, 0) + 0.3 * np.maximum(x - 507.9, 0)

    assert list(_kinks(costs, 0.0, 1_000.0, 10)) == pytest.approx([500.3, 507.9])


COUPLE_BEFORE_65 = tax_units(year=2026, status=FilingStatus.JOINT, age_head=63, age_spouse=62)
COVERED = Coverage(household_size=2, benchmark=20_000.0)


def test_the_health_insurance_credit_is_lost_at_four_times_the_guideline() -> None:
    # Two people in 2026: 4 × 21,150 = 84,600, where 9.96% of income is the household's own share.
    found = named(
        marginal_map(COUPLE_BEFORE_65, LAW, of="ira_head", most=150_000, coverage=COVERED)
    )
    cliff = found["premium_credit_cliff"]
    assert cliff.start == pytest.approx(84_600, abs=0.01)
    assert cliff.jump == pytest.approx(20_000 - 0.0996 * 84_600, abs=0.01)


def test_a_credit_that_falls_to_nothing_by_itself_has_no_cliff() -> None:
    def has_cliff(unit: TaxUnits, coverage: Coverage, most: float = 150_000) -> bool:
        stretches = marginal_map(unit, LAW, of="ira_head", most=most, coverage=coverage)
        return "premium_credit_cliff" in named(stretches)

    assert not has_cliff(COUPLE_BEFORE_65, Coverage(household_size=2, benchmark=5_000.0))
    assert not has_cliff(COUPLE_BEFORE_65, COVERED, most=60_000)
    separate = Coverage(household_size=2, benchmark=20_000.0, is_separate=True)
    assert not has_cliff(COUPLE_BEFORE_65, separate)
    earlier = tax_units(year=2025, status=FilingStatus.JOINT, age_head=63, age_spouse=62)
    assert not has_cliff(earlier, COVERED, most=400_000)
