"""Years that can be reckoned by hand: amounts of 2026, nothing grows, prices stand still."""

from __future__ import annotations

import pytest

from planning.engine.projection.outlook import Variation
from tests.engine.projection.households import COUPLE, SOLO, Told, account, entry, of, walked

NEAR = 0.01


def near(amount):
    return pytest.approx(amount, abs=NEAR)


def test_a_withdrawal_pays_for_spending_and_for_its_own_tax():
    """W − 1,240 − 12% (W − 24,150 − 12,400) = 60,000, so W = 56,854 ÷ 0.88.

    Deductions of a single person of 70 in 2026: 16,100 + 2,050 + 6,000 = 24,150; 10% to 12,400.
    """
    result = walked(
        SOLO, accounts=[account("ira", "traditional_ira", 500_000)], spending={"annual": 60_000}
    )
    assert entry(result, "withdrawn", "ira") == near(64_606.82)
    assert of(result, "federal") == near(4_606.82)
    assert of(result, "spending") == near(60_000)
    assert entry(result, "closing", "ira") == near(500_000 - 64_606.82)


def test_what_is_required_leaves_first_and_what_is_left_over_is_kept():
    """Age 80 in 2026: 202,000 ÷ 20.2 = 10,000; 5,000 of it is spent and there is no tax."""
    people = [SOLO["people"][0] | {"born_on": "1946-05-10", "plan_to_age": 82}]
    result = walked(
        SOLO,
        people=people,
        accounts=[account("ira", "traditional_ira", 202_000)],
        spending={"annual": 5_000},
    )
    assert entry(result, "required", "ira") == near(10_000)
    assert entry(result, "withdrawn", "ira") == near(10_000)
    assert entry(result, "deposited", "taxable:a") == near(5_000)
    # 192,000 ÷ 19.5 a year on; the balance is that of the December 31 before.
    assert entry(result, "required", "ira", 2027) == near(192_000 / 19.4)


def test_basis_leaves_all_iras_in_one_proportion():
    """Form 8606: 20,000 ÷ 160,000 = 1/8 of 40,000 and of the conversion of 8,000 is free of tax."""
    accounts = [
        account("ira", "traditional_ira", 100_000, basis=20_000),
        account("sep", "sep_ira", 60_000),
    ]
    told = Told(withdrawn={(2026, "ira"): 40_000}, converted={(2026, "sep"): 8_000})
    result = walked(SOLO, told, accounts=accounts, spending={"annual": 0})
    assert of(result, "income") == near(48_000 * 7 / 8)
    assert entry(result, "arrived", "roth:a") == near(8_000)


def test_a_sale_realises_the_average_gain():
    """Of 100,000 that cost 60,000, a sale of 20,000 is a gain of 8,000; then 9,600 of 24,000."""
    accounts = [account("broker", "taxable", 100_000, basis=60_000)]
    told = Told(withdrawn={(2026, "broker"): 20_000, (2027, "broker"): 24_000})
    result = walked(SOLO, told, accounts=accounts, spending={"annual": 0})
    assert of(result, "capital_gains") == near(8_000)
    # What is not spent comes back at its own cost: 48,000 + 20,000 for 100,000.
    assert of(result, "capital_gains", 2027) == near(24_000 * 0.32)


def test_lots_stand_for_a_basis_that_is_not_stated():
    lots = [{"cost": 10_000, "value": 40_000}, {"cost": 50_000, "value": 60_000}]
    told = Told(withdrawn={(2026, "broker"): 20_000})
    broker = account("broker", "taxable", 100_000, lots=lots)
    result = walked(SOLO, told, accounts=[broker], spending={"annual": 0})
    assert of(result, "capital_gains") == near(8_000)


@pytest.mark.parametrize(("born", "penalty"), [("1969-05-10", 1_500), ("1966-05-10", 0)])
def test_a_conversion_taken_out_within_five_years_is_early_before_59_and_a_half(born, penalty):
    """25,000: contributions of 10,000, then 15,000 of the conversion of 2024: 10% at 57."""
    roth = account(
        "roth",
        "roth_ira",
        60_000,
        basis=10_000,
        first_funded=2015,
        conversions=[{"year": 2024, "amount": 20_000}],
    )
    people = [SOLO["people"][0] | {"born_on": born}]
    told = Told(withdrawn={(2026, "roth"): 25_000})
    result = walked(SOLO, told, people=people, accounts=[roth], spending={"annual": 0})
    assert of(result, "early_distribution") == near(penalty)
    assert of(result, "income") == near(0)


