"""The cost of each next dollar over a range: exact breakpoints, each with its name."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from planning.engine.household import FilingStatus
from planning.engine.law import load_law
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.marginal_map import Rates, Stretch, marginal_map
from planning.engine.tax.premium_credit import Coverage
from planning.engine.tax.situation import Situation, touched
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
        assert found[name].rates.together == pytest.approx(rate, abs=1e-7), name


def test_a_premium_jumps_by_a_year_of_both_surcharges() -> None:
    stretches = marginal_map(RETIREE, LAW, of="ira_head", most=300_000, on_medicare=1)
    jumps = {s.thresholds: s.jump for s in stretches if s.jump}
    assert [names[-1] for names in jumps] == [f"irmaa_tier_{tier}" for tier in (1, 2, 3, 4)]
    twice = marginal_map(RETIREE, LAW, of="ira_head", most=300_000, on_medicare=2)
    assert sum(s.jump for s in twice) == pytest.approx(2 * sum(jumps.values()))


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
    found = named(stretches)
    # 32,000 + 4,000 − half of 4,000; and 44,000 − half of 4,000, where 85% begin
    assert found["social_security_half_taxed"].start == pytest.approx(34_000)
    assert found["social_security_85"].start == pytest.approx(42_000)


def test_gains_first_use_up_a_loss() -> None:
    """A loss over its limit swallows gains without effect; then 3,000 of it still count."""
    loss = tax_units(
        year=2026, status=FilingStatus.SINGLE, age_head=50, ira_head=60_000, net_long_gain=-20_000
    )
    found = named(marginal_map(loss, LAW, of="net_long_gain", most=60_000))
    assert found["loss_within_limit"].start == pytest.approx(17_000)
    assert found["loss_used_up"].start == pytest.approx(20_000)
    assert found["loss_within_limit"].rates.federal == pytest.approx(0.12)


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
    assert only.rates == only.rates_at_end == Rates(0, 0, 0)
    assert (only.start, only.end, only.jump, only.thresholds) == (0, 1_000, 0, ())


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


def test_the_credit_falls_ever_faster_between_the_edges_of_its_shares() -> None:
    found = named(
        marginal_map(COUPLE_BEFORE_65, LAW, of="ira_head", most=150_000, coverage=COVERED)
    )
    # 2026: from 6.60% at twice the guideline to 8.44% at two and a half times it. The next dollar
    # costs its share and what it adds to the share of all others: 0.0184 a half guideline.
    guideline = 21_150
    edge = next(
        stretch
        for stretch in marginal_map(
            COUPLE_BEFORE_65, LAW, of="ira_head", most=150_000, coverage=COVERED
        )
        if stretch.start == pytest.approx(2 * guideline)
    )
    assert edge.rates.credit == pytest.approx(0.0660 + 2 * (0.0844 - 0.0660) / 0.5)
    assert edge.rates_at_end.credit == pytest.approx(0.0844 + 2.5 * (0.0844 - 0.0660) / 0.5)
    assert found["premium_credit_begins"].start == pytest.approx(guideline)
    assert found["premium_credit_begins"].jump == pytest.approx(-(20_000 - 0.0210 * guideline))


def test_the_brackets_and_cliffs_of_a_state_are_among_the_thresholds() -> None:
    widow = tax_units(year=2026, status=FilingStatus.SINGLE, age_head=70, pension_head=20_000)
    falls: Any = LAW.parameters["VA"].values[-1].fields["deduction_65"]
    start, amount = falls["phase_out_start"]["single"] - 20_000, falls["amount"]
    begins, ends = (
        stretch
        for stretch in marginal_map(widow, LAW, of="ira_head", most=120_000, states={"VA": 1.0})
        if "state_income" in stretch.thresholds
    )
    assert (begins.start, ends.start) == pytest.approx((start, start + amount))
    assert begins.rates.state == pytest.approx(2 * ends.rates.state)
    worker = tax_units(year=2026, status=FilingStatus.SINGLE, age_head=50)
    ohio = named(marginal_map(worker, LAW, of="wages_head", most=60_000, states={"OH": 1.0}))
    assert ohio["state_bracket"].jump > 300  # what Ohio takes besides its rate over 26,050


def test_a_year_in_two_states_costs_a_share_of_each() -> None:
    worker = tax_units(year=2026, status=FilingStatus.SINGLE, age_head=50, wages_head=80_000)
    (stretch, *_more) = marginal_map(
        worker, LAW, of="wages_head", most=1_000, states={"PA": 0.25, "IL": 0.75}
    )
    assert stretch.rates.state == pytest.approx(0.25 * 0.0307 + 0.75 * 0.0495)


def test_a_household_that_stands_at_a_cliff_falls_with_the_next_cent() -> None:
    """A plan fills income up to a tier: the first dollar more is the dear one."""
    at_tier = tax_units(year=2026, status=FilingStatus.SINGLE, age_head=70, pension_head=115_000)
    first, *_more = marginal_map(at_tier, LAW, of="ira_head", most=1_000, on_medicare=1)
    assert first.jump == pytest.approx(12 * (94.80 + 18.718), abs=1)
    assert first.thresholds == ("irmaa_tier_1",)
    # The credit pays up to four times the guideline itself; from there on there is none.
    at_guideline = replace(COUPLE_BEFORE_65, pension_head=np.array(84_600.0))
    first, *_more = marginal_map(at_guideline, LAW, of="ira_head", most=1_000, coverage=COVERED)
    assert first.jump == pytest.approx(20_000 - 0.0996 * 84_600, abs=0.01)
    # Missouri's steps begin at their amount: who stands there has paid.
    at_step = tax_units(year=2026, status=FilingStatus.SINGLE, age_head=60, pension_head=50_000)
    first, *_more = marginal_map(at_step, LAW, of="ira_head", most=1_000, states={"MO": 1.0})
    assert (first.jump, first.thresholds) == (0, ())


def test_only_what_a_threshold_turns_is_named_after_it() -> None:
    """Two rules look at 500,000 of income; taxes under their limit feel one of them."""
    rich = tax_units(
        year=2025,
        status=FilingStatus.SINGLE,
        age_head=70,
        ira_head=480_000,
        real_estate_tax=8_000,
        mortgage_interest=30_000,
    )
    _first, tier = marginal_map(rich, LAW, of="ira_head", most=100_000, on_medicare=1)
    assert (tier.start, tier.thresholds) == (20_000, ("irmaa_tier_5",))
    # Living together, a separate filer goes from nothing to 85% without a half.
    separate = tax_units(
        year=2026,
        status=FilingStatus.SEPARATE,
        lived_with_spouse=True,
        age_head=70,
        social_security_head=20_000,
    )
    stretches = marginal_map(separate, LAW, of="ira_head", most=12_000)
    assert named(stretches)["social_security_all_taxed"].thresholds == (
        "social_security_all_taxed",
    )


def test_what_a_state_does_by_itself_is_named_beside_what_the_federal_return_does() -> None:
    """At 150,000 the senior deduction begins to fall, and New Mexico taxes all benefits at once."""
    couple = tax_units(
        year=2026,
        status=FilingStatus.JOINT,
        age_head=70,
        age_spouse=70,
        pension_head=80_000,
        social_security_head=40_000,
    )
    stretches = marginal_map(couple, LAW, of="ira_head", most=50_000, states={"NM": 1.0})
    (fall,) = (stretch for stretch in stretches if stretch.jump)
    assert fall.start == pytest.approx(150_000 - 114_000)
    assert fall.thresholds == ("senior_deduction_falls", "state_income", "state_bracket")


def test_gains_that_only_now_outweigh_a_loss_of_rent_are_investment_income() -> None:
    landlord = tax_units(
        year=2026, status=FilingStatus.SINGLE, age_head=60, ira_head=400_000, rental=-50_000
    )
    found = named(marginal_map(landlord, LAW, of="net_long_gain", most=80_000))
    assert found["net_investment_income_tax"].start == pytest.approx(50_000)


def test_a_dollar_may_be_of_two_people() -> None:
    """Georgia leaves out 65,000 of each person's retirement income: two people have it twice."""
    couple = tax_units(year=2026, status=FilingStatus.JOINT, age_head=70, age_spouse=70)
    states = {"GA": 1.0}
    alone = marginal_map(couple, LAW, of="ira_head", most=120_000, states=states)
    both = marginal_map(
        couple, LAW, of={"ira_head": 0.5, "ira_spouse": 0.5}, most=120_000, states=states
    )
    assert any(stretch.rates.state for stretch in alone)
    assert not any(stretch.rates.state for stretch in both)


