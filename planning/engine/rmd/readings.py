"""Which mistake, or which other reading, gives the figure somebody else has for an account?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from decimal import Decimal

from planning.engine.law import Law, LifeTable, RulesForYear
from planning.engine.money import ZERO, quotient, to_cents
from planning.engine.rmd.record import record
from planning.engine.rmd.results import AccountAmount, BalanceUsed, Divisor, Obligation

DOLLAR = Decimal(1)
BEFORE_2022 = 2021  # the last distribution year of the tables of 2002


@record
class Reading:
    """One way to come to another figure than ours."""

    code: str
    amount: Decimal
    numbers: Mapping[str, object] = field(default_factory=dict, hash=False)
    is_exact: bool = False  # to the cent; otherwise within a dollar


def readings_of(
    figure: Decimal,
    amount: AccountAmount,
    obligation: Obligation,
    law: Law,
    *,
    other_balances: Mapping[str, Decimal],
) -> tuple[Reading, ...]:
    """Return what reproduces a figure exactly; if nothing does, what comes within a dollar.

    `other_balances` are what other sources say of the same December 31, by source.
    """
    found = [
        Reading(
            code=reading.code,
            amount=reading.amount,
            numbers={**reading.numbers, "value": reading.amount},
            is_exact=reading.amount == figure,
        )
        for reading in _candidates(amount, obligation, law, other_balances)
        if reading.amount != amount.required and abs(reading.amount - figure) < DOLLAR
    ]
    if exact := [reading for reading in found if reading.is_exact]:
        return tuple(exact)
    if figure == figure.to_integral_value() and abs(figure - amount.required) < DOLLAR:
        return (Reading(code="rounded", amount=figure, numbers={"value": amount.required}),)
    return tuple(found)


def _candidates(
    amount: AccountAmount, obligation: Obligation, law: Law, others: Mapping[str, Decimal]
) -> Iterator[Reading]:
    if len(obligation.amounts) > 1 and obligation.required is not None:
        yield Reading(code="pool_total", amount=obligation.required)
    balance, divisor = amount.balance, amount.divisor
    if balance is None or divisor is None:
        return
    yield from _other_tables(amount, balance, divisor, law)
    for code, signed in balance.adjustments:
        amount_without = _divided(amount, balance.adjusted - signed, divisor.period)
        yield Reading(code=f"without_{code}", amount=amount_without, numbers={"left_out": signed})
    if len(balance.adjustments) > 1:
        unadjusted = _divided(amount, balance.recorded, divisor.period)
        yield Reading(code="unadjusted", amount=unadjusted)
    adjusted_by = sum((signed for _code, signed in balance.adjustments), ZERO)
    for source, other in others.items():
        said = {"source": source, "balance": other}
        for divided in dict.fromkeys((other + adjusted_by, other)):
            of_other = _divided(amount, divided, divisor.period)
            yield Reading(code="other_balance", amount=of_other, numbers=said)


def _other_tables(
    amount: AccountAmount, balance: BalanceUsed, divisor: Divisor, law: Law
) -> Iterator[Reading]:
    rules = law.for_year(amount.year)
    if divisor.table is LifeTable.SINGLE:
        yield from _other_expectancies(amount, balance, divisor, law)
        return
    if divisor.table is LifeTable.JOINT_AND_LAST_SURVIVOR:
        uniform = rules.uniform_lifetime.divisor(divisor.age)
        by_uniform = _divided(amount, balance.adjusted, uniform)
        yield Reading(code="uniform_table", amount=by_uniform, numbers={"period": uniform})
    for years in (-1, 1):
        age = divisor.age + years
        if period := _period(divisor, rules, years):
            said = {"age": age, "period": period}
            by_age = _divided(amount, balance.adjusted, period)
            yield Reading(code="wrong_age", amount=by_age, numbers=said)
    if amount.year > BEFORE_2022 and (period := _period(divisor, law.for_year(BEFORE_2022), 0)):
        by_old_table = _divided(amount, balance.adjusted, period)
        yield Reading(code="table_2002", amount=by_old_table, numbers={"period": period})


def _other_expectancies(
    amount: AccountAmount, balance: BalanceUsed, divisor: Divisor, law: Law
) -> Iterator[Reading]:
    """Yield the figures of another age, of a divisor never fixed, of the table before 2022."""
    now = law.for_year(amount.year).single_life
    elapsed = next(e.elapsed for e in amount.expectancies if e.period == divisor.period)
    for years in (-1, 1):
        # A year is never worth more than 1, and the divisor itself is above that.
        period = now.divisor(max(0, divisor.age + years)) - elapsed
        said = {"age": divisor.age + years, "period": period}
        by_age = _divided(amount, balance.adjusted, period)
        yield Reading(code="wrong_age", amount=by_age, numbers=said)
    if elapsed:
        age = divisor.age + elapsed
        anew = now.divisor(age)
        said = {"age": age, "period": anew}
        looked_up = _divided(amount, balance.adjusted, anew)
        yield Reading(code="looked_up_anew", amount=looked_up, numbers=said)
    before = law.for_year(BEFORE_2022).single_life.divisor(divisor.age) - elapsed
    if amount.year > BEFORE_2022 and before > 0:
        by_old_table = _divided(amount, balance.adjusted, before)
        yield Reading(code="table_2002", amount=by_old_table, numbers={"period": before})


def _period(divisor: Divisor, rules: RulesForYear, years: int) -> Decimal | None:
    """Return the divisor of a table some years off; None below its first row."""
    if divisor.spouse_age is not None:
        table = rules.joint_and_last_survivor
        return table.divisor(divisor.age + years, divisor.spouse_age + years)
    uniform = rules.uniform_lifetime
    age = divisor.age + years
    return uniform.divisor(age) if age >= uniform.first_age else None


def _divided(amount: AccountAmount, balance: Decimal, period: Decimal) -> Decimal:
    """Return what would be asked, after annuity payments and up to what is vested, as ours is."""
    asked = max(ZERO, to_cents(quotient(max(ZERO, balance), period)) - amount.annuity_paid)
    return asked if amount.vested_limit is None else min(asked, amount.vested_limit)
