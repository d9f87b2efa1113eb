"""Which corrections a case calls for, and that their figures are those of the law."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from planning.engine.household_file import read_household
from planning.reports.case_years import case_document
from planning.reports.claims import MOST_ON_A_CASE, Claim, all_claims
from planning.reports.context import read_case
from tests.planning.reports.households import OWNER, account, household

COUPLE = (Path(__file__).parents[2] / "examples" / "couple.json").read_text(encoding="utf-8")
IRA = account("Traditional IRA")


def claims(raw: dict[str, Any], year: int = 2026, **changes: Any) -> dict[str, Claim]:
    facts = read_household(json.dumps({"name": "Baker"} | raw | changes))
    found = read_case(case_document(facts, year=year), year=year).claims
    return {claim.code: claim for claim in found}


def words(claim: Claim) -> str:
    return " ".join(strip_tags(render_to_string(claim.template, {"f": claim.figures})).split())


def born(day: str) -> dict[str, Any]:
    return household([OWNER | {"born_on": day}], [IRA])


def test_somebody_of_72_in_2026_owes_nothing_until_2027() -> None:
    text = words(claims(born("1954-06-15"))["factor_at_72"])
    assert "“The factor at 72 is 25.6, so $100,000 means $3,906.25.”" in text
    assert (
        "Through 2021. Since then the table gives 27.4 at 72: $100,000 ÷ 27.4 = $3,649.64." in text
    )
    assert "Edith Baker is 72 in 2026 and owes nothing before 2027." in text
    assert "At 73 it is $100,000 ÷ 26.5 = $3,773.58." in text


def test_for_2021_the_factor_of_72_was_right() -> None:
    balances = {"2020": "100000.00"}
    raw = household(
        [OWNER | {"born_on": "1949-07-15"}],
        [account("Traditional IRA", year_end_balances=balances)],
        as_of="2021-06-30",
    )
    assert "True for 2021" in words(claims(raw, 2021)["factor_at_72"])


def test_for_2022_the_new_factor_was_due() -> None:
    raw = household(
        [OWNER | {"born_on": "1950-07-15"}],
        [account("Traditional IRA", year_end_balances={"2021": "100000.00"})],
        as_of="2022-06-30",
    )
    text = words(claims(raw, 2022)["factor_at_72"])
    assert "$100,000 ÷ 27.4 = $3,649.64" in text
    assert "nothing is due" not in text


def test_the_ages_of_the_joint_table_follow_the_gap_of_the_law() -> None:
    [joint] = [claim for claim in all_claims(2026) if claim.code == "joint_table"]
    assert (
        "More than 10 years younger, and sole beneficiary all year. At 75 with a spouse of 65 the "
        "joint table says 24.6, just as the Uniform Lifetime Table does; only with a spouse of 64 "
        "does the divisor rise, to 25.3." in words(joint)
    )


def test_the_claimed_limit_is_that_before_indexing() -> None:
    [gifts] = [claim for claim in all_claims(2026) if claim.code == "qcd_limit"]
    assert "“Up to $100,000 a year can go to charity.” $111,000 for 2026" in words(gifts)


def test_a_first_year_is_told_of_two_amounts_in_one_year() -> None:
    text = words(claims(born("1953-05-10"))["two_in_one_year"])
    assert "for 2026 there is time until April 1, 2027" in text
    assert "$3,773.58 for 2026" in text
    assert "The second amount is projected." in text
    assert "two_in_one_year" not in claims(born("1950-05-10"))


def test_several_pools_of_one_person_call_for_the_rule_of_pools() -> None:
    plan = account("Work 401(k)", "401k", plan={"separated_on": "2015-06-30"})
    assert "pools" in claims(household([OWNER], [IRA, plan]))
    assert "pools" not in claims(household([OWNER], [IRA]))


def test_the_penalty_is_told_while_something_is_open() -> None:
    text = words(claims(born("1950-03-02"))["penalty"])
    assert "The tax is 25% of what was not taken in time, and 10% if" in text
    assert "on $10,000, $2,500 or $1,000" in text
    enough = {"account": "Traditional IRA", "paid_on": "2026-03-01", "amount": "50000.00"}
    done = claims(born("1950-03-02"), distributions=[enough | {"kind": "cash"}])
    assert "penalty" not in done
    assert "carry_forward" in done


def test_the_joint_table_brings_its_boundary() -> None:
    text = words(claims(json.loads(COUPLE))["joint_table"])
    assert "says 24.6" in text
    assert "with a spouse of 64 does the divisor rise, to 25.3" in text


def test_an_open_ira_brings_conversions_and_gifts() -> None:
    found = claims(born("1950-03-02"))
    assert "at most $44,313.73 can be a conversion" in words(found["conversion"])
    assert "$111,000 for 2026" in words(found["qcd_limit"])


def test_a_limit_that_is_not_published_is_not_stated() -> None:
    ira = account("Traditional IRA", year_end_balances={"2026": "100000.00"})
    found = claims(household([OWNER], [ira]), 2027, as_of="2027-11-21")
    assert "that of 2027 is not among the law files" in words(found["qcd_limit"])


def test_a_roth_account_alone_is_told_that_it_owes_nothing() -> None:
    assert list(claims(household([OWNER], [account("Roth IRA", "roth_ira")]))) == ["roth"]


def test_years_before_todays_rules_are_not_corrected_by_them() -> None:
    raw = household(
        [OWNER | {"born_on": "1940-03-02"}],
        [account("Traditional IRA", year_end_balances={"2018": "100000.00"})],
        as_of="2019-06-30",
    )
    assert claims(raw, 2019) == {}


def test_a_case_shows_the_nearest_claims_and_no_flood() -> None:
    assert len(claims(json.loads(COUPLE))) == MOST_ON_A_CASE


@pytest.mark.parametrize("year", [2023, 2026, 2030])
def test_every_claim_can_be_read_without_a_case(year: int) -> None:
    for claim in all_claims(year):
        text = words(claim)
        assert text.startswith("“"), claim.code
        assert "None" not in text, claim.code


def test_an_example_is_divided_as_the_engine_divides() -> None:
    [penalty] = [c for c in all_claims(2026) if c.code == "returns"]
    assert penalty.figures["low"]["amount"] == Decimal("19607.84")
    assert penalty.figures["high"]["amount"] == Decimal("21568.63")