def integral(stretches: list[Stretch], added: np.ndarray) -> np.ndarray:
    """Return what the stretches say that so much more income costs, jumps included."""
    total = np.zeros_like(added)
    for stretch in stretches:
        width = np.clip(added - stretch.start, 0, stretch.end - stretch.start)
        first, last = stretch.rates.together, stretch.rates_at_end.together
        slope = (last - first) / (stretch.end - stretch.start)
        total += stretch.jump * (added > stretch.start) + (first + slope * width / 2) * width
    return total


def a_household(dice: np.random.Generator) -> TaxUnits:
    """Return anybody: of any status and year, with incomes, losses and deductions of every kind."""

    def amount(chance: float, most: float) -> float:
        return float((dice.random() < chance) * most * dice.random() ** 2)

    status = list(FilingStatus)[dice.integers(5)]
    together, lists = status is FilingStatus.JOINT, dice.random() < 0.4
    return tax_units(
        year=int(dice.integers(2021, 2030)),
        status=status,
        age_head=int(dice.integers(50, 90)),
        age_spouse=together * int(dice.integers(50, 90)),
        lived_with_spouse=status is FilingStatus.SEPARATE and dice.random() < 0.5,
        wages_head=amount(0.2, 150_000),
        pension_head=amount(0.5, 90_000),
        pension_spouse=together * amount(0.4, 50_000),
        ira_head=amount(0.3, 60_000),
        social_security_head=amount(0.8, 55_000),
        social_security_spouse=together * amount(0.6, 50_000),
        taxable_interest=amount(0.6, 40_000),
        tax_exempt_interest=amount(0.2, 20_000),
        qualified_dividends=amount(0.5, 60_000),
        net_long_gain=amount(0.5, 300_000) - amount(0.3, 60_000),
        net_short_gain=amount(0.2, 30_000) - amount(0.2, 9_000),
        unrecaptured_section_1250_gain=amount(0.1, 40_000),
        collectibles_gain=amount(0.1, 20_000),
        state_and_local_tax=lists * amount(0.8, 60_000),
        mortgage_interest=lists * amount(0.6, 30_000),
        charity_cash=amount(0.8, 30_000),
        medical_expenses=lists * amount(0.4, 60_000),
    )


