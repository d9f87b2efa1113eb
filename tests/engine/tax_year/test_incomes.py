"""What incomes on record pay in a year, reckoned by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from planning.engine.household import FilingStatus
from planning.engine.tax_year import CannotDecide
from planning.engine.tax_year.benefits import monthly_benefit, months_paid, more_as_spouse
from planning.engine.tax_year.paid import investment_left, paid_in
from tests.engine.tax_year.facts import COUPLE, LAW, SOLO, amounts, codes, missing, read, year_of


@pytest.mark.parametrize(
    ("born", "start", "factor"),
    [
        ("1960-05-10", "2022-06-01", "0.70417"),  # 61 months early after May 10: 59 of them
        ("1960-05-10", "2027-05-01", "1"),
        ("1960-05-10", "2030-05-01", "1.24"),
        ("1960-05-10", "2035-05-01", "1.24"),  # nothing is credited after 70
        ("1954-05-10", "2020-05-01", "1"),
        ("1954-05-10", "2016-05-01", "0.75"),
        ("1956-05-01", "2022-08-01", "1"),  # attains an age on April 30: 66 and 4 months in August
    ],
)
def test_a_benefit_is_less_when_claimed_early_and_more_when_late(
    born: str, start: str, factor: str
) -> None:
    benefit = monthly_benefit(
        Decimal(2000), date.fromisoformat(born), date.fromisoformat(start), LAW
    )
    assert abs(benefit - 2000 * Decimal(factor)) < 1


@pytest.mark.parametrize(
    ("own", "born", "start", "more"),
    [
        # Half of 2,400 is 400 more than 800; 66 is full retirement age for 1954, 67 for 1960.
        ("800", "1954-05-10", "2020-05-01", "400"),
        ("800", "1954-05-10", "2024-05-01", "400"),  # waiting adds nothing
        ("800", "1960-05-10", "2024-05-01", "300"),  # 36 months: a quarter less
        ("800", "1960-05-10", "2022-05-01", "260"),  # 24 more: another tenth
        ("1300", "1960-05-10", "2022-05-01", "0"),
    ],
)
def test_a_spouse_has_half_of_the_others_full_benefit_as_far_as_it_is_more(
    own: str, born: str, start: str, more: str
) -> None:
    """20 CFR 404.333, 404.410(b)."""
    born_on, start_on = date.fromisoformat(born), date.fromisoformat(start)
    found = more_as_spouse(Decimal(own), Decimal(2400), born_on, start_on, LAW)
    assert found == Decimal(more)


def test_the_benefit_as_a_spouse_comes_when_both_have_claimed_and_ends_with_a_death() -> None:
    incomes = [
        income("social_security", monthly_at_fra=2_400, start_on="2026-03-01"),
        income("social_security", "b", monthly_at_fra=800, start_on="2022-09-01"),
    ]
    full: dict[str, Any] = {"incomes": incomes, "assumptions": {"inflation": 0}}
    result = year_of(COUPLE, **full)
    # Ann, 1954, claims 70 months late: 48 count, 2,400 × 1.32 for 9 months. Ben, 1956, claimed at
    # 66 and 4 months, his full retirement age: 800 for 12 months, 400 besides for Ann's 9.
    assert amounts(result)["social_security"][0] == pytest.approx(3_168 * 9 + 800 * 12 + 400 * 9)
    assert "spouse_benefit" in codes(result)
    people = [COUPLE["people"][0] | {"died_on": "2026-08-15"}, COUPLE["people"][1]]
    widowed = year_of(COUPLE, people=people, **full)
    # March to July: 5 months of Ann's own and of Ben's 400; from August on he has her 3,168.
    expected = 3_168 * 5 + 800 * 12 + 400 * 5 + (3_168 - 800) * 4
    assert amounts(widowed)["social_security"][0] == pytest.approx(expected)


def test_a_spouse_without_a_benefit_on_record_is_named_and_a_years_amount_is_all() -> None:
    theirs = income("social_security", monthly_at_fra=2_400, start_on="2020-05-01")
    assert "spouse_not_known" in codes(year_of(COUPLE, incomes=[theirs]))
    all_of_it = [theirs, income("social_security", "b", annual=12_000)]
    assert not {"spouse_not_known", "spouse_benefit"} & codes(year_of(COUPLE, incomes=all_of_it))


def test_a_month_is_paid_for_in_the_next_and_that_of_a_death_is_not() -> None:
    assert months_paid(2026, date(2020, 1, 1), None) == 12
    assert months_paid(2026, date(2026, 6, 1), None) == 6  # June to November
    assert months_paid(2026, date(2026, 12, 1), None) == 0
    assert months_paid(2026, date(2020, 1, 1), date(2026, 3, 9)) == 3  # December to February
    assert months_paid(2026, None, None) == 12


def income(kind: str, person: str = "a", **facts: Any) -> dict[str, Any]:
    return {"person": person, "kind": kind, **facts}


def test_incomes_count_by_their_days_and_grow_by_their_own_rates() -> None:
    incomes = [
        income("wages", annual=36_500, to="2026-01-31"),
        income("pension", annual=10_000, cola=0.02),
        income("rental", annual=8_000, growth=0.1),
        income("other", annual=1_000),
    ]
    assert amounts(year_of(SOLO, incomes=incomes)) == {
        "wages": (3_100, 3_100),
        "pension": (10_000, 10_000),
        "rental": (8_000, 8_000),
        "other": (1_000, 1_000),
    }
    later = amounts(year_of(SOLO, 2027, incomes=incomes))
    assert later == {
        "pension": (10_200, 10_200),
        "rental": (8_800, 8_800),
        "other": (1_025, 1_025),
    }


def test_an_annuity_of_which_nothing_is_said_is_taxed_in_full_and_says_so() -> None:
    result = year_of(SOLO, incomes=[income("annuity", annual=6_000)])
    assert float(result.units.annuity) == 6_000
    assert "annuity_all_taxable" in codes(result)
    known = year_of(SOLO, incomes=[income("annuity", annual=6_000, tax_free_annual=0)])
    assert float(known.units.annuity) == 6_000
    assert not {"annuity_all_taxable", "tax_free_for_life"} & codes(known)


def test_the_tax_free_part_of_an_annuity_is_on_no_line_of_the_return() -> None:
    annuity = income("annuity", annual=6_000, tax_free_annual=2_000, start_on="2020-01-01")
    for_life = year_of(SOLO, incomes=[annuity], state="CA")
    assert amounts(for_life) == {"annuity": (6_000, 4_000)}
    assert float(for_life.units.annuity) == float(for_life.tax.adjusted_gross_income) == 4_000
    assert "tax_free_for_life" in codes(for_life)
    paid_in = annuity | {"investment_in_contract": 13_500}
    last = year_of(SOLO, incomes=[paid_in], state="CA")
    assert amounts(last) == {"annuity": (6_000, 4_500)}  # six years took 12,000
    assert "tax_free_for_life" not in codes(last)
    assert amounts(year_of(SOLO, 2027, incomes=[paid_in])) == {"annuity": (6_000, 6_000)}


def test_nobody_is_told_of_an_end_that_the_law_does_not_have() -> None:
    old = income("annuity", annual=6_000, tax_free_annual=2_000, start_on="1986-12-31")
    assert "tax_free_for_life" not in codes(year_of(SOLO, incomes=[old]))


def test_state_tax_follows_the_taxed_part() -> None:
    pension = income("pension", annual=60_000, tax_free_annual=20_000)
    taxed = year_of(SOLO, incomes=[pension], state="NC")
    less = year_of(SOLO, incomes=[income("pension", annual=40_000)], state="NC")
    assert taxed.state_tax == less.state_tax > 0


def test_what_is_not_known_of_an_income_is_named_and_nothing_is_guessed() -> None:
    incomes = [
        income("pension"),
        income("social_security", monthly_at_fra=2_000),
    ]
    result = year_of(SOLO, incomes=incomes)
    assert amounts(result) == {}
    assert missing(result) == {"incomes.pension.annual", "incomes.social_security.start_on"}
    nothing_said = year_of(SOLO, incomes=[income("social_security")])
    assert missing(nothing_said) == {"incomes.social_security.monthly_at_fra"}


def test_a_survivor_has_the_larger_benefit_and_a_share_of_the_pension() -> None:
    people = [COUPLE["people"][0] | {"died_on": "2025-03-09"}, COUPLE["people"][1]]
    incomes = [
        income("social_security", annual=30_000),
        income("social_security", "b", annual=12_000),
        income("pension", annual=20_000, survivor_share=0.5),
        income("wages", annual=50_000),
    ]
    result = year_of(COUPLE, people=people, incomes=incomes)
    assert result.filing.status is FilingStatus.SINGLE
    assert amounts(result) == {"social_security": (30_000, 30_000), "pension": (10_000, 10_000)}
    assert "survivor_benefit" in codes(result)
    year_of_death = year_of(COUPLE, 2025, people=people, incomes=incomes)
    assert year_of_death.filing.status is FilingStatus.JOINT
    own = amounts(year_of(COUPLE, people=people, incomes=[incomes[0]]))
    assert own == {"social_security": (30_000, 30_000)}


def test_what_was_never_claimed_leaves_what_a_claim_that_day_would_have_paid() -> None:
    people = [COUPLE["people"][0] | {"died_on": "2025-03-09"}, COUPLE["people"][1]]
    late = [income("social_security", monthly_at_fra=2_500, start_on="2026-01-01")]
    # At 70, four years after 66: 132% of 2,500, twelve times.
    paid = amounts(year_of(COUPLE, people=people, incomes=late))
    assert paid["social_security"] == (39_600, 39_600)


@pytest.mark.parametrize(
    ("born_on", "months", "monthly"),
    [
        ("1956-05-10", 12, 1_650),  # 75% was paid; no limit under 82.5% of 2,000
        ("1966-06-10", 6, 1_430),  # 71.5% of 2,000 at 60, from June, the month of 60, to November
    ],
)
def test_who_claimed_early_leaves_no_less_than_the_widows_limit(
    born_on: str, months: int, monthly: float
) -> None:
    people = [
        COUPLE["people"][0] | {"died_on": "2025-03-09"},
        COUPLE["people"][1] | {"born_on": born_on},
    ]
    early = [income("social_security", monthly_at_fra=2_000, start_on="2016-05-10")]
    paid = amounts(year_of(COUPLE, people=people, incomes=early))["social_security"]
    assert paid == pytest.approx((months * monthly, months * monthly))


def test_who_files_follows_from_the_marriages_or_what_is_on_record() -> None:
    joint = year_of(COUPLE)
    assert (joint.filing.status, "status_derived" in codes(joint)) == (FilingStatus.JOINT, True)
    divorced = [{"people": ["a", "b"], "from": "1980-06-01", "to": "2026-05-01"}]
    single = year_of(COUPLE, marriages=divorced)
    assert single.filing.status is FilingStatus.SINGLE
    assert [other.id for other in single.filing.others] == ["b"]
    theirs = year_of(COUPLE, marriages=divorced, of="b")
    assert theirs.filing.head.id == "b"
    separate = year_of(COUPLE, filing_status="married_separate", of="b")
    assert (separate.filing.head.id, separate.filing.spouse) == ("b", None)
    assert "separate_apart" in codes(separate)
    assert year_of(COUPLE, of="b").filing.head.id == "a"  # a joint return is one


def test_a_return_that_cannot_be_begun_says_what_it_waits_for() -> None:
    with pytest.raises(CannotDecide, match="marriages"):
        year_of(SOLO, filing_status="married_joint")
    dead = [SOLO["people"][0] | {"died_on": "2020-03-09"}]
    with pytest.raises(CannotDecide, match="missing: people"):
        year_of(SOLO, people=dead)
    unborn = [COUPLE["people"][0], {"id": "b", "name": "Ben", "member": False}]
    with pytest.raises(CannotDecide, match=r"people\.b\.born_on"):
        year_of(COUPLE, people=unborn)


def test_somebody_born_on_new_years_day_is_a_year_older_for_deductions() -> None:
    born = [SOLO["people"][0] | {"born_on": "1962-01-01"}]
    assert int(year_of(SOLO, people=born).units.age_head) == 65


def test_what_an_annuity_still_has_to_return_falls_by_what_came_back() -> None:
    annuity = income("annuity", annual=6_000, tax_free_annual=2_000, start_on="2020-01-01")
    household, facts = read(SOLO, incomes=[annuity | {"investment_in_contract": 13_500}])
    (known,) = facts.incomes
    assert [investment_left(known, household, facts, year) for year in (2020, 2026, 2027)] == [
        13_500,
        1_500,
        0,
    ]


def test_a_pension_with_a_survivors_share_ends_with_who_leaves_nobody() -> None:
    alone = [SOLO["people"][0] | {"died_on": "2026-06-30"}]
    pension = income("pension", annual=20_000, survivor_share=0.5)
    household, facts = read(SOLO, people=alone, incomes=[pension])
    paid = paid_in(facts.incomes[0], household, facts, 2026)
    assert set(paid) == {"a"}
    assert paid["a"].amount == Decimal(20_000) * 181 / 365
