"""Benefits by hand: 42 U.S.C. § 402, 403. Born on the 10th, so that months are whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planning.engine.projection.outlook import Variation
from tests.engine.projection.households import COUPLE, SOLO, outlook

FROM_2026 = Variation(first_year=2026)


def ss(person: str, monthly: float, start: str) -> dict[str, Any]:
    return {
        "person": person,
        "kind": "social_security",
        "monthly_at_fra": monthly,
        "start_on": start,
    }


def paid(document: dict[str, Any], year: int, variation: Variation = FROM_2026, **more: Any):
    """Return what each person receives in a year, on the first path."""
    seen = outlook(document, variation, **more)
    return [float(amount) for amount in seen.benefits.in_year(year, seen.lives)[0]]


def born(first: str, second: str | None = None) -> list[dict[str, Any]]:
    people = [COUPLE["people"][0] | {"born_on": first, "plan_to_age": 95}]
    if second is not None:
        people.append(COUPLE["people"][1] | {"born_on": second, "plan_to_age": 95})
    return people


def test_a_claim_starts_with_its_month_and_is_paid_in_the_next():
    """Claimed at 67 in May 2027: paid from June on, seven months of 2,000."""
    claim = [ss("a", 2_000, "2027-05-01")]
    people = born("1960-05-10")
    assert paid(SOLO, 2026, people=people, incomes=claim) == [0]
    assert paid(SOLO, 2027, people=people, incomes=claim) == [14_000]
    assert paid(SOLO, 2028, people=people, incomes=claim) == [24_000]


def test_another_month_of_claiming_may_be_tried():
    """At 70 instead of 67: 24% more."""
    tried = Variation(first_year=2026, claims={"a": date(2030, 5, 1)})
    people = born("1960-05-10")
    claim = [ss("a", 2_000, "2027-05-01")]
    assert paid(SOLO, 2029, tried, people=people, incomes=claim) == [0]
    assert paid(SOLO, 2031, tried, people=people, incomes=claim) == [pytest.approx(29_760)]


def test_a_spouse_is_brought_up_to_half_of_the_workers_full_benefit():
    """3,000 and 800, both at full retirement age: 1,500 − 800 = 700 more a month."""
    people = born("1958-05-10", "1958-05-10")
    claims = [ss("a", 3_000, "2025-01-01"), ss("b", 800, "2025-01-01")]
    assert paid(COUPLE, 2026, people=people, incomes=claims) == [36_000, 18_000]


def test_a_spouse_who_claims_early_receives_less_of_both():
    """At 62, 60 months early: 800 × 0.70, and 700 × (1 − 36 × 25/3600 − 24 × 5/1200) = 0.65."""
    people = born("1958-05-10", "1964-05-10")
    claims = [ss("a", 3_000, "2025-01-01"), ss("b", 800, "2026-05-01")]
    assert paid(COUPLE, 2027, people=people, incomes=claims)[1] == pytest.approx(12 * (560 + 455))


def test_a_spouse_waits_for_the_workers_claim():
    people = born("1960-05-10", "1958-05-10")
    claims = [ss("a", 3_000, "2028-12-01"), ss("b", 800, "2025-01-01")]
    assert [paid(COUPLE, year, people=people, incomes=claims)[1] for year in (2028, 2029)] == [
        9_600,
        18_000,
    ]


@pytest.mark.parametrize(
    ("start", "monthly"),
    [
        ("2022-06-01", 1_650),  # claimed at 62, 1,408.30: the larger of it and 82.5% of 2,000
        ("2027-05-01", 2_000),
        ("2030-05-01", 2_480),  # what waiting earned goes on
    ],
)
def test_a_survivor_receives_what_the_other_had(start, monthly):
    people = born("1960-05-10", "1958-05-10")
    claims = [ss("a", 2_000, start), ss("b", 1_000, "2025-01-01")]
    dies = Variation(first_year=2026, last_years={"a": 2031})
    after = paid(COUPLE, 2032, dies, people=people, incomes=claims)
    assert after == [0, pytest.approx(12 * monthly)]


def test_a_survivor_under_full_age_receives_a_part_and_before_60_nothing():
    """Born May 1968, so 60 in May 2028 with 71.5%: paid from June on, seven months of 2028."""
    people = born("1956-05-10", "1968-05-10")
    claims = [ss("a", 2_000, "2023-01-01")]  # 2,000 and some months of waiting: 66 and 4 months
    dies = Variation(first_year=2026, last_years={"a": 2026})
    full = paid(COUPLE, 2026, dies, people=people, incomes=claims)[0] / 12
    assert paid(COUPLE, 2027, dies, people=people, incomes=claims) == [0, 0]
    later = paid(COUPLE, 2028, dies, people=people, incomes=claims)[1]
    assert later == pytest.approx(7 * full * 0.715, abs=1)


def test_what_was_never_claimed_is_left_as_if_it_had_been_on_the_day():
    """Dies at the end of 2028, 19 months after 67: 2,000 × (1 + 19 × 2/300)."""
    people = born("1960-05-10", "1958-05-10")
    claims = [ss("a", 2_000, "2030-05-01"), ss("b", 500, "2025-01-01")]
    dies = Variation(first_year=2026, last_years={"a": 2028})
    after = paid(COUPLE, 2029, dies, people=people, incomes=claims)[1]
    assert after == pytest.approx(12 * 2_253.3, abs=1)


def test_work_before_full_age_withholds_and_is_credited_later():
    """2026: 44,480 of wages are 20,000 over 24,480, so 10,000 is withheld of 12 × 1,400.

    10,000 ÷ 1,400 = 7 whole months: from 67 on the benefit is that of 53 months early.
    """
    people = born("1963-01-10")
    incomes = [
        ss("a", 2_000, "2025-01-01"),
        {
            "person": "a",
            "kind": "wages",
            "annual": 44_480,
            "start_on": "2026-01-01",
            "to": "2026-12-31",
        },
    ]
    assert paid(SOLO, 2026, people=people, incomes=incomes) == [pytest.approx(6_800)]
    assert paid(SOLO, 2027, people=people, incomes=incomes) == [pytest.approx(16_800)]
    early = 36 * 5 / 900 + 17 * 5 / 1200
    expected = 12 * 2_000 * (1 - early)
    assert paid(SOLO, 2031, people=people, incomes=incomes) == [pytest.approx(expected, abs=2)]


def test_wages_after_full_age_withhold_nothing():
    people = born("1958-05-10")
    incomes = [
        ss("a", 2_000, "2025-01-01"),
        {"person": "a", "kind": "wages", "annual": 200_000},
    ]
    assert paid(SOLO, 2026, people=people, incomes=incomes) == [24_000]


def test_a_widow_of_before_the_plan_has_the_larger_benefit():
    late = COUPLE["people"][1] | {"died_on": "2024-03-02"}
    incomes = [
        {"person": "a", "kind": "social_security", "annual": 12_000},
        {"person": "b", "kind": "social_security", "annual": 30_000},
    ]
    people = [COUPLE["people"][0], late]
    assert paid(COUPLE, 2026, people=people, incomes=incomes) == [pytest.approx(30_000)]


def test_what_is_not_known_of_a_benefit_is_named():
    unclaimed = {"person": "a", "kind": "social_security", "monthly_at_fra": 1}
    seen = outlook(SOLO, incomes=[unclaimed], spending={"annual": 0})
    assert [one.fact for one in seen.missing] == ["incomes.social_security.start_on"]