# Every state with a rule of its own; Missouri divides a couple's income between the two.
STATES = ("AL", "AR", "CA", "CT", "MD", "MN", "MO", "NJ", "NM", "NY", "PA", "RI", "UT", "VA", "VT")


@pytest.mark.parametrize("seed", range(len(STATES)))
def test_the_stretches_add_up_to_all_costs_at_any_dollar(seed: int) -> None:
    """Nothing is sampled: the integral of the map is what whole returns say, wherever one looks."""
    dice, most = np.random.default_rng(seed), 400_000.0
    unit, of = a_household(dice), ("ira_head", "net_long_gain", "social_security_head")[seed % 3]
    coverage = Coverage(household_size=2, benchmark=18_000.0) if seed % 2 else None
    states = {STATES[seed]: 1.0}
    stretches = marginal_map(
        unit, LAW, of=of, most=most, on_medicare=seed % 3, coverage=coverage, states=states
    )
    assert [s.end for s in stretches[:-1]] == [s.start for s in stretches[1:]]
    assert (stretches[0].start, stretches[-1].end) == (0.0, most)
    for before, after in pairwise(stretches):  # only a curve goes on without a name
        turn = after.rates.together - before.rates_at_end.together
        assert after.thresholds or (after.jump == 0 and abs(turn) < 1e-4)
    added = np.concatenate([[0.0], np.sort(dice.random(400) * most)])
    situation = Situation(law=LAW, on_medicare=seed % 3, coverage=coverage, states=states)
    whole = touched(unit.plus(of, added), situation).cost
    assert whole - whole[0] == pytest.approx(integral(stretches, added), abs=0.02)
    assert sum(s.jump + s.cost for s in stretches) == pytest.approx(
        integral(stretches, added + most)[0]
    )


def test_narrow_stairs_are_followed_as_the_slope_they_lie_on() -> None:
    """South Carolina rounds a falling deduction down to ten dollars: under a dollar of tax."""
    unit = tax_units(year=2026, status=FilingStatus.SINGLE, age_head=50, wages_head=30_000)
    stretches = marginal_map(unit, LAW, of="wages_head", most=100_000, states={"SC": 1.0})
    added = np.linspace(0, 100_000, 401)
    situation = Situation(law=LAW, states={"SC": 1.0})
    whole = touched(unit.plus("wages_head", added), situation).cost
    assert whole - whole[0] == pytest.approx(integral(stretches, added), abs=0.6)
    assert len(stretches) < 20


def test_a_curve_is_followed_where_a_state_divides_a_couples_income() -> None:
    couple = tax_units(
        year=2026,
        status=FilingStatus.JOINT,
        age_head=68,
        age_spouse=68,
        pension_head=30_000,
        pension_spouse=20_000,
        social_security_head=20_000,
    )
    situation = Situation(law=LAW, states={"MO": 1.0})
    stretches = marginal_map(couple, LAW, of="ira_head", most=60_000, states=situation.states)
    added = np.linspace(0, 60_000, 401)
    whole = touched(couple.plus("ira_head", added), situation).cost
    assert whole - whole[0] == pytest.approx(integral(stretches, added), abs=0.01)
    assert not all(stretch.thresholds for stretch in stretches[1:])
