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
    assert result.premiums is not None
    assert 2 * float(result.premiums.irmaa) == pytest.approx(5_769.60)
    assert result.surcharges_later > 0
    unknown = year_of(COUPLE, prior_magi={})
    assert unknown.premiums is None
    assert missing(unknown) == {"prior_magi.2024"}
    people = [one | {"medicare_part_b": False} for one in COUPLE["people"]]
    assert year_of(COUPLE, people=people).on_medicare == 0


def test_a_survivors_premiums_rest_on_the_joint_return() -> None:
    people = [COUPLE["people"][0] | {"died_on": "2025-03-09"}, COUPLE["people"][1]]
    result = year_of(COUPLE, people=people, prior_magi={"2024": 200_000})
    assert result.premiums is not None
    assert float(result.premiums.irmaa) == 0  # in the joint row; in the single one it would not be


def test_the_income_of_somebodys_own_return_counts_where_the_household_has_none() -> None:
    people = [SOLO["people"][0] | {"prior_magi": {"2024": 120_000}}]
    own = year_of(SOLO, people=people, prior_magi={})
    assert own.premiums is not None
    assert float(own.premiums.irmaa) > 0
    of_both = year_of(SOLO, people=people)
    assert of_both.premiums is not None
    assert float(of_both.premiums.irmaa) == 0  # 60,000 of the household's return


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
