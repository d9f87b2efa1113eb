"""What does Social Security pay somebody in a calendar year?"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from planning.engine.law import Law
from planning.engine.law.parameter import Value
from planning.engine.money import ZERO

MONTHS = 12
DIME = Decimal("0.1")
SINCE = date(2003, 1, 1)  # the first day the parameter files know


def monthly_benefit(full: Decimal, born_on: date, start_on: date, law: Law) -> Decimal:
    """Return the benefit of a worker who claims from a month on, in dollars of `full`.

    `full` is the benefit at full retirement age; claimed earlier it is less for every month, later
    more until 70.

    Source: 42 U.S.C. § 402(q), 402(w), 415(g), 416(l); 20 CFR 404.409, 404.410, 404.313.
    Not modelled: the earnings test, credits of births before 1943.
    """
    rule = _rule(law, start_on)
    age, full_age = month_of(start_on) - month_born(born_on), full_retirement_age(born_on, law)
    late = min(age, rule.integer("latest_credit")) - full_age
    factor = 1 - reduction(max(-late, 0), rule) + max(late, 0) * Fraction(rule.text("delayed"))
    return to_dimes(full * factor.numerator / factor.denominator)


def more_as_spouse(
    own_full: Decimal, other_full: Decimal, born_on: date, start_on: date, law: Law
) -> Decimal:
    """Return what somebody has as a spouse beside the own benefit, from a month on.

    Half of what the other has at full retirement age, as far as that is more than the own full
    benefit; less for every month before full retirement age, never more after it. `start_on` is
    when both have claimed.

    Source: 42 U.S.C. § 402(b)(2), (c)(2), (k)(3)(A), (q)(1)(A); 20 CFR 404.333, 404.410(b).
    Not modelled: a divorced spouse's benefit, the family maximum, claiming one of the two alone
    (births before 1954).
    """
    rule = law.parameters["spouse_benefit"].on(max(start_on, SINCE))
    late = month_of(start_on) - month_born(born_on) - full_retirement_age(born_on, law)
    part = 1 - reduction(max(-late, 0), rule)
    more = max(rule.decimal("share") * other_full - own_full, ZERO)
    return to_dimes(more * part.numerator / part.denominator)


def survivor_benefit(
    full: Decimal | None,
    monthly: Decimal,
    claimed: int,
    born_on: date | None,
    *,
    died_at: int,
    survivor_born_on: date,
    law: Law,
) -> tuple[int, Decimal]:
    """Return from which month a survivor has which benefit, in dollars of `full`.

    `full`, `monthly`, `claimed` and `born_on` are of who died: the benefit at full retirement age,
    if it is known, what was or would have been paid, from which month. It begins with the month of
    the death or at the earliest age; less for every month before the survivor's own full age. Who
    died before claiming leaves what a claim that day would have paid, at least the full benefit;
    who had claimed early, at most what was paid, with no limit under 82.5% of the full benefit.

    Source: 42 U.S.C. § 402(e), (f), (q)(1), (k)(3)(A); 20 CFR 404.338, 404.410(c).
    Not modelled: remarriage, disability, claiming it later than one can.
    """
    rule = law.parameters["survivor_benefit"].on(SINCE)
    start = max(died_at, month_born(survivor_born_on) + rule.integer("earliest"))
    part = _survivors_part(survivor_born_on, start, rule)
    amount = monthly * part.numerator / part.denominator
    if full is not None and born_on is not None and claimed > died_at:
        left = max(full, monthly_benefit(full, born_on, first_of(died_at), law))
        amount = left * part.numerator / part.denominator
    elif full is not None and monthly < full:
        limit = max(monthly, rule.decimal("widow_limit") * full)
        amount = min(full * part.numerator / part.denominator, limit)
    return start, to_dimes(amount)


def _survivors_part(born_on: date, start: int, rule: Value) -> Fraction:
    """Return the part of a worker's benefit that a survivor of an age receives."""
    earliest, full = rule.integer("earliest"), age_by_birth(born_on, rule.fields["rows"])
    least = Fraction(rule.decimal("share_at_earliest"))
    late = start - month_born(born_on) - earliest
    return least + (1 - least) * Fraction(min(max(late, 0), full - earliest), full - earliest)


def full_retirement_age(born_on: date, law: Law) -> int:
    """Return the age, in months, at which a worker's or a spouse's benefit is whole."""
    return age_by_birth(born_on, _rule(law, born_on).fields["rows"])


def age_by_birth(born_on: date, rows: object) -> int:
    """Return the age of the last of `rows` (a year of birth, an age) that is not after a birth."""
    known: list[list[int]] = rows  # type: ignore[assignment]  # a table in the file
    year = month_born(born_on) // MONTHS
    return max(row for row in known if row[0] <= year)[1]


def reduction(months: int, rule: Value) -> Fraction:
    """Return the part of a benefit that claiming it months too early costs for good."""
    first = min(months, rule.integer("early_months"))
    beyond = months - first
    return first * Fraction(rule.text("early_first")) + beyond * Fraction(rule.text("early_beyond"))


def month_born(born_on: date) -> int:
    """Return the month ages are counted from, as years × 12 + months.

    Somebody born on the first attains an age the day before, so in the month before.
    """
    return month_of(born_on) - (born_on.day == 1)


def month_of(day: date) -> int:
    """Return the month of a day, as years × 12 + months from zero."""
    return day.year * MONTHS + day.month - 1


def first_of(month: int) -> date:
    """Return the first day of a month counted so."""
    return date(month // MONTHS, month % MONTHS + 1, 1)


def months_paid(year: int, start_on: date | None, ended_on: date | None) -> int:
    """Return for how many months benefits come in a year.

    A month is paid in the next one, so that December's belongs to the next year's return; the
    month of a death is not paid for.
    """
    first, last = year * MONTHS - 1, year * MONTHS + MONTHS - 2  # December to November
    if start_on is not None:
        first = max(first, month_of(start_on))
    if ended_on is not None:
        last = min(last, month_of(ended_on) - 1)
    return max(last - first + 1, 0)


def _rule(law: Law, day: date) -> Value:
    return law.parameters["full_retirement_age"].on(max(day, SINCE))


def to_dimes(amount: Decimal) -> Decimal:
    """Round a benefit down to ten cents, 42 U.S.C. § 415(g)."""
    return amount.quantize(DIME, ROUND_DOWN)
