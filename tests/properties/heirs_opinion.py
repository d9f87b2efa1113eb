"""What an heir owes once more, by other means: a second pair of eyes on inherited accounts.

Written from the prose of the law (rmd.md section 7), sharing no code with the engine: whole
numbers, one year after another, the divisor carried from year to year as a person with a list
would. It knows one IRA, one heir of a class, and perhaps who follows; balances recorded.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from typing import NamedTuple

from tests.properties.second_opinion import TABLES, first_year

ELIGIBLE = {"disabled", "chronically_ill", "not_more_than_10_years_younger", "minor_child"}
NOBODY = {"estate", "charity", "trust"}


class HeirsOpinion(NamedTuple):
    """What is owed for a year."""

    cents: int
    tenths: int | None  # the divisor, in tenths of a year
    everything_by: int | None


class Case(NamedTuple):
    """One owner, one heir, perhaps a successor."""

    owner_born: date
    owner_died: date
    heir_class: str
    heir_born: date
    heir_died: date | None = None
    is_roth: bool = False


def heirs_opinion(case: Case, year: int, cents: int) -> HeirsOpinion:
    """Return what is owed for `year`, a year after everybody's death, on its balance."""
    begun = _had_begun(case)
    last = _last_year(case, begun=begun)
    if last is not None and year >= last:
        return HeirsOpinion(cents if year not in {2009, 2020} else 0, None, last)
    if _is_left_alone(case, year, begun=begun) or year in {2009, 2020}:
        return HeirsOpinion(0, None, last)
    tenths = max(_lists(case, year, begun=begun))
    if tenths <= 10:
        return HeirsOpinion(cents, None, last)
    return HeirsOpinion((2 * 10 * cents + tenths) // (2 * tenths), tenths, last)


def _had_begun(case: Case) -> bool:
    return not case.is_roth and case.owner_died >= date(first_year(case.owner_born) + 1, 4, 1)


def _last_year(case: Case, *, begun: bool) -> int | None:
    died, is_new = case.owner_died.year, case.owner_died.year >= 2020
    if case.heir_class in NOBODY:
        return None if begun else _five_years_later(died)
    if is_new and case.heir_class == "designated":
        return died + 10
    ends = []
    if is_new and case.heir_class == "minor_child":
        ends.append(case.heir_born.year + 31)
    if case.heir_died is not None and case.heir_died.year >= 2020:
        ends.append(case.heir_died.year + 10)
    return min(ends, default=None)


def _five_years_later(died: int) -> int:
    counted = [y for y in range(died + 1, died + 8) if y not in {2009, 2020}]
    return counted[4]


def _is_left_alone(case: Case, year: int, *, begun: bool) -> bool:
    """Whether nothing is asked before the last year, or the spouse still waits."""
    if begun:
        return False
    if case.heir_class in NOBODY:
        return True
    if case.heir_class == "designated":
        return case.owner_died.year >= 2020
    return case.heir_class == "spouse" and year < first_year(case.owner_born)


def _lists(case: Case, year: int, *, begun: bool) -> list[int]:
    """Return what each list that may be used has for the year."""
    died = case.owner_died.year
    lists = []
    if begun:
        lists.append(_carried(died, died - case.owner_born.year, year))
    if case.heir_class == "spouse":
        gone = case.heir_died.year if case.heir_died else year
        looked_up_in = min(year, gone)
        lists.append(_carried(looked_up_in, looked_up_in - case.heir_born.year, year))
    elif case.heir_class not in NOBODY:
        lists.append(_carried(died + 1, died + 1 - case.heir_born.year, year))
    return lists


def _carried(first: int, age: int, year: int) -> int:
    """Begin a list in its first year and take a year off each year.

    In 2022 the list is begun again in the new table, as if it had been there from the start.
    """
    tenths = _single(2002 if first < 2022 else 2022)[age]
    for now in range(first + 1, year + 1):
        if now == 2022:
            tenths = _single(2022)[age]
            for _year in range(first + 1, now + 1):
                tenths -= 10
        else:
            tenths -= 10
    return tenths


@cache
def _single(edition: int) -> list[int]:
    with (TABLES / f"single_life_{edition}.csv").open(newline="") as file:
        listed = [int(divisor.replace(".", "")) for _age, divisor in list(csv.reader(file))[1:]]
    return listed + [listed[-1]] * 40
