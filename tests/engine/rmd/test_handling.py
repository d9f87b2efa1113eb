"""Where does a requirement stand, given what the office did about it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import Closing, Correction, PlannedPayment
from planning.engine.rmd import Status
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    obligation_of,
    schedule_of,
)

PAT = make_person(born_on=date(1951, 5, 10))  # 75 in 2026: 246,000 ÷ 24.6 = 10,000
LATER = date(2027, 6, 30)


def household(*payments, as_of=date(2026, 11, 2), **work):
    account = make_account(year_end_balances=make_balances({2025: 246_000, 2026: 237_000}))
    return make_household(account, people=(PAT,), distributions=payments, as_of=as_of, **work)


def status(*payments, **work):
    return obligation_of(household(*payments, **work), 2026).status


def planned(amount, *, year=2026, account="ira", is_ordered=False):
    return PlannedPayment(account=account, year=year, amount=Decimal(amount), is_ordered=is_ordered)


def closing(required=10_000, taken=10_000, pool="own_iras", year=2026):
    figures = {pool: (Decimal(required), Decimal(taken))}
    return Closing(person="pat", year=year, figures=figures)


PROVEN = make_payment(10_000, date(2026, 6, 1), evidence="slip")
MADE_UP = make_payment(10_000, date(2027, 2, 1), evidence="slip", makes_up_for=2026)


@pytest.mark.parametrize(
    ("to_come", "expected"),
    [
        ([], Status.CALCULATED),
        ([planned(9_999)], Status.CALCULATED),
        ([planned(10_000)], Status.PLANNED),
        ([planned(4_000), planned(6_000, is_ordered=True)], Status.PLANNED),
        ([planned(4_000, is_ordered=True), planned(6_000, is_ordered=True)], Status.ORDERED),
        ([planned(10_000, year=2027)], Status.CALCULATED),
        ([planned(10_000, account="other")], Status.CALCULATED),
    ],
)
def test_payments_to_come_reach_what_remains_or_not(to_come, expected):
    assert status(planned=tuple(to_come)) is expected


def test_what_was_paid_need_not_be_planned_again():
    paid = make_payment(4_000, date(2026, 6, 1))
    assert status(paid, planned=(planned(6_000),)) is Status.PLANNED


def test_a_plan_does_not_undo_a_miss():
    assert status(as_of=LATER, planned=(planned(10_000, is_ordered=True),)) is Status.MISSED


def test_a_payment_that_a_second_person_must_see_is_paid_and_not_yet_proven():
    assert status(PROVEN) is Status.SATISFIED
    assert status(replace(PROVEN, awaits_second_person=True)) is Status.PAID


@pytest.mark.parametrize(
    ("signed_off", "expected"),
    [
        (closing(), Status.CLOSED),
        (closing(required=10_001), Status.SATISFIED),
        (closing(taken=9_000), Status.SATISFIED),
        (closing(pool="plan:k401"), Status.SATISFIED),
        (closing(year=2025), Status.SATISFIED),
    ],
)
def test_a_closing_holds_while_the_figures_are_those_signed_off(signed_off, expected):
    closed = household(PROVEN, closings=(signed_off,))
    found = schedule_of(closed, 2026)
    assert found.obligations[0].status is expected
    told = [caveat.code for caveat in found.caveats]
    is_changed = expected is not Status.CLOSED and signed_off.year == 2026
    assert ("changed_after_closing" in told) is is_changed


def test_a_closed_year_without_a_requirement_still_requires_nothing():
    young = make_person(born_on=date(1960, 1, 1))
    closed = replace(household(closings=(closing(0, 0),)), people=(young,))
    assert obligation_of(closed, 2026).status is Status.NOT_REQUIRED


@pytest.mark.parametrize(
    ("payment", "is_done", "expected"),
    [
        (None, False, Status.CORRECTING),
        (None, True, Status.CORRECTING),
        (MADE_UP, False, Status.CORRECTING),
        (MADE_UP, True, Status.SATISFIED),
        (replace(MADE_UP, evidence=None), True, Status.CORRECTING),
        (replace(MADE_UP, awaits_second_person=True), True, Status.CORRECTING),
        (replace(MADE_UP, amount=Decimal(9_999)), True, Status.CORRECTING),
    ],
)
def test_a_miss_is_being_corrected_until_it_is_made_up_for_proven_and_filed(
    payment, is_done, expected
):
    case = Correction(person="pat", pool="own_iras", year=2026, is_done=is_done)
    payments = (payment,) if payment else ()
    assert status(*payments, as_of=LATER, corrections=(case,)) is expected


def test_a_case_is_of_one_pool_and_year():
    other = Correction(person="pat", pool="plan:k401", year=2026, is_done=True)
    assert status(MADE_UP, as_of=LATER, corrections=(other,)) is Status.MISSED


def test_the_work_of_the_office_changes_no_figure():
    facts = household(make_payment(4_000, date(2026, 6, 1)))
    worked = replace(facts, planned=(planned(6_000),), closings=(closing(),))
    before, after = obligation_of(facts, 2026), obligation_of(worked, 2026)
    assert replace(after, status=before.status) == before
