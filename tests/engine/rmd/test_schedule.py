"""Which years can be asked for, and what a schedule says once."""

from __future__ import annotations

from datetime import date

import pytest

from planning.engine.household import AccountKind
from planning.engine.law import UnknownYear, load_law
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.schedule import YearOutOfRange
from tests.factories import (
    make_account,
    make_household,
    make_person,
    make_spouse,
    schedule_of,
)


@pytest.mark.parametrize("year", [-5, 0, 2002, 2127, 100_000])
def test_a_year_out_of_range_is_refused_with_what_to_ask_for(year):
    with pytest.raises(YearOutOfRange, match=rf"for {year}; ask for a year from 2003 to 2126\.$"):
        schedule_of(make_household(make_account()), year)
    assert issubclass(YearOutOfRange, UnknownYear)


def test_more_years_than_a_machine_can_hold_are_refused_at_the_first_one_too_many():
    with pytest.raises(YearOutOfRange, match="for 2127"):
        rmd_schedule(make_household(make_account()), load_law(), years=range(2026, 10**11))


def test_the_first_and_the_last_year_can_be_asked_for():
    household = make_household(make_account())
    assert schedule_of(household, 2126, 2003).years == (2003, 2126)


def test_asking_for_no_year_is_an_empty_schedule():
    household = make_household(
        make_account(kind=AccountKind.ROTH_IRA), people=(make_person(died_on=date(2025, 1, 1)),)
    )
    assert schedule_of(household, 2026).undecided
    found = rmd_schedule(household, load_law(), years=[])
    assert (found.obligations, found.undecided) == ((), ())


def test_a_roth_account_is_asked_about_as_soon_as_one_of_the_years_follows_the_death():
    household = make_household(
        make_account(kind=AccountKind.ROTH_IRA), people=(make_person(died_on=date(2025, 1, 1)),)
    )
    assert schedule_of(household, 2024, 2025).undecided == ()
    assert [entry.account for entry in schedule_of(household, 2024, 2026).undecided] == ["ira"]


def test_a_death_is_known_from_its_own_day_on():
    people = (
        make_person(died_on=date(2026, 5, 1)),
        make_spouse(died_on=date(2026, 5, 2)),
    )
    household = make_household(
        make_account(), make_account(id="his", owner="sam"), people=people, as_of=date(2026, 5, 1)
    )
    known = {p.id: p.died_on for p in schedule_of(household).household.people}
    assert known == {"pat": date(2026, 5, 1), "sam": None}
