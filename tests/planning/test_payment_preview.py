"""Before a payment is recorded, it says which pool and year it will count for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planning.engine.household import DistributionKind
from planning.engine.household_file import read_household
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.payment_preview import preview_payment

EXAMPLES = Path(__file__).parents[1] / "examples"
COUPLE = read_household((EXAMPLES / "couple.json").read_text("utf-8"))


def preview(household=COUPLE, **facts):
    payment: dict[str, Any] = {
        "account": "ira1",
        "kind": DistributionKind.CASH,
        "amount": Decimal(1000),
        "paid_on": date(2026, 11, 20),
    }
    return preview_payment(household, load_law(), **payment | facts)


def owed(household, year, pool="own_iras"):
    schedule = rmd_schedule(household, load_law(), years=[year])
    return next(entry for entry in schedule.obligations if entry.pool == pool)


def test_a_payment_names_its_pool_its_year_and_what_remains():
    left = owed(COUPLE, 2026).remaining - 1000
    (counted,) = preview().counted
    assert (counted.pool, counted.year, counted.amount) == ("own_iras", 2026, 1000)
    assert counted.remaining == left
    sentence = f"$1,000.00 will count for 2026, Own IRAs; then ${left:,.2f} remains."
    assert preview().sentence == sentence


def test_a_plan_is_named_as_its_account():
    assert "Old employer 401(k)" in preview(account="k401").sentence


def test_a_plan_without_a_name_is_named_as_everywhere():
    accounts = [
        replace(account, name="", custodian="Demo Trust", number_last4="4711")
        for account in COUPLE.accounts
    ]
    said = preview(replace(COUPLE, accounts=tuple(accounts)), account="k401").sentence
    assert "401(k) at Demo Trust ...4711" in said


def test_a_payment_that_fills_the_year_says_so():
    rest = owed(COUPLE, 2026).remaining
    assert preview(amount=rest).sentence.endswith("Own IRAs; then nothing remains.")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"kind": DistributionKind.CONVERSION}, "A Roth conversion never counts."),
        ({"kind": DistributionKind.TRANSFER}, "A transfer between accounts is not a distribution."),
        ({"account": "roth"}, "It will not count: nothing is required from this account."),
    ],
)
def test_a_payment_that_will_not_count_says_why(facts, sentence):
    assert preview(**facts).counted == ()
    assert preview(**facts).sentence == sentence


def test_a_payment_in_the_spring_fills_the_deferred_first_year_before_its_own():
    # Ana attains 73 in 2026; her first requirement is due on April 1, 2027.
    known = replace(COUPLE, as_of=date(2027, 3, 1))
    rest = owed(known, 2026).remaining
    first, second = preview(known, amount=rest + 500, paid_on=date(2027, 3, 1)).counted
    assert (first.year, first.amount, first.remaining) == (2026, rest, 0)
    assert (second.year, second.amount, second.remaining) == (2027, 500, None)


def test_a_gift_counts_in_the_year_its_cheque_clears():
    gift: dict[str, Any] = {"kind": DistributionKind.QCD, "paid_on": date(2026, 12, 29)}
    (counted,) = preview(**gift, cleared_on=date(2026, 12, 31)).counted
    assert counted.year == 2026
    late = preview(**gift, cleared_on=date(2027, 4, 5)).counted
    assert {part.year for part in late} == {2027}


def test_the_same_payment_twice_is_seen_as_a_second_one():
    known = replace(COUPLE, distributions=(*COUPLE.distributions, replace(COUPLE.distributions[0])))
    again = preview(known, amount=COUPLE.distributions[0].amount, paid_on=date(2026, 3, 1))
    assert len(again.counted) == 1


def test_what_is_beyond_the_requirement_is_said_to_count_for_nothing():
    rest = preview(amount=1_000).counted[0].remaining + 1_000
    assert preview(amount=rest + 5_000).sentences == (
        f"${rest:,.2f} will count for 2026, Own IRAs; then nothing remains.",
        "$5,000.00 is beyond what is required and counts for nothing more.",
    )
