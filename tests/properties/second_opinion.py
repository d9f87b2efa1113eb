"""The lifetime requirement once more, by other means: a second pair of eyes on the engine.

Written from the prose of the law alone, with whole numbers (cents, tenths of a year, days) and
straight from the printed tables, sharing no code with the engine. It knows the simple cases:
one owner, who has retired or has IRAs, alive through the year; one account; balances recorded.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLES = Path(__file__).parents[2] / "planning" / "engine" / "law" / "parameters" / "rmd"


class Opinion(NamedTuple):
    """What is owed for a year."""

    cents: int
    due_on: date | None
    tenths: int | None  # the divisor, in tenths of a year


NOTHING = Opinion(0, None, None)


def first_year(born_on: date) -> int:
    """Return the year of the applicable age (26 U.S.C. § 401(a)(9)(C))."""
    born = (born_on.year, born_on.month, born_on.day)
    if born <= (1949, 6, 30):  # 70½: born in the first half, in the year of 70
        return born_on.year + (70 if born_on.month <= 6 else 71)
    if born <= (1950, 12, 31):
        return born_on.year + 72
    if born <= (1959, 12, 31):  # 1959 by the proposed regulation
        return born_on.year + 73
    return born_on.year + 75


def opinion(
    year: int,
    born_on: date,
    cents: int,
    *,
    added: int = 0,
    left_out: int = 0,
    before_1987: int = 0,
    spouse_born: int | None = None,
) -> Opinion:
    """Return what is owed for `year` on the balance of the December 31 before it.

    `spouse_born` is the birth year of a spouse who was sole beneficiary all year.
    """
    start = first_year(born_on)
    if year < start or year in {2009, 2020} or year == start == 2019:
        return NOTHING  # 2009 and 2020 were waived, and a first amount for 2019 not yet paid
    age = year - born_on.year
    balance = cents + added - left_out - (before_1987 if age < 75 else 0)
    tenths = _uniform(_edition(year))[_row(age, year)]
    if spouse_born is not None and spouse_born - born_on.year > 10:
        tenths = _joint(_edition(year))[_row(age, year), _row(year - spouse_born, year)]
    owed = (2 * 10 * balance + tenths) // (2 * tenths)  # balance ÷ divisor, half a cent up
    due_on = date(year + 1, 4, 1) if year == start else date(year, 12, 31)
    return Opinion(owed, due_on, tenths)


def _edition(year: int) -> int:
    return 2022 if year >= 2022 else 2002


def _row(age: int, year: int) -> int:
    """Return the row for an age: the last one stands for every higher age."""
    return min(age, 120 if year >= 2022 else 115)


@cache
def _uniform(edition: int) -> dict[int, int]:
    with (TABLES / f"uniform_lifetime_{edition}.csv").open(newline="") as file:
        return {int(age): _tenths(divisor) for age, divisor in list(csv.reader(file))[1:]}


@cache
def _joint(edition: int) -> dict[tuple[int, int], int]:
    with (TABLES / f"joint_and_last_survivor_{edition}.csv").open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {(int(age), int(other)): _tenths(divisor) for age, other, divisor in rows}


def _tenths(written: str) -> int:
    whole, _point, tenth = written.partition(".")
    return int(whole) * 10 + int(tenth or 0)
