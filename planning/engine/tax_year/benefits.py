"""What does Social Security pay somebody in a calendar year?"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from planning.engine.law import Law

MONTHS = 12
DIME = Decimal("0.1")


def monthly_benefit(full: Decimal, born_on: date, start_on: date, law: Law) -> Decimal:
    """Return the benefit of a worker who claims from a month on, in dollars of `full`.

    `full` is the benefit at full retirement age; claimed earlier it is less for every month, later
    more until 70.

    Source: 42 U.S.C. § 402(q), 402(w), 415(g), 416(l); 20 CFR 404.409, 404.410, 404.313.
    Not modelled: the earnings test, a spouse's benefit, credits of births before 1943.
    """
    rule = law.parameters["full_retirement_age"].on(max(start_on, date(2003, 1, 1)))
    rows: list[list[int]] = rule.fields["rows"]  # type: ignore[assignment]  # a table in the file
    # Somebody born on the first attains an age the day before, so in the month before.
    month_born = born_on.year * MONTHS + born_on.month - 1 - (born_on.day == 1)
    full_age = max(row for row in rows if row[0] <= month_born // MONTHS)[1]
    age = start_on.year * MONTHS + start_on.month - 1 - month_born
    late = min(age, rule.integer("latest_credit")) - full_age
    first = min(max(-late, 0), rule.integer("early_months"))
    beyond = max(-late, 0) - first
    factor = 1 - first * _rate(rule.text("early_first")) - beyond * _rate(rule.text("early_beyond"))
    factor += max(late, 0) * _rate(rule.text("delayed"))
    exact = full * factor.numerator / factor.denominator
    return exact.quantize(DIME, ROUND_DOWN)


def months_paid(year: int, start_on: date | None, ended_on: date | None) -> int:
    """Return for how many months benefits come in a year.

    A month is paid in the next one, so that December's belongs to the next year's return; the
    month of a death is not paid for.
    """
    first, last = year * MONTHS - 1, year * MONTHS + MONTHS - 2  # December to November
    if start_on is not None:
        first = max(first, _month(start_on))
    if ended_on is not None:
        last = min(last, _month(ended_on) - 1)
    return max(last - first + 1, 0)


def _month(day: date) -> int:
    return day.year * MONTHS + day.month - 1


def _rate(written: str) -> Fraction:
    return Fraction(written)
