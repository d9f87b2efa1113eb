"""The whole year: the law's own examples from a household's facts, and what stands beside."""

from __future__ import annotations

from typing import Any

import pytest

from planning.engine.law import UnknownYear
from tests.engine.tax_year.facts import COUPLE, SOLO, account, codes, missing, year_of

BENEFITS = {"person": "a", "kind": "social_security", "annual": 30_000}


def test_example_a_comes_out_of_a_households_facts() -> None:
    # tax.md § 2: benefits 30,000, IRA 30,000, interest 2,000 make a tax of 2,560.
    accounts = [account("ira", "traditional_ira", 90_000), account("bank", "cash", 50_000)]
    taken = [{"account": "ira", "paid_on": "2026-03-02", "amount": 30_000}]
    result = year_of(
        SOLO,
        accounts=accounts,
        distributions=taken,
        incomes=[BENEFITS],
        yields={"interest": 0.04},
        state="PA",
    )
    assert float(result.tax.taxable_social_security) == pytest.approx(15_550)
    assert float(result.tax.total_tax) == pytest.approx(2_560)
    assert result.marginal_rate == pytest.approx(0.222, abs=0.001)
    assert [(line.state, line.grade) for line in result.states] == [("PA", "A")]
    assert result.state_tax == 0  # interest of 2,000 is forgiven
    texts = [reason.code for reason in result.reasons]
    assert texts[0] == "ira_head"
    assert texts[-1] == "total_tax"


def test_medicare_looks_two_years_back_and_two_years_ahead() -> None:
    magi = {"2024": 274_001}
    wages = [{"person": "a", "kind": "other", "annual": 250_000}]
    result = year_of(COUPLE, prior_magi=magi, incomes=wages)
    assert result.on_medicare == 2
    assert result.premiums.irmaa == pytest.approx(5_769.60)
    assert result.premiums.standard == pytest.approx(2 * 12 * 202.90)
    assert result.surcharges_later > 0
    unknown = year_of(COUPLE, prior_magi={})
    assert unknown.premiums.each == ()
    assert missing(unknown) == {"prior_magi.2024"}
    people = [one | {"medicare_part_b": False} for one in COUPLE["people"]]
    assert year_of(COUPLE, people=people).on_medicare == 0


def test_a_survivors_premiums_rest_on_the_joint_return() -> None:
    people = [COUPLE["people"][0] | {"died_on": "2025-03-09"}, COUPLE["people"][1]]
    result = year_of(COUPLE, people=people, prior_magi={"2024": 200_000})
    assert result.premiums.irmaa == 0  # in the joint row; in the single one it would not be


def test_somebodys_own_return_comes_before_the_households() -> None:
    people = [SOLO["people"][0] | {"prior_magi": {"2024": 120_000}}]
    assert year_of(SOLO, people=people, prior_magi={}).premiums.irmaa == pytest.approx(1_148.40)
    assert year_of(SOLO, people=people).premiums.irmaa > 0  # and not 60,000
    assert year_of(SOLO).premiums.irmaa == 0


def test_who_married_since_pays_by_the_return_of_their_own() -> None:
    """Ann's 120,000 is one tier over the single row, Ben's 60,000 none: 12 × (81.20 + 14.50)."""
    people = [
        one | {"prior_magi": {"2024": magi}}
        for one, magi in zip(COUPLE["people"], (120_000, 60_000), strict=True)
    ]
    wed = [{"people": ["a", "b"], "from": "2025-06-01"}]
    each = year_of(COUPLE, people=people, marriages=wed)
    assert [float(one.irmaa) for one in each.premiums.each] == pytest.approx([1_148.40, 0])
    unknown = year_of(COUPLE, marriages=wed)
    assert missing(unknown) == {"people.a.prior_magi", "people.b.prior_magi"}


def test_a_separate_return_of_a_couple_together_has_no_base_and_higher_surcharges() -> None:
    """tax.md § 2 and 14: 85% of benefits at once; tier 4 of 2026 from 109,001 on."""
    people = [one | {"prior_magi": {"2024": 110_000}} for one in COUPLE["people"]]
    facts: dict[str, Any] = {
        "filing_status": "married_separate",
        "incomes": [BENEFITS],
        "people": people,
    }
    apart = year_of(COUPLE, **facts)
    assert float(apart.tax.taxable_social_security) == 0
    assert apart.premiums.irmaa == pytest.approx(12 * (81.20 + 14.50))
    assert "separate_apart" in codes(apart)
    together = year_of(COUPLE, **facts, lived_with_spouse=True)
    # Half of 30,000 is the whole combined income; 85% of it is less than 85% of benefits.
    assert float(together.tax.taxable_social_security) == pytest.approx(12_750)
    assert together.premiums.irmaa == pytest.approx(12 * (446.30 + 83.30))
    assert "separate_apart" not in codes(together)
    listed = year_of(COUPLE, **facts, spouse_itemizes=True)
    assert float(listed.tax.standard_deduction) == 0


