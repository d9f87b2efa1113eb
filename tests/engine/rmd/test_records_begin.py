"""A year from before the records begin is neither missed nor fine until somebody says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planning.engine.household import Closing, Correction, DistributionKind
from planning.engine.law import load_law
from planning.engine.rmd import Status
from planning.engine.rmd.correction import forms_5329
from planning.engine.rmd.explain import reasons_of_obligation
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    obligation_of,
    schedule_of,
)

PAT = make_person(born_on=date(1951, 5, 10))  # 74 in 2025: 255,000 ÷ 25.5 = 10,000
BEGIN = date(2026, 6, 1)


def household(*payments, records_begin_on=BEGIN, **work):
    account = make_account(year_end_balances=make_balances({2024: 255_000, 2025: 246_000}))
    return make_household(
        account,
        people=(PAT,),
        distributions=payments,
        as_of=date(2026, 11, 2),
        records_begin_on=records_begin_on,
        **work,
    )


def of_2025(*payments, **more):
    return obligation_of(household(*payments, **more), 2025)


def case(**more):
    return Correction(person="pat", pool="own_iras", year=2025, **more)


def test_a_year_due_before_the_records_begin_is_asked_about():
    owed = of_2025()
    assert (owed.status, owed.is_not_on_record) == (Status.UNDECIDED, True)
    assert owed.shortfall.amount == 0
    (asked,) = schedule_of(household(), 2025).undecided
    assert (asked.code, asked.year) == ("payments_not_on_record", 2025)


@pytest.mark.parametrize("begin", [None, date(2025, 12, 31), date(2024, 1, 1)])
def test_a_year_whose_payments_are_on_record_is_missed(begin):
    assert of_2025(records_begin_on=begin).status is Status.MISSED


def test_the_year_the_records_begin_in_is_owed_as_ever():
    assert obligation_of(household(), 2026).status is Status.CALCULATED


@pytest.mark.parametrize(
    "payment",
    [
        make_payment(4_000, date(2025, 6, 1)),
        make_payment(4_000, date(2025, 6, 1), kind=DistributionKind.CONVERSION),
        make_payment(4_000, date(2026, 8, 1), makes_up_for=2025),
    ],
)
def test_any_payment_that_speaks_of_the_year_puts_it_on_record(payment):
    assert of_2025(payment).status is Status.MISSED


def test_an_open_case_says_that_it_was_missed():
    assert of_2025(corrections=(case(),)).status is Status.CORRECTING


def test_a_signed_year_stays_as_it_was_signed():
    signed = {"own_iras": (Decimal(10_000), Decimal(0))}
    closed = Closing(person="pat", year=2025, figures=signed)
    assert of_2025(closings=(closed,)).status is Status.CLOSED


@pytest.mark.parametrize("proven", [True, False])
def test_what_was_taken_elsewhere_is_taken_and_proven_only_with_its_document(proven):
    told = case(is_done=True, was_taken_elsewhere=True, is_proven=proven)
    owed = of_2025(corrections=(told,))
    assert owed.status is (Status.SATISFIED if proven else Status.PAID)
    assert (owed.taken, owed.elsewhere, owed.remaining) == (10_000, 10_000, 0)
    assert forms_5329([owed], load_law()) == ()


def test_the_rest_of_a_year_on_record_may_have_been_taken_elsewhere():
    told = case(is_done=True, was_taken_elsewhere=True, is_proven=True)
    paid = make_payment(4_000, date(2025, 6, 1), evidence="slip")
    owed = of_2025(paid, records_begin_on=None, corrections=(told,))
    assert (owed.taken, owed.elsewhere) == (10_000, 6_000)
    assert owed.status is Status.SATISFIED
    values = {reason.code: reason.value for reason in reasons_of_obligation(owed, load_law())}
    assert (values["taken"], values["taken_elsewhere"]) == (4_000, 6_000)


def test_what_was_taken_in_full_needs_no_elsewhere():
    told = case(is_done=True, was_taken_elsewhere=True)
    paid = make_payment(10_000, date(2025, 6, 1), evidence="slip")
    owed = of_2025(paid, corrections=(told,))
    assert (owed.elsewhere, owed.status) == (0, Status.SATISFIED)
