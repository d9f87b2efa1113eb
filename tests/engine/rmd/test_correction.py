"""Which lines does the form of a missed requirement ask for, and until when?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planning.engine.household import AccountKind, Plan
from planning.engine.law import load_law
from planning.engine.rmd.correction import assessable_until, forms_5329, is_corrected_in_time
from tests.factories import (
    make_account,
    make_balances,
    make_household,
    make_payment,
    make_person,
    schedule_of,
)

LAW = load_law()
PAT = make_person(born_on=date(1951, 5, 10))  # 75 in 2026: ÷ 24.6
MISSED = make_balances({2025: 246_000})  # 10,000
PLAN: dict[str, Any] = {
    "id": "k401",
    "kind": AccountKind.PLAN_401K,
    "plan": Plan(separated_on=date(2012, 6, 30)),
}


def missed(*payments, years=(2026,), as_of=date(2027, 6, 30), person=PAT, balances=MISSED):
    household = make_household(
        make_account(year_end_balances=balances),
        make_account(year_end_balances=balances, **PLAN),
        people=(person,),
        distributions=payments,
        as_of=as_of,
    )
    return schedule_of(household, *years).obligations


def lines(form):
    return {line.number: line.amount for line in form.lines}


def test_each_rate_has_its_column():
    # The IRAs: 4,000 in time, 6,000 made up for. The plan: nothing.
    paid = (
        make_payment(4_000, date(2026, 6, 1)),
        make_payment(6_000, date(2027, 2, 1), makes_up_for=2026),
    )
    (form,) = forms_5329(missed(*paid), LAW)
    assert lines(form) == {
        "52a": 10_000,
        "52b": 10_000,
        "53a": 4_000,
        "53b": 0,
        "54a": 600,  # 6,000 × 10%
        "54b": 2_500,  # 10,000 × 25%
        "55": 3_100,
    }
    assert (form.person, form.tax_year, form.shortfall, form.tax) == (PAT, 2026, 16_000, 3_100)


def test_before_2023_there_was_one_rate_and_one_column():
    born = make_person(born_on=date(1947, 5, 10))  # 75 in 2022
    (form,) = forms_5329(
        missed(years=(2022,), person=born, balances=make_balances({2021: 246_000})), LAW
    )
    assert lines(form) == {"52": 20_000, "53": 0, "54": 20_000, "55": 10_000}


@pytest.mark.parametrize(
    ("paid", "on", "in_time"),
    [
        (10_000, date(2028, 12, 31), True),
        (10_000, date(2029, 1, 1), False),
        (9_999, date(2027, 2, 1), False),
    ],
)
def test_the_lower_rate_asks_for_all_of_it_inside_the_window(paid, on, in_time):
    payment = make_payment(paid, on, makes_up_for=2026)
    ira, _plan = missed(payment, as_of=date(2030, 6, 30))
    assert is_corrected_in_time(ira) is in_time
    (form,) = forms_5329([ira], LAW)
    assert lines(form)["54a"] == (1_000 if in_time else 0)
    assert lines(form)["55"] == (1_000 if in_time else 2_500)


def test_each_year_has_its_form():
    balances = make_balances({2024: 246_000, 2025: 246_000})
    forms = forms_5329(missed(years=(2025, 2026), balances=balances), LAW)
    assert [form.tax_year for form in forms] == [2025, 2026]


def test_what_was_not_missed_asks_for_no_form():
    paid = (
        make_payment(10_000, date(2026, 6, 1)),
        make_payment(10_000, date(2026, 6, 1), account="k401"),
    )
    assert forms_5329(missed(*paid), LAW) == ()


def test_the_tax_on_an_ira_may_be_assessed_for_three_years():
    ira, plan = missed()
    assert assessable_until(ira, LAW, return_filed_on=date(2027, 4, 15)) == date(2030, 4, 15)
    assert assessable_until(ira, LAW, return_filed_on=date(2028, 2, 29)) == date(2031, 2, 28)
    assert assessable_until(ira, LAW, return_filed_on=None) is None
    assert assessable_until(plan, LAW, return_filed_on=date(2027, 4, 15)) is None
    old = replace(ira, due_on=date(2021, 12, 31))
    assert assessable_until(old, LAW, return_filed_on=date(2022, 4, 15)) is None


def test_cents_are_those_of_the_pools():
    ira, plan = missed(balances=make_balances({2025: 246_001}))
    (form,) = forms_5329([ira, plan], LAW)
    assert form.tax == ira.shortfall.excise_tax + plan.shortfall.excise_tax