@pytest.mark.parametrize(
    ("code", "more"),
    [
        (
            "event_death",
            {
                "people": [
                    COUPLE["people"][0],
                    COUPLE["people"][1] | {"died_on": "2025-03-09"},
                ]
            },
        ),
        (
            "event_divorce",
            {"marriages": [{"people": ["a", "b"], "from": "1980-06-01", "to": "2025-05-01"}]},
        ),
        (
            "event_work",
            {"incomes": [{"person": "a", "kind": "wages", "annual": 9_000, "to": "2025-06-30"}]},
        ),
    ],
    ids=["death", "divorce", "work"],
)
def test_an_event_that_changes_a_life_lets_the_years_own_income_count(
    code: str, more: dict[str, Any]
) -> None:
    """20 CFR 418.1205; a return of 274,001 costs each 12 × (202.90 + 37.50) in 2026."""
    result = year_of(COUPLE, prior_magi={"2024": 274_001}, **more)
    (event,) = [note for note in result.notes if note.code.startswith("event_")]
    assert event.code == code
    assert float(str(event.numbers["surcharges"])) == result.premiums.irmaa
    assert event.numbers["instead"] == 0


def test_the_first_year_of_premiums_is_said_not_to_be_whole() -> None:
    def of_birth(year: int) -> list[object]:
        people = [SOLO["people"][0] | {"born_on": f"{year}-05-10"}]
        notes = year_of(SOLO, people=people).notes
        return [note.numbers["year"] for note in notes if note.code == "medicare_begins"]

    assert [of_birth(year) for year in (1960, 1961, 1963)] == [[], [2026], [2028]]


def test_a_wedding_is_an_event_too_and_nothing_is_said_where_it_would_not_help() -> None:
    people = [one | {"prior_magi": {"2024": 150_000}} for one in COUPLE["people"]]
    wed = [{"people": ["a", "b"], "from": "2025-06-01"}]
    assert "event_marriage" in codes(year_of(COUPLE, people=people, marriages=wed))
    rich = [{"person": "a", "kind": "pension", "annual": 900_000}]
    assert "event_marriage" not in codes(
        year_of(COUPLE, people=people, marriages=wed, incomes=rich)
    )
    assert not [c for c in codes(year_of(COUPLE, prior_magi={"2024": 300_000})) if "event" in c]


def _before_65(state: str = "PA") -> Any:
    people = [one | {"born_on": "1963-05-10"} for one in COUPLE["people"]]
    incomes = [{"person": "a", "kind": "other", "annual": 63_450}]
    health = {"aca_benchmark_annual": 20_000}
    return year_of(COUPLE, people=people, incomes=incomes, health=health, state=state)


def test_the_health_insurance_credit_is_that_of_the_example() -> None:
    # tax.md § 15: a couple at 300% pays 9.96% of 63,450.
    result = _before_65()
    assert result.credit is not None
    assert float(result.credit.credit) == pytest.approx(20_000 - 6_319.62, abs=0.5)
    farther = _before_65("AK").credit
    assert farther is not None
    assert float(farther.credit) > float(result.credit.credit)
    assert year_of(SOLO, health={"aca_benchmark_annual": 9_000}).credit is None  # Medicare's age


def test_a_year_of_a_move_is_shared_by_days() -> None:
    moves = [{"on": "2026-07-02", "state": "FL"}]
    incomes = [{"person": "a", "kind": "wages", "annual": 100_000}]
    result = year_of(SOLO, state="PA", moves=moves, incomes=incomes)
    assert [line.state for line in result.states] == ["PA", "FL"]
    assert result.state_tax == pytest.approx(3_070 * 182 / 365)
    assert "part_years" in codes(result)


def test_what_a_figure_rests_on_is_said() -> None:
    assert {"no_state", "status_derived"} <= codes(year_of(SOLO))
    assert {"projected_law", "incomes_moved"} <= codes(
        year_of(SOLO, 2027, incomes=[{"person": "a", "kind": "other", "annual": 1}])
    )
    assert "state_grade" in codes(year_of(SOLO, state="AL"))
    assert "state_year" in codes(year_of(SOLO, 2025, state="PA"))


def test_the_order_of_people_changes_no_figure() -> None:
    incomes = [BENEFITS, {"person": "b", "kind": "pension", "annual": 40_000}]
    one = year_of(COUPLE, incomes=incomes)
    other = year_of(COUPLE, incomes=incomes, people=COUPLE["people"][::-1])
    assert float(one.tax.total_tax) == float(other.tax.total_tax)


def test_a_year_without_law_is_refused_by_name() -> None:
    with pytest.raises(UnknownYear, match="2020"):
        year_of(SOLO, 2020)


@pytest.mark.parametrize(
    ("born_on", "died_on", "age"),
    [
        ("1961-06-01", "2026-03-01", 64),  # the year's last day would have been at 65
        ("1961-06-01", "2026-05-31", 65),  # attained on the day before the birthday
        ("1961-06-01", "2027-01-15", 65),
        ("1961-06-01", None, 65),
        ("1962-01-01", None, 65),
        ("1962-01-02", None, 64),
    ],
)
def test_who_died_in_the_year_is_as_old_as_on_that_day(
    born_on: str, died_on: str | None, age: int
) -> None:
    """Pub. 501: a spouse who died before 65 brings no addition and no senior deduction."""
    people = [
        {"id": "a", "name": "Ann", "born_on": "1970-05-10"},
        {"id": "b", "name": "Ben", "born_on": born_on, "died_on": died_on},
    ]
    result = year_of(COUPLE, people=people)
    assert int(result.units.age_spouse) == age
    assert float(result.tax.standard_deduction) == 32_200 + 1_650 * (age >= 65)
