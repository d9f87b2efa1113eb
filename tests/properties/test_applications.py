"""What holds for the parts of every payment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from hypothesis import given

from planning.engine.rmd.applications import OWED, apply_payments
from tests.properties.figures import LAW, schedule
from tests.properties.households import households


def _years(household):
    return range(max(LAW.first_year, household.as_of.year - 6), household.as_of.year + 3)


@given(households())
def test_the_parts_of_a_payment_add_up_to_it(household):
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for part in apply_payments(household, LAW):
        assert part.amount > 0 or part.payment.amount == 0
        sums[id(part.payment)] += part.amount
    for payment in household.distributions:
        assert sums[id(payment)] == payment.amount


@given(households())
def test_what_fills_a_requirement_is_what_the_schedule_took_for_it(household):
    filled: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    owners = {account.id: account.owner for account in household.accounts}
    for part in apply_payments(household, LAW):
        if part.year is not None:
            filled[owners[part.payment.account], part.pool, part.year] += part.amount
    for owed in schedule(household, _years(household)).obligations:
        if owed.required is not None:
            key = owed.person.id, owed.pool, owed.distribution_year
            assert filled[key] == owed.required - owed.remaining


@given(households())
def test_no_requirement_is_filled_beyond_itself_and_no_payment_fills_one_twice(household):
    filled: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    places = set()
    owners = {account.id: account.owner for account in household.accounts}
    for part in apply_payments(household, LAW):
        place = id(part.payment), part.pool, part.year, part.code
        assert place not in places
        places.add(place)
        if part.year is not None:
            filled[owners[part.payment.account], part.pool, part.year] += part.amount
    for owed in schedule(household, _years(household)).obligations:
        if owed.required is not None:
            taken_for_it = filled[owed.person.id, owed.pool, owed.distribution_year]
            assert 0 <= taken_for_it <= owed.required
            assert owed.remaining >= 0


@given(households())
def test_who_has_yet_to_look_at_a_payment_moves_no_dollar(household):
    paid = household.distributions
    others = tuple(replace(p, awaits_second_person=not p.awaits_second_person) for p in paid)
    assert _places(replace(household, distributions=others)) == _places(household)


@given(households())
def test_the_order_of_the_facts_decides_nothing(household):
    backwards = replace(household, distributions=household.distributions[::-1])
    assert _places(backwards) == _places(household)


def _places(household):
    places: dict[tuple[str | None, int | None, str], Decimal] = defaultdict(Decimal)
    for part in apply_payments(household, LAW):
        places[part.pool, part.year, part.code] += part.amount
    return places


@given(households())
def test_what_was_owed_and_moved_on_is_what_the_schedule_warns_of(household):
    owed = sum((p.amount for p in apply_payments(household, LAW) if p.code == OWED), Decimal(0))
    warned = schedule(household, _years(household)).caveats
    told = {str(c.numbers["owed"]) for c in warned if c.code == "rmd_rolled_over"}
    assert bool(owed) == bool(told)
    assert owed >= sum(map(Decimal, told), Decimal(0))
