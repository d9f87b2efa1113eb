"""What is known to be in an account and not spoken for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planning.engine.household import PlannedPayment
from planning.facts.available import available
from tests.factories import make_account, make_balances, make_household, make_payment


def planned(amount: int) -> PlannedPayment:
    return PlannedPayment(account="ira", year=2026, amount=Decimal(amount))


def test_the_last_balance_counts_less_what_left_since_and_what_is_planned() -> None:
    account = make_account(year_end_balances=make_balances({2024: 90_000, 2025: 100_000}))
    household = make_household(
        account,
        distributions=(
            make_payment(7_000, date(2025, 12, 31)),
            make_payment(4_000, date(2026, 3, 1)),
        ),
        planned=(planned(1_000),),
    )
    assert available(household) == {"ira": Decimal(95_000)}


def test_an_account_without_a_balance_promises_nothing() -> None:
    assert available(make_household(make_account(year_end_balances={}))) == {}


def test_nothing_below_zero_is_there() -> None:
    account = make_account(year_end_balances=make_balances({2025: 1_000}))
    assert available(make_household(account, planned=(planned(5_000),))) == {"ira": Decimal(0)}
