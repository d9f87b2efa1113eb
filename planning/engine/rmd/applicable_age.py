"""How old is a person in a year, and when do distributions start by age?"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal

from planning.engine.law import Law

MONTHS_IN_A_YEAR = 12


def age_attained(born_on: date, year: int) -> int:
    """Return the age reached on the birthday in a calendar year, even if death came first."""
    return year - born_on.year


def day_of_age(born_on: date, age: Decimal) -> date:
    """Return the day an age such as 73 or 70½ is attained.

    70½ is attained six calendar months after the 70th birthday; a day the month does not have
    becomes its last one, so that a person born on August 31 is 70½ on the last of February.
    """
    months = born_on.month - 1 + int(age * MONTHS_IN_A_YEAR)
    year, month = born_on.year + months // MONTHS_IN_A_YEAR, months % MONTHS_IN_A_YEAR + 1
    return date(year, month, min(born_on.day, monthrange(year, month)[1]))


def year_of_age(born_on: date, age: Decimal) -> int:
    """Return the calendar year in which an age such as 73 or 70½ is attained."""
    return born_on.year + (born_on.month - 1 + int(age * MONTHS_IN_A_YEAR)) // MONTHS_IN_A_YEAR


def first_year_by_age(born_on: date, law: Law) -> int:
    """Return the calendar year in which the applicable age is attained.

    Source: 26 U.S.C. § 401(a)(9)(C)(i), (v).
    """
    months = born_on.month - 1 + law.applicable_age(born_on).months
    return born_on.year + months // MONTHS_IN_A_YEAR
