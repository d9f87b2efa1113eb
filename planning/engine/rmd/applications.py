"""What became of every dollar that left the accounts?

The ledger: each payment is divided into parts, and each part stands in one place only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from planning.engine.household import Distribution, Household
from planning.engine.law import Law
from planning.engine.money import ZERO
from planning.engine.rmd.payments import AFTER_AS_OF, ROLLED_OVER, day_that_counts
from planning.engine.rmd.pool_years import PoolYear, PoolYears
from planning.engine.rmd.pools import pools_of_household
from planning.engine.rmd.record import record
from planning.engine.rmd.results import CountedPayment, Obligation

BEYOND = "beyond_requirement"
OWED = "owed_but_moved_on"
MOVED_ON = "moved_on"


@record
class Application:
    """A part of one payment and where it stands.

    `year` is the distribution year whose requirement the part fills; None: it fills none.
    """

    payment: Distribution
    pool: str | None
    year: int | None
    amount: Decimal
    code: str


def apply_payments(household: Household, law: Law) -> tuple[Application, ...]:
    """Return the parts of every payment of the household, in the order of the payments.

    Payments fill a requirement in the order of their days, first dollars first; what is paid
    beyond it fills nothing. A conversion or rollover made while the year's requirement was open
    is divided into what may move on and what was owed as a distribution.

    Source: Treas. Reg. 1.401(a)(9)-5(g), 1.401(a)(9)-7(a), 1.408-8(e), 54.4974-1(a)(2)(iv).
    Guarantees: the parts of a payment add up to it; the parts that fill a requirement never
    exceed it.
    """
    parts: dict[int, list[Application]] = {}
    for pool in pools_of_household(household, law):
        ids = {account.id for account in pool.accounts}
        paid = [payment for payment in household.distributions if payment.account in ids]
        if paid:
            worked = PoolYears(household, pool, law)
            for part in _of_pool(pool.name, worked, paid, law):
                parts.setdefault(id(part.payment), []).append(part)
    return tuple(
        part
        for payment in household.distributions
        for part in parts.get(id(payment)) or [_outside(payment, household)]
    )


def _of_pool(
    name: str, pool: PoolYears, paid: Iterable[Distribution], law: Law
) -> Iterator[Application]:
    paid = list(paid)
    own = {day_that_counts(payment).year for payment in paid}
    made_up = {payment.makes_up_for for payment in paid if payment.makes_up_for is not None}
    years = sorted({*own, *(year - 1 for year in own), *made_up})
    left = {id(payment): payment.amount for payment in paid}
    why = {id(payment): "nothing_required" for payment in paid}
    owed: dict[int, Decimal] = {}
    for year in years:
        if year < law.first_year:
            continue
        worked = pool.year(year)
        if worked is None:
            continue
        for counted, filled in _filled(worked.obligation):
            payment = counted.payment
            if filled > ZERO:
                yield Application(
                    payment=payment, pool=name, year=year, amount=filled, code=counted.code
                )
                left[id(payment)] -= filled
            if counted.on.year == year:
                why[id(payment)] = _why_nothing(counted, worked)
        owed |= {id(payment): part for payment, part in worked.rolled_over}
    for payment in paid:
        yield from _rest(payment, name, left[id(payment)], owed.get(id(payment), ZERO), why)


def _filled(obligation: Obligation) -> Iterator[tuple[CountedPayment, Decimal]]:
    """Yield each payment of an obligation and how much of the requirement it fills."""
    still_open = obligation.required or ZERO
    for counted in sorted(obligation.payments, key=lambda entry: entry.on):
        filled = min(counted.counted, still_open)
        still_open -= filled
        yield counted, filled
    for counted in obligation.corrections:
        yield counted, counted.counted


def _why_nothing(counted: CountedPayment, worked: PoolYear) -> str:
    """Return why what a payment has left fills nothing in its own year."""
    if counted.counted == ZERO and not counted.code.startswith("used_"):
        return counted.code
    return "requirement_unknown" if worked.obligation.required is None else BEYOND


def _rest(
    payment: Distribution, pool: str, rest: Decimal, owed: Decimal, why: dict[int, str]
) -> Iterator[Application]:
    code = why[id(payment)]
    if payment.kind in ROLLED_OVER and code not in {AFTER_AS_OF, "nothing_required"}:
        if owed:
            yield Application(payment=payment, pool=pool, year=None, amount=owed, code=OWED)
        code = MOVED_ON
    if rest > owed or not payment.amount:
        yield Application(payment=payment, pool=pool, year=None, amount=rest - owed, code=code)


def _outside(payment: Distribution, household: Household) -> Application:
    later = day_that_counts(payment) > household.as_of
    return Application(
        payment=payment,
        pool=None,
        year=None,
        amount=payment.amount,
        code=AFTER_AS_OF if later else "no_pool",
    )
