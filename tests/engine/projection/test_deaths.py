"""What a death changes: the return, the incomes, who holds what, what has a new cost."""

from __future__ import annotations

import numpy as np
import pytest

from planning.engine.household import FilingStatus
from planning.engine.projection.outlook import Variation
from planning.engine.tax.units import STATUSES
from tests.engine.projection.households import COUPLE, SOLO, Told, account, entry, of, walked

ANN_DIES_IN_2027 = Variation(first_year=2026, last_years={"a": 2027})


def near(amount):
    return pytest.approx(amount, abs=0.01)


def status(projection, year: int) -> FilingStatus:
    return STATUSES[int(of(projection, "filing_status", year))]


def test_the_year_of_a_death_is_joint_and_the_next_one_single():
    result = walked(COUPLE, variation=ANN_DIES_IN_2027, spending={"annual": 0})
    assert [status(result, year) for year in (2027, 2028)] == [
        FilingStatus.JOINT,
        FilingStatus.SINGLE,
    ]


def test_a_survivor_with_a_dependent_is_a_surviving_spouse_for_two_years():
    result = walked(COUPLE, variation=ANN_DIES_IN_2027, spending={"annual": 0}, dependents=1)
    assert [status(result, year) for year in (2027, 2028, 2029, 2030)] == [
        FilingStatus.JOINT,
        FilingStatus.SURVIVING,
        FilingStatus.SURVIVING,
        FilingStatus.SINGLE,
    ]


def test_a_pension_goes_on_in_part_and_spending_falls():
    incomes = [{"person": "a", "kind": "pension", "annual": 20_000, "survivor_share": 0.5}]
    result = walked(
        COUPLE,
        variation=ANN_DIES_IN_2027,
        incomes=incomes,
        spending={"annual": 10_000, "survivor_share": 0.7},
    )
    assert [of(result, "pensions", year) for year in (2027, 2028)] == [20_000, 10_000]
    assert [of(result, "spending", year) for year in (2027, 2028)] == [10_000, near(7_000)]


def test_the_spouse_owes_by_the_own_age_after_the_owner():
    """Ann, 80 in 2027, owed by 20.2; Ben, 70 then, owes nothing before 73 in 2031: 26.5."""
    people = [
        COUPLE["people"][0] | {"born_on": "1947-05-10"},
        COUPLE["people"][1] | {"born_on": "1958-08-20"},
    ]
    result = walked(
        COUPLE,
        variation=ANN_DIES_IN_2027,
        people=people,
        accounts=[account("ira", "traditional_ira", 404_000)],
        spending={"annual": 0},
    )
    required = [entry(result, "required", "ira", year) for year in range(2026, 2032)]
    first = 404_000 / 21.1
    second = (404_000 - first) / 20.2
    assert required[:2] == [near(first), near(second)]
    assert required[2:5] == [0, 0, 0]
    assert required[5] == near((404_000 - first - second) / 26.5)


def test_the_joint_table_ends_with_the_younger_spouse():
    """80 and 60: 2026 by 28.8 is more than 20.2; alone it is the uniform table again."""
    people = [
        COUPLE["people"][0] | {"born_on": "1946-05-10", "plan_to_age": 90},
        COUPLE["people"][1] | {"born_on": "1966-08-20"},
    ]
    ira = account("ira", "traditional_ira", 100_000, beneficiaries=[{"person": "b"}])
    result = walked(
        COUPLE,
        variation=Variation(first_year=2026, last_years={"b": 2026}),
        people=people,
        accounts=[ira],
        spending={"annual": 0},
    )
    first = entry(result, "required", "ira", 2026)
    assert first < 100_000 / 20.2
    assert entry(result, "required", "ira", 2027) == near((100_000 - first) / 19.4)


def test_what_is_left_to_others_leaves_and_the_rest_is_the_spouses():
    child = {"id": "c", "name": "Child", "member": False}
    ira = account(
        "ira",
        "traditional_ira",
        100_000,
        beneficiaries=[{"person": "b", "share": 0.6}, {"person": "c", "share": 0.4}],
    )
    result = walked(
        COUPLE,
        variation=ANN_DIES_IN_2027,
        people=[*COUPLE["people"], child],
        accounts=[ira],
        spending={"annual": 0},
        assumptions=COUPLE["assumptions"] | {"heirs_tax_rate": 0.25},
    )
    assert entry(result, "left", "ira", 2027) == near(40_000)
    assert of(result, "estate", 2027) == near(30_000)
    assert entry(result, "closing", "ira", 2027) == near(60_000)


