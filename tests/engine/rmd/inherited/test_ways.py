"""What if an inherited account is emptied evenly or late instead of by the least there is?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import AccountKind, BeneficiaryClass, Inheritance, Person
from planning.engine.law import load_law
from planning.engine.rmd.inherited.payout import payout_of
from planning.engine.rmd.inherited.ways import Way, WayTaken, ways_of
from planning.engine.rmd.inherited.years import InheritedYears
from tests.factories import make_account, make_balances, make_household, make_person

LAW = load_law()
DEE = Person(id="dee", name="Dee", born_on=date(1930, 2, 11), died_on=date(2023, 5, 2))
HEIR = Inheritance(decedent="dee", beneficiary_class=BeneficiaryClass.DESIGNATED, is_sole=True)
NO_GROWTH = {
    "allocation": {"cash": Decimal(1)},
    "household": {"returns": {"cash": Decimal(0)}},
}


def ways(balance=120_000, *, facts=HEIR, decedent=DEE, born_on=date(1953, 5, 10), **account):
    of_household = account.pop("household", {})
    household = make_household(
        make_account(balance, inherited=facts, **account),
        people=(make_person(born_on=born_on), decedent),
        marriages=(),
        **of_household,
    )
    (inherited,) = household.accounts
    years = InheritedYears(household, inherited, payout_of(inherited, household, LAW), LAW)
    return {taken.way: taken for taken in ways_of(years, household, 2026)}


def amounts(taken):
    return [year.taken for year in taken.years]


def test_without_growth_evenly_is_the_balance_in_equal_parts():
    found = ways(**NO_GROWTH)
    # 16.0 in 2026 falls to 10.0 in 2032; by the end of 2033 all of it.
    assert amounts(found[Way.MINIMUM])[:2] == [Decimal("7500.00"), Decimal("7500.00")]
    assert amounts(found[Way.EVENLY]) == [15_000] * 8
    assert amounts(found[Way.LATE])[:4] == [7_500] * 4
    assert amounts(found[Way.LATE])[4:] == [22_500] * 4
    assert {taken.taken for taken in found.values()} == {120_000}
    assert found[Way.LATE].most == 22_500


def test_with_growth_every_way_leaves_nothing_and_takes_at_least_what_is_required():
    found = ways()
    assert [year.year for year in found[Way.EVENLY].years] == list(range(2026, 2034))
    for taken in found.values():
        assert taken.years[-1].left == 0
        assert all(year.taken >= year.required for year in taken.years)
        left = Decimal(120_000)
        for year in taken.years:  # 5% a year, the usual assumption
            assert abs(left * Decimal("1.05") - year.taken - year.left) < Decimal("0.01")
            left = year.left
    first, *_others = amounts(found[Way.EVENLY])
    assert first == Decimal("18566.62")  # 120,000 × 1.05⁸ × 0.05 ÷ (1.05⁸ − 1)
    assert max(amounts(found[Way.EVENLY])) - min(amounts(found[Way.EVENLY])) < Decimal("0.02")


def test_nothing_is_due_before_the_tenth_year_of_a_roth_ira():
    found = ways(kind=AccountKind.ROTH_IRA, **NO_GROWTH)
    assert amounts(found[Way.MINIMUM]) == [0] * 7 + [120_000]
    assert amounts(found[Way.EVENLY]) == [15_000] * 8


def test_where_the_law_asks_for_more_than_an_even_part_it_is_taken():
    # Born in 1925, 99 in 2024: 3.4 (2022 table), in 2026 1.4: most of it, then all.
    eldest = replace(HEIR, beneficiary_class=BeneficiaryClass.DISABLED)
    found = ways(
        facts=eldest, born_on=date(1925, 1, 1), decedent=replace(DEE, born_on=date(1926, 1, 1))
    )
    assert all(year.taken >= year.required for year in found[Way.EVENLY].years)
    assert found[Way.EVENLY].years[-1].left == 0


def test_a_schedule_without_a_last_year_ends_where_the_divisor_is_used_up_or_the_plan_does():
    estate = replace(HEIR, beneficiary_class=BeneficiaryClass.ESTATE)
    owner = replace(DEE, born_on=date(1950, 2, 11))  # 73 in 2023: 16.4; in 2039 0.4
    found = ways(facts=estate, decedent=owner)
    last = found[Way.MINIMUM].years[-1]
    assert (last.year, last.left) == (2039, 0)
    spouse = replace(HEIR, beneficiary_class=BeneficiaryClass.SPOUSE)
    found = ways(facts=spouse)  # looked up anew each year, so it is never used up
    assert found[Way.MINIMUM].years[-1].year == 1953 + 95
    assert found[Way.MINIMUM].left > 0
    assert found[Way.EVENLY].left == 0


def test_somebody_old_or_of_unknown_age_looks_some_years_ahead():
    estate = replace(HEIR, beneficiary_class=BeneficiaryClass.ESTATE)
    owner = replace(DEE, born_on=date(1950, 2, 11))
    assert len(ways(facts=estate, decedent=owner, born_on=None)[Way.EVENLY].years) == 10


def test_after_the_last_year_all_of_it_is_taken_at_once():
    found = ways(decedent=replace(DEE, died_on=date(2012, 5, 2)), facts=FIVE_YEARS, **NO_GROWTH)
    assert [amounts(taken) for taken in found.values()] == [[120_000]] * 3


FIVE_YEARS = replace(HEIR, beneficiary_class=BeneficiaryClass.ESTATE)


def test_an_empty_account_is_emptied_by_nothing():
    found = ways(0)
    assert {taken.taken for taken in found.values()} == {0}
    nothing = WayTaken(way=Way.LATE, years=())
    assert (nothing.most, nothing.left) == (0, 0)


@pytest.mark.parametrize(
    "unknown",
    [
        {"facts": replace(HEIR, beneficiary_class=None)},
        {"year_end_balances": make_balances({2020: 1})},
    ],
    ids=["class", "balance"],
)
def test_what_is_not_decided_has_no_ways(unknown):
    assert ways(**unknown) == {}
