"""What of a person's gifts to charity is left out of income?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import AccountKind, DistributionKind, Inheritance
from planning.engine.law import load_law
from planning.engine.rmd.qcd import deductions_left, gift_room, gifts_begin_on
from tests.factories import (
    make_account,
    make_household,
    make_payment,
    make_person,
    obligation_of,
    schedule_of,
)


def gift(amount=5_000, paid_on=date(2026, 3, 1), **facts):
    return make_payment(amount, paid_on, kind=DistributionKind.QCD, **facts)


def schedule(account, *gifts, **facts):
    return schedule_of(make_household(account, distributions=gifts, **facts))


@pytest.mark.parametrize(
    ("kind", "excludable", "caveat"),
    [
        (AccountKind.TRADITIONAL_IRA, 5_000, None),
        (AccountKind.SEP_IRA, 5_000, "qcd_from_active_plan"),
        (AccountKind.SIMPLE_IRA, 5_000, "qcd_from_active_plan"),
        (AccountKind.ROTH_IRA, 0, "qcd_from_roth_ira"),
        (AccountKind.TAXABLE, 0, "qcd_not_from_ira"),
    ],
)
def test_from_which_account(kind, excludable, caveat):
    found = schedule(make_account(kind=kind), gift())
    assert [qcd.excludable for qcd in found.qcds] == [excludable]
    assert [c.code for c in found.caveats] == ([caveat] if caveat else [])


def test_a_giver_of_unknown_age_is_not_taken_to_be_old_enough():
    found = schedule(make_account(), gift(), people=(make_person(born_on=None),))
    assert found.qcds[0].given == 0
    assert "qcd_before_70_half" in {caveat.code for caveat in found.caveats}


def test_an_inherited_ira_may_give_too():
    found = schedule(make_account(inherited=Inheritance(decedent="pat")), gift())
    assert found.qcds[0].excludable == 5_000


def test_a_gift_that_has_not_cleared_by_the_as_of_date_is_not_there_yet():
    cheque = gift(paid_on=date(2026, 12, 29), cleared_on=date(2027, 1, 2))
    assert schedule(make_account(), cheque).qcds == ()
    seen = make_household(make_account(), distributions=(cheque,), as_of=date(2027, 1, 2))
    assert schedule_of(seen, 2026).qcds == ()
    assert schedule_of(seen, 2027).qcds[0].given == 5_000
    assert obligation_of(seen, 2026).taken == 0


def test_deductions_that_reduced_one_year_do_not_reduce_the_next():
    household = make_household(
        make_account(),
        distributions=(gift(6_000, date(2025, 3, 1)), gift(6_500)),
        ira_deductions_after_70_half={"pat": {2024: Decimal(5_000), 2025: Decimal(5_000)}},
    )
    # Notice 2020-68: 6,000 of 10,000 are used by the first gift, 4,000 by the second.
    excludable = [qcd.excludable for qcd in schedule_of(household, 2025, 2026).qcds]
    assert excludable == [0, 2_500]
    (pat,) = household.people
    left = [deductions_left(household, pat, load_law(), year) for year in (2024, 2025, 2026)]
    assert left == [5_000, 4_000, 0]


def test_only_the_gifts_of_a_year_are_questioned_in_it():
    too_early = gift(paid_on=date(2020, 3, 1))  # 70½ on 2020-11-10
    found = schedule_of(make_household(make_account(), distributions=(too_early, gift())), 2026)
    assert found.caveats == ()
    before = schedule_of(make_household(make_account(), distributions=(too_early, gift())), 2020)
    assert [(c.code, c.year) for c in before.caveats] == [("qcd_before_70_half", 2020)]


def test_the_room_of_a_year_is_not_used_up_by_what_is_no_qcd():
    one_time = gift(60_000, is_split_interest=True)  # its own limit is 55,000
    (qcd,) = schedule(make_account(), one_time, gift(20_000)).qcds
    assert (qcd.split_interest_beyond, qcd.room) == (5_000, 36_000)


def test_a_one_time_gift_of_a_year_without_a_published_limit_leaves_the_room_unknown():
    household = make_household(
        make_account(),
        distributions=(gift(paid_on=date(2040, 3, 1), is_split_interest=True),),
        as_of=date(2040, 6, 1),
    )
    (qcd,) = schedule_of(household, 2040).qcds
    assert (qcd.room, qcd.split_interest_limit, qcd.excludable) == (None, None, None)


def test_the_one_time_gift_may_be_split_over_several_charities_of_one_year():
    parts = [gift(20_000, date(2026, month, 1), is_split_interest=True) for month in (3, 4)]
    (qcd,) = schedule(make_account(), *parts).qcds
    assert qcd.excludable == 40_000


def test_a_one_time_gift_that_was_refused_leaves_the_next_year_free():
    early = gift(paid_on=date(2020, 3, 1), is_split_interest=True)
    (qcd,) = schedule(make_account(), early, gift(is_split_interest=True)).qcds
    assert qcd.excludable == 5_000


@pytest.mark.parametrize(
    ("gifts", "year", "room"),
    [
        ([], 2026, 111_000),
        ([gift(5_000), gift(3_000, date(2025, 3, 1))], 2026, 106_000),
        ([gift(100_000), gift(20_000)], 2026, 0),
        ([], 2099, None),
    ],
)
def test_what_may_still_be_given_in_a_year(gifts, year, room):
    household = make_household(make_account(), distributions=tuple(gifts))
    assert gift_room(household, household.people[0], load_law(), year) == room


def test_gifts_begin_on_the_day_of_70_and_a_half():
    assert gifts_begin_on(make_person(born_on=date(1953, 8, 31)), load_law()) == date(2024, 2, 29)
    assert gifts_begin_on(make_person(born_on=None), load_law()) is None
