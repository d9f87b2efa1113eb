"""Where a plan's limits, a plan's doors and missing facts stop or move a projection."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from planning.engine.household import FilingStatus
from planning.engine.household_file import read_household_with_plans
from planning.engine.law import load_law
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.outlook import Variation
from planning.engine.projection.policies import FillBracket, RmdOnly
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.units import STATUSES
from planning.engine.tax_year import tax_year
from tests.engine.projection.households import COUPLE, SOLO, account, entry, of, outlook, walked


def near(amount):
    return pytest.approx(amount, abs=0.01)


def test_the_first_years_return_is_that_of_the_household():
    """The tax engine's own reading of the facts, where nothing is taken but what is required."""
    document = COUPLE | {
        "as_of": "2026-06-30",
        "state": "MN",
        "people": [COUPLE["people"][0] | {"born_on": "1950-05-10"}, COUPLE["people"][1]],
        "accounts": [
            account("ira", "traditional_ira", 500_000, basis=0),
            account("k", "401k", 250_000, owner="a", plan={"separated_on": "2015-01-01"}),
        ],
        "distributions": [{"account": "ira", "paid_on": "2026-02-01", "amount": 9_000}],
        "incomes": [
            {"person": "a", "kind": "social_security", "annual": 30_000},
            {"person": "b", "kind": "wages", "annual": 80_000},
            {"person": "b", "kind": "pension", "annual": 12_000, "cola": 0.02},
        ],
        "deductions": {"charity_cash": 2_000, "real_estate_tax": 9_000},
        "spending": {"annual": 0},
    }
    ours = walked(document, RmdOnly(), Variation())
    household, facts, _plans = read_household_with_plans(json.dumps(document))
    theirs = tax_year(household, facts, load_law().projected(DEFAULT_INDEXING), 2026)
    federal = of(ours, "federal") + of(ours, "niit") + of(ours, "early_distribution")
    assert federal == near(float(theirs.tax.total_tax))
    assert of(ours, "state") == near(theirs.state_tax)
    assert of(ours, "payroll") == near(
        float(theirs.tax.payroll_tax + theirs.tax.additional_medicare_tax)
    )


def test_the_bracket_is_filled_to_the_cent_and_not_over_it():
    """Single, 70, 2026: the 12% bracket ends at 50,400 of taxable income."""
    accounts = [account("ira", "traditional_ira", 900_000)]
    incomes = [{"person": "a", "kind": "social_security", "annual": 24_000}]
    policy = FillBracket(rate=0.12, name="fill_bracket_12")
    result = walked(SOLO, policy, accounts=accounts, incomes=incomes, spending={"annual": 30_000})
    assert of(result, "taxable_income") == pytest.approx(50_400, abs=0.02)
    assert entry(result, "converted", "ira") > 0
    assert of(result, "deposit") == near(0)


def test_a_bracket_met_to_less_than_a_cent_is_full():
    """Float dust below the top once meant that all there is was not enough, and was converted."""
    incomes = [{"person": "a", "kind": "pension", "annual": "26421.23"}]
    accounts = [account("ira", "traditional_ira", 900_000)]
    policy = FillBracket(rate=0.22, name="fill_bracket_22")
    result = walked(SOLO, policy, accounts=accounts, incomes=incomes, spending={"annual": 0})
    assert of(result, "taxable_income") == near(105_700)


def test_conversions_keep_to_their_years_and_amount():
    accounts = [account("ira", "traditional_ira", 900_000)]
    limits = {"conversions_from": 2027, "conversions_to": 2028, "max_conversion": 10_000}
    policy = FillBracket(rate=0.12, name="fill_bracket_12")
    result = walked(SOLO, policy, accounts=accounts, limits=limits, spending={"annual": 0})
    converted = [entry(result, "converted", "ira", year) for year in range(2026, 2030)]
    assert converted[0] == converted[3] == 0
    assert 0 < converted[1] <= 10_000.01


def test_what_must_not_be_sold_is_kept_by_account_or_by_symbol():
    lots = [
        {"symbol": "VTI", "cost": 10_000, "value": 60_000},
        {"symbol": "BND", "cost": 40_000, "value": 40_000},
    ]
    accounts = [account("broker", "taxable", 100_000, lots=lots), account("cash", "cash", 5_000)]
    by_symbol = walked(
        SOLO, accounts=accounts, limits={"never_sell": ["VTI"]}, spending={"annual": 50_000}
    )
    assert entry(by_symbol, "withdrawn", "broker") == near(40_000)
    assert by_symbol.shortfalls[0].amount == near(5_000)
    whole = walked(
        SOLO, accounts=accounts, limits={"never_sell": ["broker"]}, spending={"annual": 4_000}
    )
    assert entry(whole, "withdrawn", "broker", 2027) == 0


