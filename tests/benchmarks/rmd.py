"""The work that is timed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from planning.engine.document import rmd_document
from planning.engine.household import (
    Account,
    AccountKind,
    Beneficiary,
    Distribution,
    Household,
    Marriage,
    Person,
    YearEndBalance,
)
from planning.engine.household_file import read_household
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule

HOUSEHOLDS = 10_000
COUPLE = Path(__file__).parent.parent / "examples" / "couple.json"


def _household(number: int) -> Household:
    """One owner with an IRA and a plan; every other one is married, one in five has paid."""
    owner = Person(id="o", name="Owner", born_on=date(1940 + number % 20, 1 + number % 12, 5))
    spouse = Person(id="s", name="Spouse", born_on=date(1950 + number % 25, 6, 5))
    balance = {2025: YearEndBalance(amount=Decimal(100_000 + 7 * number))}
    named = (Beneficiary(person="s"),) if number % 2 else ()
    ira = AccountKind.TRADITIONAL_IRA
    return Household(
        name=f"Household {number}",
        as_of=date(2026, 11, 21),
        people=(owner, spouse) if number % 2 else (owner,),
        marriages=(Marriage(people=("o", "s")),) if number % 2 else (),
        accounts=(
            Account(id="ira", owner="o", kind=ira, year_end_balances=balance, beneficiaries=named),
            Account(id="sep", owner="o", kind=AccountKind.SEP_IRA, year_end_balances=balance),
        ),
        distributions=()
        if number % 5
        else (Distribution(account="ira", paid_on=date(2026, 3, 1), amount=Decimal(2_000)),),
    )


def obligations_of_20000_accounts() -> Callable[[], object]:
    law, book = load_law(), [_household(number) for number in range(HOUSEHOLDS)]
    return lambda: sum(
        len(rmd_schedule(household, law, years=[2026]).obligations) for household in book
    )


def obligations_with_all_steps() -> Callable[[], object]:
    law, book = load_law(), [_household(number) for number in range(HOUSEHOLDS)]
    return lambda: sum(
        len(rmd_document(rmd_schedule(household, law, years=[2026]), law)) for household in book
    )


def schedule_of_30_years() -> Callable[[], object]:
    law, household = load_law(), read_household(COUPLE.read_bytes())
    return lambda: rmd_schedule(household, law, years=range(2026, 2056))


def household_file() -> Callable[[], object]:
    text = COUPLE.read_bytes()
    return lambda: read_household(text)


def peer_decimal_division() -> Callable[[], object]:
    cent = Decimal("0.01")
    amounts = [Decimal(100_000 + 7 * number) for number in range(2 * HOUSEHOLDS)]
    table = [Decimal(265 - 8 * row) / 10 for row in range(20)]
    return lambda: [
        (amount / table[row % 20]).quantize(cent, ROUND_HALF_UP)
        for row, amount in enumerate(amounts)
    ]
