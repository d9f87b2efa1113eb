"""Plain facts for tests: Pat, married to Sam or not, and what matters to the test in hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from planning.engine.household import (
    Account,
    AccountKind,
    BalanceSource,
    Distribution,
    Household,
    Marriage,
    Person,
    YearEndBalance,
)
from planning.engine.law import load_law
from planning.engine.rmd import Obligation, Schedule, rmd_schedule

Facts = dict[str, Any]


def make_person(**facts: Any) -> Person:
    """Return Pat, who is 76 in 2026 (divisor 23.7)."""
    pat: Facts = {"id": "pat", "name": "Pat Doe", "born_on": date(1950, 5, 10)}
    return Person(**pat | facts)


def make_spouse(**facts: Any) -> Person:
    """Return Sam, twenty years younger."""
    sam: Facts = {"id": "sam", "name": "Sam Doe", "born_on": date(1970, 5, 10)}
    return Person(**sam | facts)


def make_account(balance: int = 237_000, **facts: Any) -> Account:
    """Return Pat's IRA with a balance on December 31, 2025."""
    ira: Facts = {
        "id": "ira",
        "owner": "pat",
        "kind": AccountKind.TRADITIONAL_IRA,
        "year_end_balances": make_balances({2025: balance}),
    }
    return Account(**ira | facts)


def make_balances(
    amounts: dict[int, int], source: BalanceSource | None = None
) -> dict[int, YearEndBalance]:
    """Return December 31 balances by year."""
    return {
        year: YearEndBalance(amount=Decimal(amount), source=source)
        for year, amount in amounts.items()
    }


def make_payment(amount: int, paid_on: date, **facts: Any) -> Distribution:
    """Return a payment of cash out of the IRA."""
    cash: Facts = {"account": "ira", "paid_on": paid_on, "amount": Decimal(amount)}
    return Distribution(**cash | facts)


def make_household(*accounts: Account, **facts: Any) -> Household:
    """Return the household of Pat, married to Sam where Sam is given, as of the end of 2026."""
    does: Facts = {
        "name": "Doe",
        "as_of": date(2026, 12, 31),
        "people": (make_person(),),
        "accounts": accounts,
    }
    does |= facts
    if len(does["people"]) == 2:
        does.setdefault("marriages", (Marriage(people=("pat", "sam")),))
    return Household(**does)


def schedule_of(household: Household, *years: int) -> Schedule:
    """Return the schedule of the years, 2026 unless named."""
    return rmd_schedule(household, load_law(), years=years or (2026,))


def obligation_of(household: Household, year: int = 2026) -> Obligation:
    """Return the only obligation of a year."""
    (obligation,) = schedule_of(household, year).obligations
    return obligation