def test_earnings_of_a_roth_are_income_and_early_before_its_time():
    """Contributions 10,000, then 5,000 of earnings at 57: income, and 10% of it."""
    roth = account("roth", "roth_ira", 60_000, basis=10_000, first_funded=2024)
    people = [SOLO["people"][0] | {"born_on": "1969-05-10"}]
    told = Told(withdrawn={(2026, "roth"): 15_000})
    result = walked(SOLO, told, people=people, accounts=[roth], spending={"annual": 0})
    assert of(result, "income") == near(5_000)
    assert of(result, "early_distribution") == near(500)


@pytest.mark.parametrize(
    ("kind", "facts", "penalty"),
    [
        ("traditional_ira", {}, 1_000),
        ("401k", {"plan": {"separated_on": "2025-03-01"}}, 0),  # left at 56
        ("401k", {"plan": {"separated_on": "2023-03-01"}}, 1_000),  # left at 54
        ("457b", {"plan": {"separated_on": "2023-03-01", "governmental": True}}, 0),
    ],
)
def test_leaving_at_55_helps_in_the_plan_and_not_in_an_ira(kind, facts, penalty):
    people = [SOLO["people"][0] | {"born_on": "1969-05-10"}]
    told = Told(withdrawn={(2026, "x"): 10_000})
    accounts = [account("x", kind, 100_000, **facts)]
    result = walked(SOLO, told, people=people, accounts=accounts, spending={"annual": 0})
    assert of(result, "early_distribution") == near(penalty)


def test_disability_ends_the_additional_tax():
    people = [SOLO["people"][0] | {"born_on": "1969-05-10", "disabled_on": "2025-01-01"}]
    told = Told(withdrawn={(2026, "x"): 10_000})
    accounts = [account("x", "traditional_ira", 100_000)]
    result = walked(SOLO, told, people=people, accounts=accounts, spending={"annual": 0})
    assert of(result, "early_distribution") == 0


def test_a_gift_counts_for_what_is_required_and_is_no_income():
    """202,000 ÷ 20.2 = 10,000 required: 4,000 given, 6,000 taken; the limit is 111,000."""
    people = [SOLO["people"][0] | {"born_on": "1946-05-10", "plan_to_age": 82}]
    accounts = [account("ira", "traditional_ira", 202_000)]
    given = Told(given={(2026, "ira"): 4_000})
    result = walked(SOLO, given, people=people, accounts=accounts, spending={"annual": 0})
    assert entry(result, "withdrawn", "ira") == near(6_000)
    assert of(result, "income") == near(6_000)
    much = Told(given={(2026, "ira"): 150_000})
    result = walked(SOLO, much, people=people, accounts=accounts, spending={"annual": 0})
    assert entry(result, "given", "ira") == near(111_000)


def test_nobody_gives_from_an_ira_before_70_and_a_half():
    people = [SOLO["people"][0] | {"born_on": "1957-05-10"}]
    accounts = [account("ira", "traditional_ira", 100_000)]
    given = Told(given={(2026, "ira"): 4_000})
    result = walked(SOLO, given, people=people, accounts=accounts, spending={"annual": 0})
    assert entry(result, "given", "ira") == 0


@pytest.mark.parametrize(("magi", "irmaa"), [(274_000, 2_296.80), (274_001, 5_769.60)])
def test_the_surcharge_looks_at_the_return_of_two_years_before(magi, irmaa):
    """tax.md § 14: 2 × 12 × (81.20 + 14.50), and a dollar more 2 × 12 × (202.90 + 37.50)."""
    people = [{**one, "medicare_part_b": True} for one in COUPLE["people"]]
    result = walked(
        COUPLE,
        people=people,
        accounts=[account("cash", "cash", 900_000)],
        spending={"annual": 0},
        prior_magi={"2024": magi, "2025": 0},
    )
    assert of(result, "irmaa") == near(irmaa)
    assert of(result, "irmaa", 2027) == 0


def test_income_of_a_plan_year_sets_the_surcharge_two_years_later():
    people = [SOLO["people"][0] | {"medicare_part_b": True}]
    told = Told(withdrawn={(2026, "ira"): 120_000})
    accounts = [account("ira", "traditional_ira", 500_000)]
    result = walked(
        SOLO,
        told,
        people=people,
        accounts=accounts,
        spending={"annual": 0},
        prior_magi={"2024": 0, "2025": 0},
    )
    assert [of(result, "irmaa", year) > 0 for year in (2026, 2027, 2028, 2029)] == [
        False,
        False,
        True,
        False,
    ]