def test_what_a_death_passes_on_has_its_value_as_cost():
    told = Told(withdrawn={(2028, "broker"): 50_000})
    broker = account("broker", "taxable", 100_000, basis=10_000)
    result = walked(COUPLE, told, ANN_DIES_IN_2027, accounts=[broker], spending={"annual": 0})
    assert of(result, "capital_gains", 2028) == near(0)
    alive = walked(
        COUPLE, told, Variation(first_year=2026), accounts=[broker], spending={"annual": 0}
    )
    assert of(alive, "capital_gains", 2028) == near(45_000)


def test_basis_and_roth_money_go_to_the_spouse():
    accounts = [
        account("ira", "traditional_ira", 100_000, basis=50_000),
        account("roth", "roth_ira", 50_000, basis=50_000, first_funded=2025),
    ]
    people = [COUPLE["people"][0], COUPLE["people"][1] | {"born_on": "1975-08-20"}]
    told = Told(withdrawn={(2028, "ira"): 10_000, (2028, "roth"): 50_000})
    result = walked(
        COUPLE, told, ANN_DIES_IN_2027, people=people, accounts=accounts, spending={"annual": 0}
    )
    assert of(result, "income", 2028) == near(5_000)
    assert of(result, "early_distribution", 2028) == near(500)


def test_a_successor_empties_an_inherited_account_in_ten_years():
    mother = {"id": "m", "name": "Mother", "member": False, "born_on": "1940-02-11"}
    people = [*COUPLE["people"], mother | {"died_on": "2019-05-02"}]
    people[1] = people[1] | {"plan_to_age": 85}
    inherited = account(
        "i", "traditional_ira", 50_000, inherited={"from": "m", "class": "designated"}
    )
    result = walked(
        COUPLE,
        variation=Variation(first_year=2026, last_years={"a": 2026}),
        people=people,
        accounts=[inherited],
        spending={"annual": 0},
    )
    assert entry(result, "closing", "i", 2035) > 0
    assert entry(result, "closing", "i", 2036) == 0


def test_two_who_are_not_married_file_and_inherit_apart():
    result = walked(
        COUPLE,
        variation=ANN_DIES_IN_2027,
        marriages=[],
        accounts=[account("roth", "roth_ira", 10_000, first_funded=2010)],
        spending={"annual": 0},
    )
    assert status(result, 2026) is FilingStatus.SINGLE
    assert of(result, "estate", 2027) == near(10_000)
    assert entry(result, "closing", "roth", 2027) == 0


def test_paths_may_end_in_different_years():
    ends = np.array([2026, 2028, 2030])
    both = Variation(first_year=2026, paths=3, last_years={"a": ends})
    result = walked(
        SOLO,
        variation=both,
        accounts=[account("roth", "roth_ira", 10_000, first_funded=2010)],
        spending={"annual": 1_000},
    )
    assert result.lifetime.estate_after_tax == near(np.array([9_000, 7_000, 5_000]))
    assert not result.ledger.closing[0, 1:].any()
    assert not result.figures.spending[0, 1:].any()


def test_what_somebody_left_who_died_this_year_is_the_spouses_from_the_next():
    """Ben died in March at 80: 10,000 of 202,000 is still due; then Ann owes from 73, in 2029."""
    people = [
        COUPLE["people"][0],
        COUPLE["people"][1] | {"born_on": "1946-08-20", "died_on": "2026-03-01"},
    ]
    result = walked(
        COUPLE,
        variation=Variation(),
        as_of="2026-06-30",
        people=people,
        accounts=[account("ira", "traditional_ira", 202_000, owner="b")],
        spending={"annual": 0},
    )
    required = [entry(result, "required", "ira", year) for year in range(2026, 2030)]
    assert required == [near(10_000), 0, 0, near(192_000 / 26.5)]
    assert [status(result, year) for year in (2026, 2027)] == [
        FilingStatus.JOINT,
        FilingStatus.SINGLE,
    ]