def test_cash_that_is_to_be_kept_stays_and_decided_withdrawals_are_made():
    accounts = [account("cash", "cash", 20_000), account("ira", "traditional_ira", 50_000)]
    limits = {
        "minimum_cash": 15_000,
        "fixed": [{"year": 2026, "account": "ira", "withdraw": 3_000}],
    }
    result = walked(SOLO, accounts=accounts, limits=limits, spending={"annual": 10_000})
    assert entry(result, "withdrawn", "cash") == near(5_000)
    assert entry(result, "withdrawn", "ira") == near(5_000)


def test_a_plan_is_closed_to_who_works_there_and_is_under_59_and_a_half():
    people = [SOLO["people"][0] | {"born_on": "1970-05-10", "retired_on": "2028-06-30"}]
    accounts = [account("k", "401k", 90_000, plan={"employer": "Acme"})]
    result = walked(SOLO, people=people, accounts=accounts, spending={"annual": 1_000})
    taken = [entry(result, "withdrawn", "k", year) > 0 for year in (2026, 2027, 2028)]
    assert taken == [False, False, True]
    opened = [account("k", "401k", 90_000, plan={"accessible_from": "2027-01-01"})]
    result = walked(SOLO, people=people, accounts=opened, spending={"annual": 1_000})
    assert entry(result, "withdrawn", "k", 2027) > 0


def test_health_savings_pay_for_medical_costs_only():
    accounts = [account("hsa", "hsa", 50_000)]
    result = walked(
        SOLO, accounts=accounts, spending={"annual": 10_000}, health={"other_medical": 2_000}
    )
    assert entry(result, "withdrawn", "hsa") == near(2_000)
    assert result.shortfalls[0].amount == near(10_000)


def test_a_surviving_spouse_keeps_the_status_for_two_years_after_the_death():
    late = COUPLE["people"][1] | {"died_on": "2025-03-02"}
    people = [COUPLE["people"][0], late]
    incomes = [{"person": "b", "kind": "pension", "annual": 20_000, "survivor_share": 0.5}]
    result = walked(COUPLE, people=people, incomes=incomes, dependents=1, spending={"annual": 0})
    statuses = [STATUSES[int(of(result, "filing_status", year))] for year in (2026, 2027, 2028)]
    assert statuses == [FilingStatus.SURVIVING, FilingStatus.SURVIVING, FilingStatus.SINGLE]
    assert of(result, "pensions") == 10_000


def test_a_couple_that_files_apart_has_two_returns():
    incomes = [
        {"person": "a", "kind": "pension", "annual": 60_000},
        {"person": "b", "kind": "pension", "annual": 10_000},
    ]
    apart = walked(
        COUPLE, incomes=incomes, filing_status="married_separate", spending={"annual": 0}
    )
    joint = walked(COUPLE, incomes=incomes, spending={"annual": 0})
    assert of(apart, "federal") > of(joint, "federal")


def test_an_account_without_a_value_is_named():
    broken = {"id": "x", "owner": "a", "kind": "taxable"}
    with pytest.raises(CannotProject, match=r"accounts\.x\.year_end_balances: has no value"):
        outlook(SOLO, accounts=[broken])


def test_an_account_of_somebody_who_died_before_is_named():
    people = [COUPLE["people"][0], COUPLE["people"][1] | {"died_on": "2020-01-01"}]
    with pytest.raises(CannotProject, match=r"accounts\.x\.inherited: Ben died on 2020-01-01"):
        outlook(COUPLE, people=people, accounts=[account("x", "roth_ira", 1, owner="b")])


def test_a_requirement_that_cannot_be_decided_names_the_fact():
    people = [SOLO["people"][0] | {"born_on": "1946-05-10"}]
    with pytest.raises(CannotProject, match=r"accounts\.k\.plan: is needed"):
        outlook(SOLO, people=people, accounts=[account("k", "401k", 1_000)])


def test_nobody_left_is_no_plan():
    with pytest.raises(CannotProject, match="people: nobody of the household lives"):
        outlook(SOLO, people=[SOLO["people"][0] | {"died_on": "2020-01-01"}])


def test_a_last_year_of_a_stranger_is_refused():
    with pytest.raises(CannotProject, match=r"people\.z: is no living member"):
        outlook(SOLO, Variation(first_year=2026, last_years={"z": 2030}))


def test_a_path_with_higher_returns_never_asks_for_less():
    """A52: the requirement of the better path is at least that of the worse, in every year."""
    people = [SOLO["people"][0] | {"born_on": "1955-05-10", "plan_to_age": 90}]
    facts: dict[str, Any] = {
        "people": people,
        "accounts": [account("ira", "traditional_ira", 500_000)],
    }
    rates = np.array([0.02, 0.05, 0.08])
    plain = outlook(SOLO, spending={"annual": 0}, **facts)
    growth = np.broadcast_to(rates[:, None, None], (3, len(plain.years), len(plain.accounts.ids)))
    varied = Variation(first_year=2026, paths=3, growth=growth)
    result = walked(SOLO, RmdOnly(), varied, spending={"annual": 0}, **facts)
    more = np.diff(result.ledger.required[..., 0], axis=0)
    assert (more >= 0).all()
    assert (more[:, 4:] > 0).all()  # from the second year that asks


