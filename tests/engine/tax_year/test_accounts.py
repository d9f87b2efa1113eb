"""What leaves accounts in a year, and what of it is income: reckoned by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from planning.engine.tax_year import WhatIf
from tests.engine.tax_year.facts import (
    COUPLE,
    SOLO,
    account,
    amounts,
    codes,
    missing,
    year_of,
)

OLDER = [{"id": "a", "name": "Ann", "born_on": "1950-05-10"}]  # 76 in 2026: divisor 23.7
YOUNG = [{"id": "a", "name": "Ann", "born_on": "1970-05-10"}]
IRA = account("ira", "traditional_ira", 237_000)  # 10,000 required


def paid(account_id: str, amount: float, **facts: Any) -> dict[str, Any]:
    return {"account": account_id, "paid_on": "2026-03-02", "amount": amount, **facts}


def test_more_than_the_iras_hold_is_said() -> None:
    """237,000 hold 10,000 of requirement and at most 227,000 besides."""
    most = year_of(SOLO, people=OLDER, accounts=[IRA], what_if=WhatIf(conversion=Decimal(227_000)))
    assert "more_than_held" not in codes(most)
    more = year_of(SOLO, people=OLDER, accounts=[IRA], what_if=WhatIf(withdrawal=Decimal(227_001)))
    (note,) = [note for note in more.notes if note.code == "more_than_held"]
    assert note.numbers == {"amount": Decimal(237_001), "held": Decimal(237_000)}


def test_what_is_still_required_counts_as_taken_within_the_year() -> None:
    taken = [paid("ira", 4_000)]
    result = year_of(SOLO, people=OLDER, accounts=[IRA], distributions=taken)
    assert amounts(result) == {"ira_taken": (4_000, 4_000), "ira_required": (6_000, 6_000)}
    assert float(result.units.ira_head) == 10_000
    last_year = year_of(SOLO, 2025, people=OLDER, accounts=[IRA], distributions=taken)
    assert amounts(last_year) == {}  # nothing was taken then, and what was missed is no income
    next_year = amounts(year_of(SOLO, 2027, people=OLDER, accounts=[IRA]))
    assert next_year.keys() == {"ira_required"}


def test_a_gift_to_charity_is_left_out_and_a_conversion_stands_on_its_own_line() -> None:
    left = [
        paid("ira", 3_000, kind="qcd"),
        paid("ira", 7_000),
        paid("ira", 20_000, kind="conversion"),
        paid("ira", 9_000, kind="rollover"),
    ]
    result = year_of(SOLO, people=OLDER, accounts=[IRA], distributions=left)
    assert amounts(result) == {
        "ira_taken": (7_000, 7_000),
        "conversion": (20_000, 20_000),
        "gift": (3_000, 0),
    }
    assert float(result.units.roth_conversion) == 20_000


def test_basis_comes_out_in_proportion_as_in_the_example_of_form_8606() -> None:
    # Basis 20,000; 160,000 at the year's end; 10,000 taken, 30,000 converted: a tenth is free.
    ira = account("ira", "traditional_ira", 200_000, basis=20_000)
    ira["year_end_balances"]["2026"] = 160_000
    left = [paid("ira", 10_000), paid("ira", 30_000, kind="conversion")]
    result = year_of(SOLO, as_of="2027-02-01", accounts=[ira], distributions=left)
    assert amounts(result) == {"ira_taken": (10_000, 9_000), "conversion": (30_000, 27_000)}
    assert "year_end_estimated" not in codes(result)
    del ira["year_end_balances"]["2026"]
    estimated = year_of(SOLO, accounts=[ira], distributions=left)
    assert amounts(estimated) == amounts(result)
    assert "year_end_estimated" in codes(estimated)


def test_two_people_have_ira_money_and_basis_of_their_own() -> None:
    hers = account("ira", "traditional_ira", 100_000, basis=50_000)
    his = account("his", "traditional_ira", 100_000) | {"owner": "b"}
    left = [paid("ira", 10_000), paid("his", 10_000)]
    people = [one | {"born_on": "1958-05-10"} for one in COUPLE["people"]]
    result = year_of(COUPLE, people=people, accounts=[hers, his], distributions=left)
    assert float(result.units.ira_head) == 5_000
    assert float(result.units.ira_spouse) == 10_000


@pytest.mark.parametrize(
    ("facts", "base"),
    [
        ({"kind": "traditional_ira"}, 8_000),
        ({"kind": "401k", "plan": {"separated_on": "2025-06-30"}}, 0),  # left in the year of 55
        ({"kind": "401k", "plan": {"separated_on": "2024-06-30"}}, 8_000),
        ({"kind": "457b", "plan": {"separated_on": "2024-06-30"}}, 0),
    ],
    ids=["an IRA", "left at 55", "left at 54", "a 457(b)"],
)
def test_money_before_59_and_a_half_may_bear_the_additional_tax(
    facts: dict[str, Any], base: float
) -> None:
    made = account("x", facts["kind"], 100_000) | facts
    result = year_of(SOLO, people=YOUNG, accounts=[made], distributions=[paid("x", 8_000)])
    assert float(result.units.early_distribution) == base
    assert ("early_exceptions" in codes(result)) is bool(base)


@pytest.mark.parametrize(("born_on", "base"), [("1967-07-02", 5_000), ("1967-06-30", 0)])
def test_more_out_of_an_ira_is_early_where_59_and_a_half_is_not_reached_in_the_year(
    born_on: str, base: float
) -> None:
    people = [{"id": "a", "name": "Ann", "born_on": born_on}]
    more = WhatIf(withdrawal=Decimal(5_000), conversion=Decimal(9_000))
    result = year_of(SOLO, people=people, accounts=[IRA], what_if=more)
    assert float(result.units.early_distribution) == base  # a conversion never is
    assert ("early_exceptions" in codes(result)) is bool(base)


def test_a_first_requirement_is_of_its_own_year_and_one_put_off_of_the_next() -> None:
    turning = [{"id": "a", "name": "Ann", "born_on": "1953-05-10"}]
    first = year_of(SOLO, people=turning, accounts=[IRA])
    assert "first_required_this_year" in codes(first)
    later = IRA | {"year_end_balances": {"2025": 237_000, "2026": 255_000}}
    put_off = year_of(SOLO, people=turning, accounts=[later], as_of="2027-01-15", year=2027)
    # 237,000 ÷ 26.5 for 2026, and 255,000 ÷ 25.5 for 2027.
    assert amounts(put_off)["ira_required"][0] == 8_943.40 + 10_000


def test_a_requirement_that_cannot_be_decided_is_named() -> None:
    inherited = account("inh", "traditional_ira", 90_000, inherited={"from": "m"})
    people = [*OLDER, {"id": "m", "name": "Mother", "member": False}]
    result = year_of(SOLO, people=people, accounts=[inherited])
    assert [one.account for one in result.missing if one.code == "requirement"] == ["inh"]


def test_what_is_tried_is_added_to_the_right_person() -> None:
    trial = WhatIf(
        person="a", withdrawal=Decimal(5_000), conversion=Decimal(7_000), gain=Decimal(9_000)
    )
    result = year_of(SOLO, people=OLDER, accounts=[IRA], what_if=trial)
    assert amounts(result) == {
        "ira_required": (10_000, 10_000),
        "ira_more": (5_000, 5_000),
        "conversion_more": (7_000, 7_000),
        "gain_more": (9_000, 9_000),
    }
    no_ira = year_of(SOLO, what_if=trial)
    assert "accounts" in missing(no_ira)


def test_a_gift_tried_takes_the_place_of_what_is_required_within_its_limit() -> None:
    def gift(amount: int, **more: Any) -> Any:
        return year_of(
            SOLO, people=OLDER, accounts=[IRA], what_if=WhatIf(gift=Decimal(amount)), **more
        )

    part = gift(4_000)
    assert float(part.units.ira_head) == 6_000
    assert amounts(part)["gift"] == (4_000, 0)
    deducted = gift(4_000, ira_deductions_after_70_half={"a": {"2025": 1_000}})
    assert float(deducted.units.ira_head) == 7_000
    assert "gift_over_limit" in codes(deducted)
    beyond = gift(120_000)
    assert float(beyond.units.ira_head) == 9_000  # over the limit of 111,000
    early = year_of(SOLO, people=YOUNG, accounts=[IRA], what_if=WhatIf(gift=Decimal(4_000)))
    assert float(early.units.ira_head) == 4_000
    assert "gift_too_early" in codes(early)


MIX = {"stocks": 0.5, "bonds": 0.25, "cash": 0.25}
YIELDS = {"dividends": 0.02, "qualified_share": 0.75, "interest": 0.04, "tax_exempt_interest": 0.01}


def test_taxable_accounts_pay_out_by_their_yields() -> None:
    accounts = [
        account("broker", "taxable", 100_000, allocation=MIX),
        account("savings", "cash", 10_000),
    ]
    result = year_of(SOLO, accounts=accounts, yields=YIELDS)
    assert amounts(result) == {
        "qualified_dividends": (750, 750),
        "nonqualified_dividends": (250, 250),
        "taxable_interest": (2_400, 2_400),
        "tax_exempt_interest": (600, 0),
    }
    assert float(result.units.tax_exempt_interest) == 600
    assert "gains_not_on_record" in codes(result)


def test_what_is_not_known_of_a_taxable_account_is_named() -> None:
    unknown = account("new", "taxable", 0)
    unknown["year_end_balances"] = {}
    accounts = [
        account("broker", "taxable", 100_000),
        account("mixed", "taxable", 100_000, allocation=MIX),
        account("empty", "taxable", 0),
        unknown,
    ]
    assert missing(year_of(SOLO, accounts=accounts)) == {
        "accounts.broker.allocation",
        "yields.dividends",
        "yields.interest",
        "accounts.new.year_end_balances.2025",
    }


def test_an_annuity_contract_pays_its_earnings_first() -> None:
    contract = account("nq", "nonqualified_annuity", 50_000, basis=45_000)
    result = year_of(SOLO, accounts=[contract], distributions=[paid("nq", 8_000)])
    assert amounts(result) == {"annuity_contract": (8_000, 5_000)}
    del contract["basis"]
    unknown = year_of(SOLO, accounts=[contract], distributions=[paid("nq", 8_000)])
    assert missing(unknown) == {"accounts.nq.basis"}


def test_a_roth_ira_pays_contributions_then_conversions_then_earnings() -> None:
    roth = account(
        "roth",
        "roth_ira",
        50_000,
        basis=10_000,
        first_funded=2023,
        conversions=[{"year": 2024, "amount": 20_000}],
    )
    left = [paid("roth", 35_000)]
    young = year_of(SOLO, people=YOUNG, accounts=[roth], distributions=left)
    assert amounts(young) == {"roth": (35_000, 5_000), "early": (35_000, 25_000)}
    qualified = year_of(SOLO, accounts=[roth | {"first_funded": 2015}], distributions=left)
    assert amounts(qualified) == {"roth": (35_000, 0)}
    del roth["basis"]
    unknown = year_of(SOLO, people=YOUNG, accounts=[roth], distributions=left)
    assert missing(unknown) == {"accounts.roth.basis"}
    no_clock = roth | {"first_funded": None, "conversions": []}
    assert missing(year_of(SOLO, accounts=[no_clock], distributions=left)) == {
        "accounts.roth.first_funded"
    }


def test_money_for_its_own_purpose_is_no_income_and_says_so() -> None:
    accounts = [account("hsa", "hsa", 9_000), account("k", "roth_401k", 90_000)]
    left = [paid("hsa", 500), paid("k", 900)]
    result = year_of(SOLO, accounts=accounts, distributions=left)
    assert float(result.tax.adjusted_gross_income) == 0
    assert {"qualified_use", "designated_roth"} <= codes(result)


def test_what_belongs_to_others_or_another_year_is_on_no_line_of_a_return() -> None:
    heirs = account("theirs", "taxable", 90_000, allocation=MIX) | {"owner": "h"}
    people = [*OLDER, {"id": "h", "name": "Heir", "member": False}]
    gift = [
        paid("ira", 3_000, kind="qcd", cleared_on="2025-12-30") | {"paid_on": "2025-12-20"},
        paid("ira", 500, kind="corrective"),
    ]
    result = year_of(SOLO, people=people, accounts=[IRA, heirs], distributions=gift, yields=YIELDS)
    assert amounts(result) == {"ira_required": (10_000, 10_000)}
    assert WhatIf().is_nothing


def test_a_plans_requirement_is_its_own_line_and_an_inherited_roth_ira_is_no_income() -> None:
    plan = account("k", "401k", 237_000, plan={"separated_on": "2010-06-30"})
    inherited = account("roth", "roth_ira", 40_000, inherited={"from": "m", "class": "designated"})
    died = {"id": "m", "name": "Mother", "member": False}
    people = [*OLDER, died | {"born_on": "1930-01-05", "died_on": "2016-02-01"}]
    result = year_of(SOLO, people=people, accounts=[plan, inherited])
    assert amounts(result) == {"plan_required": (10_000, 10_000)}
