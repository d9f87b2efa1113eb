"""A second opinion on the years of a small household: one loop, exact decimals, halving.

Written from docs/algorithms/projection.md and Form 8606, not from the engine; the tax is that of
`form_1040.py`. A person or couple past 65 with an IRA each, a taxable account, a Roth IRA and cash.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from tests.properties.form_1040 import Return, opinion

TABLE = "planning/engine/law/parameters/rmd/uniform_lifetime_2022.csv"
ZERO = Decimal(0)
HALVINGS = 60


@dataclass(frozen=True, kw_only=True)
class Home:
    """A household on January 1; people in order, the first holds all but the second's IRA."""

    born: tuple[int, ...]
    iras: tuple[Decimal, ...]
    basis: tuple[Decimal, ...]  # of each person's IRA
    broker: Decimal
    cost: Decimal
    roth: Decimal
    cash: Decimal
    pension: Decimal
    benefits: Decimal
    spending: Decimal
    growth: Decimal  # of everything but cash, which stands still
    dividends: Decimal  # qualified, of the taxable account


@cache
def divisors() -> dict[int, Decimal]:
    """Read the Uniform Lifetime Table."""
    path = Path(__file__).resolve().parents[2] / TABLE
    with path.open(newline="") as file:
        return {int(age): Decimal(period) for age, period in list(csv.reader(file))[1:]}


def year_opinion(home: Home, year: int) -> tuple[Home, dict[str, Decimal]]:
    """Return the household a year later, and what the year's tax and withdrawals were."""
    required = tuple(
        balance / divisors()[year - born] if year - born >= first_age(born) else ZERO
        for born, balance in zip(home.born, home.iras, strict=True)
    )

    def cash_left(further: Decimal) -> Decimal:
        taken, tax = _taken(home, required, further), _tax(home, required, further, year)
        return sum(taken.values(), ZERO) + home.pension + home.benefits - home.spending - tax

    low, high = ZERO, home.cash + home.broker + sum(home.iras) - sum(required) + home.roth
    if cash_left(low) >= 0:
        high = low
    elif cash_left(high) < 0:
        low = high
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if cash_left(middle) >= 0 else (middle, high)
    taken, tax = _taken(home, required, high), _tax(home, required, high, year)
    left = max(cash_left(high), ZERO)
    return _after(home, taken, left), {"tax": tax, "short": max(-cash_left(high), ZERO), **taken}


def first_age(born: int) -> int:
    """The applicable age of those who are old enough to be here."""
    return 73 if born < 1960 else 75


def _taken(home: Home, required: tuple[Decimal, ...], further: Decimal) -> dict[str, Decimal]:
    """Spread further cash: cash, taxable, IRAs in proportion, Roth."""
    cash = min(further, home.cash)
    broker = min(further - cash, home.broker)
    rest = [balance - owed for balance, owed in zip(home.iras, required, strict=True)]
    from_iras = min(further - cash - broker, sum(rest, ZERO))
    part = from_iras / sum(rest) if sum(rest) else ZERO
    taken = {"cash": cash, "broker": broker}
    for place, (owed, more) in enumerate(zip(required, rest, strict=True)):
        taken[f"ira{place}"] = owed + more * part
    taken["roth"] = min(further - cash - broker - from_iras, home.roth)
    return taken


def _tax(home: Home, required: tuple[Decimal, ...], further: Decimal, year: int) -> Decimal:
    taken = _taken(home, required, further)
    amounts = {
        "pension_head": home.pension,
        "ss_head": home.benefits,
        "net_ltcg": taken["broker"] * (1 - _share(home.cost, home.broker)),
        "qualified_dividends": (home.broker - taken["broker"]) * home.dividends,
    }
    for place, name in enumerate(("ira_head", "ira_spouse")[: len(home.iras)]):
        out = taken[f"ira{place}"]
        line_9 = (home.iras[place] - out) * (1 + home.growth) + out  # Form 8606
        amounts[name] = out * (1 - min(_share(home.basis[place], line_9), Decimal(1)))
    status = "married_joint" if len(home.born) > 1 else "single"
    ages = tuple(year - born for born in home.born)
    return opinion(Return(year=year, status=status, ages=ages, amounts=amounts))["fed_tax_total"]


def _after(home: Home, taken: dict[str, Decimal], left_over: Decimal) -> Home:
    grown = 1 + home.growth
    kept = home.broker - taken["broker"]
    iras, basis = [], []
    for place, balance in enumerate(home.iras):
        out = taken[f"ira{place}"]
        line_9 = (balance - out) * grown + out
        used = out * min(_share(home.basis[place], line_9), Decimal(1))
        iras.append((balance - out) * grown)
        basis.append(home.basis[place] - used)
    cost = home.cost * (1 - _share(taken["broker"], home.broker))
    return replace(
        home,
        iras=tuple(iras),
        basis=tuple(basis),
        broker=(kept + left_over) * grown,
        cost=cost + kept * home.dividends + left_over,
        roth=(home.roth - taken["roth"]) * grown,
        cash=home.cash - taken["cash"],
    )


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole if whole else ZERO