def test_marketplace_coverage_costs_the_share_of_income_before_65():
    """tax.md § 15: a couple with 63,450 (300% of the guideline) pays 9.96%, 6,319.62.

    The premium of 2025 grows by the 5.5% assumed of health costs.
    """
    people = [{**one, "born_on": "1966-05-10"} for one in COUPLE["people"]]
    incomes = [{"person": "a", "kind": "pension", "annual": 63_450}]
    result = walked(
        COUPLE,
        people=people,
        incomes=incomes,
        spending={"annual": 0},
        health={"aca_benchmark_annual": 20_000},
    )
    assert of(result, "aca_premium") == near(21_100)
    assert of(result, "aca_credit") == near(21_100 - 6_319.62)


def test_a_goal_and_an_inflow_move_cash_in_their_years():
    goals = [
        {"name": "Roof", "year": 2027, "amount": 30_000},
        {"name": "House sold", "year": 2028, "amount": 50_000, "kind": "inflow"},
    ]
    result = walked(
        SOLO, accounts=[account("cash", "cash", 100_000)], spending={"annual": 1_000}, goals=goals
    )
    taken = [entry(result, "withdrawn", "cash", year) for year in (2026, 2027, 2028)]
    assert taken == [near(1_000), near(31_000), near(0)]
    assert entry(result, "deposited", "taxable:a", 2028) == near(49_000)


def test_what_is_not_there_is_named_by_year_and_amount():
    result = walked(SOLO, accounts=[account("cash", "cash", 25_000)], spending={"annual": 10_000})
    first, *later = result.shortfalls
    assert (first.year, first.amount) == (2028, near(5_000))
    assert [one.year for one in later] == [2029, 2030, 2031]
    assert of(result, "spending", 2028) == near(5_000)


def test_an_inherited_account_is_empty_by_its_last_day():
    """Died in 2020, before the beginning: nothing until 2030, then all of it."""
    mother = {"id": "m", "name": "Mother", "member": False, "born_on": "1955-02-11"}
    people = [SOLO["people"][0], mother | {"died_on": "2020-05-02"}]
    inherited = account(
        "i", "traditional_ira", 50_000, inherited={"from": "m", "class": "designated"}
    )
    result = walked(SOLO, people=people, accounts=[inherited], spending={"annual": 0})
    assert [entry(result, "required", "i", year) for year in range(2026, 2031)] == [
        0,
        0,
        0,
        0,
        near(50_000),
    ]
    assert entry(result, "closing", "i", 2030) == 0


def test_heirs_keep_what_their_tax_leaves():
    """At 24%: 76% of the IRA but for its basis, all of the rest."""
    accounts = [
        account("ira", "traditional_ira", 100_000, basis=20_000),
        account("roth", "roth_ira", 40_000, first_funded=2010, basis=0),
        account("broker", "taxable", 30_000, basis=5_000),
    ]
    people = [SOLO["people"][0] | {"plan_to_age": 70}]
    result = walked(
        SOLO,
        people=people,
        accounts=accounts,
        spending={"annual": 0},
        assumptions=SOLO["assumptions"] | {"heirs_tax_rate": 0.24},
    )
    assert of(result, "estate") == near(100_000 - 0.24 * 80_000 + 40_000 + 30_000)
    assert float(result.lifetime.estate_after_tax[0]) == near(150_800)


def test_a_year_that_has_begun_counts_only_what_is_left_of_it():
    """From July 2: 182 of 365 days, the rest of the requirement, and what was withheld is paid."""
    people = [SOLO["people"][0] | {"born_on": "1946-05-10", "plan_to_age": 82}]
    ira = account("ira", "traditional_ira", 202_000)
    ira["balance"] = {"amount": 198_000, "on": "2026-07-02"}
    paid = [{"account": "ira", "paid_on": "2026-03-01", "amount": 4_000, "federal_withheld": 400}]
    result = walked(
        SOLO,
        variation=Variation(),
        as_of="2026-07-02",
        people=people,
        accounts=[ira],
        distributions=paid,
        spending={"annual": 36_500},
    )
    assert entry(result, "opening", "ira") == near(198_000)
    assert entry(result, "required", "ira") == near(6_000)
    assert of(result, "spending") == near(18_200)
    # Income of the whole year: 4,000 before and what leaves now; 400 of its tax is paid.
    assert of(result, "income") == near(4_000 + entry(result, "withdrawn", "ira"))
    assert of(result, "taxes_paid_before") == near(400)


def test_what_is_lacking_beyond_spending_is_said_apart():
    """Nothing but 500 of cash, 200 to spend and a roof of 3,000: 2,500 of it nobody pays."""
    result = walked(
        SOLO,
        accounts=[account("cash", "cash", 500)],
        spending={"annual": 200},
        goals=[{"year": 2026, "amount": 3_000}],
    )
    assert of(result, "shortfall") == near(2_700)
    assert of(result, "spending") == 0
    assert of(result, "unpaid") == near(2_500)
    assert abs(result.cash_residual).max() < NEAR