def test_a_child_without_accounts_or_income_is_in_nobodys_plan():
    child = {"id": "c", "name": "Child", "born_on": "2015-05-01"}
    accounts = [account("cash", "cash", 1_000)]
    seen = outlook(SOLO, people=[SOLO["people"][0], child], accounts=accounts)
    assert (seen.lives.ids, seen.years[-1]) == (("a",), 2031)


def test_a_wedding_to_come_is_a_joint_return_from_its_year_on():
    weds = [{"people": ["a", "b"], "from": "2028-06-01"}]
    incomes = [{"person": "b", "kind": "pension", "annual": 1_000}]
    accounts = [account("cash", "cash", 1_000)]
    result = walked(
        COUPLE, marriages=weds, accounts=accounts, incomes=incomes, spending={"annual": 0}
    )
    statuses = [STATUSES[int(of(result, "filing_status", year))] for year in (2027, 2028)]
    assert statuses == [FilingStatus.SINGLE, FilingStatus.JOINT]


def test_an_account_that_was_paid_over_counts_once():
    """Ben died in 2026; what he left to take of his 10,000 leaves the account it went to."""
    people = [
        COUPLE["people"][0],
        COUPLE["people"][1] | {"born_on": "1946-08-20", "died_on": "2026-03-01"},
    ]
    accounts = [
        account("old", "traditional_ira", 202_000, owner="b"),
        account(
            "new",
            "traditional_ira",
            202_000,
            inherited={"from": "b", "class": "spouse", "came_from": "old"},
        ),
    ]
    result = walked(
        COUPLE,
        variation=Variation(),
        as_of="2026-06-30",
        people=people,
        accounts=accounts,
        spending={"annual": 0},
    )
    assert result.outlook.accounts.ids[0] == "new"
    assert entry(result, "required", "new") == near(10_000)


def test_cash_bears_interest_that_is_taxed_each_year():
    document = SOLO | {"assumptions": {"inflation": 0, "returns": {"cash": 0.04}}}
    cash = account("cash", "cash", 100_000) | {"allocation": {"cash": 1}}
    result = walked(document, accounts=[cash], spending={"annual": 0})
    assert of(result, "income") == pytest.approx(4_000, abs=1)


def test_who_refused_part_b_is_not_on_the_marketplace_at_70():
    result = walked(
        SOLO,
        accounts=[account("cash", "cash", 1_000)],
        spending={"annual": 0},
        health={"aca_benchmark_annual": 9_000},
    )
    assert of(result, "aca_premium") == 0


def test_what_one_account_of_a_pool_cannot_give_the_others_do():
    """Of 30,000 required of two IRAs nothing was taken, but one of them is nearly empty now."""
    people = [SOLO["people"][0] | {"born_on": "1946-05-10", "plan_to_age": 82}]
    small = account("small", "traditional_ira", 303_000)
    small["balance"] = {"amount": 1_000, "on": "2026-06-30"}
    accounts = [small, account("large", "traditional_ira", 303_000)]
    result = walked(
        SOLO,
        variation=Variation(),
        as_of="2026-06-30",
        people=people,
        accounts=accounts,
        spending={"annual": 0},
    )
    taken = [entry(result, "required", id_) for id_ in ("small", "large")]
    assert taken == [near(1_000), near(29_000)]


def test_a_plan_from_next_year_on_begins_after_what_this_one_requires():
    people = [SOLO["people"][0] | {"born_on": "1946-05-10", "plan_to_age": 82}]
    result = walked(
        SOLO,
        variation=Variation(first_year=2027),
        as_of="2026-06-30",
        people=people,
        accounts=[account("ira", "traditional_ira", 202_000)],
        spending={"annual": 0},
    )
    assert entry(result, "opening", "ira", 2027) == near(192_000)
    assert entry(result, "required", "ira", 2027) == near(192_000 / 19.4)


def test_spending_that_is_not_stated_is_named():
    assert "spending.annual" in {one.fact for one in outlook(SOLO).missing}


def test_two_returns_look_back_at_an_income_each():
    """Unmarried: 120,000 two years before is in the first tier, 20,000 in none."""
    people = [
        COUPLE["people"][0] | {"medicare_part_b": True, "prior_magi": {"2024": 120_000}},
        COUPLE["people"][1]
        | {"medicare_part_b": True, "born_on": "1957-08-20", "prior_magi": {"2024": 20_000}},
    ]
    result = walked(
        COUPLE,
        people=people,
        marriages=[],
        accounts=[account("cash", "cash", 90_000), account("own", "cash", 1, owner="b")],
        spending={"annual": 0},
    )
    assert of(result, "irmaa") == near(12 * (81.20 + 14.50))
    missing = {one.fact for one in result.outlook.missing}
    assert {"people.a.prior_magi", "people.b.prior_magi"} <= missing  # of 2025
