"""Which payments count toward a requirement, and for which year?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planning.engine.household import Distribution, DistributionKind, Household
from planning.engine.law import Law, Requirement
from planning.engine.money import ZERO
from planning.engine.rmd.pools import Pool
from planning.engine.rmd.results import CountedPayment

# Not eligible to count: Treas. Reg. 1.401(a)(9)-5(g)(2), 1.402(c)-2(c)(3).
NEVER_COUNT = frozenset(
    {
        DistributionKind.CONVERSION,
        DistributionKind.ROLLOVER,
        DistributionKind.DIRECT_ROLLOVER,
        DistributionKind.TRANSFER,
        DistributionKind.CORRECTIVE,
        DistributionKind.DEEMED_LOAN,
    }
)
# Money that moves on as if it were never paid out: the year's requirement may not be inside.
ROLLED_OVER = frozenset(
    {DistributionKind.CONVERSION, DistributionKind.ROLLOVER, DistributionKind.DIRECT_ROLLOVER}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedPayment:
    """A payment from a pool with the day that decides its year, and why it may not count."""

    payment: Distribution
    on: date
    refused: str | None  # the code of the reason; None: it counts


def payments_of(household: Household, pool: Pool, law: Law) -> list[DatedPayment]:
    """Return the payments out of a pool's accounts in the order of their days."""
    kinds = {account.id: law.account_kinds[account.kind] for account in pool.accounts}
    dated = []
    for payment in household.distributions:
        if payment.account not in kinds:
            continue
        on = day_that_counts(payment)
        is_roth = kinds[payment.account].requirement is Requirement.DESIGNATED_ROTH
        roth_owes = not is_roth or law.for_year(on.year).designated_roth_has_lifetime_rmd
        refused = _refusal(payment, on, roth_owes=roth_owes, as_of=household.as_of)
        dated.append(DatedPayment(payment=payment, on=on, refused=refused))
    return sorted(dated, key=lambda entry: entry.on)


def day_that_counts(payment: Distribution) -> date:
    """Return the day that decides a payment's year: for a gift by cheque the day it cleared."""
    if payment.kind is DistributionKind.QCD and payment.cleared_on is not None:
        return payment.cleared_on
    return payment.paid_on


def count_for_year(
    dated: Iterable[DatedPayment], year: int, used_before: dict[int, Decimal]
) -> list[CountedPayment]:
    """Return what counts for its own year. `used_before` is what an earlier year took of each.

    Keys of `used_before` are positions in the ordered list of the pool's payments.
    """
    counted = []
    for position, entry in enumerate(dated):
        if entry.on.year != year:
            continue
        used = used_before.get(position, ZERO)
        amount = ZERO if entry.refused else entry.payment.amount - used
        code = entry.refused or ("used_by_first_year" if used else "counts")
        counted.append(
            CountedPayment(payment=entry.payment, on=entry.on, counted=amount, code=code)
        )
    return counted


def count_carried_back(
    dated: Sequence[DatedPayment], year: int, until: date, still_needed: Decimal, code: str
) -> tuple[list[CountedPayment], dict[int, Decimal]]:
    """Return what payments after the year's end, up to `until`, fill of the year's requirement.

    A payment from January 1 to April 1 counts first for a deferred first requirement, then for
    its own year; one within the grace after a death counts for what the owner had left.
    """
    counted, used = [], {}
    for position, entry in enumerate(dated):
        if entry.refused or entry.on.year <= year or entry.on > until or still_needed <= ZERO:
            continue
        part = min(entry.payment.amount, still_needed)
        still_needed -= part
        used[position] = part
        counted.append(CountedPayment(payment=entry.payment, on=entry.on, counted=part, code=code))
    return counted, used


def rolled_over_too_early(
    dated: Sequence[DatedPayment], year: int, required_first: Decimal
) -> list[tuple[Distribution, Decimal]]:
    """Return the conversions and rollovers of a year that took money owed as a distribution.

    The first money out in a distribution year is the requirement, until it is met; that part
    cannot be rolled over or converted.

    Source: 26 U.S.C. § 402(c)(4)(B), 408(d)(3)(E), 408A(e); Treas. Reg. 1.401(a)(9)-7(a).
    """
    found = []
    still_first = required_first
    # On one day a distribution is taken to come before a conversion.
    in_year = [entry for entry in dated if entry.on.year == year]
    for entry in sorted(in_year, key=lambda e: (e.on, e.payment.kind in ROLLED_OVER)):
        if entry.refused is None:
            still_first -= min(entry.payment.amount, still_first)
        elif entry.payment.kind in ROLLED_OVER:
            part = convertible_part(entry.payment.amount, still_first)
            if part < entry.payment.amount:
                owed = entry.payment.amount - part
                still_first -= owed
                found.append((entry.payment, owed))
    return found


def convertible_part(amount: Decimal, required_still_owed: Decimal) -> Decimal:
    """Return how much of a withdrawal may be converted or rolled over after the requirement."""
    return amount - min(amount, required_still_owed)


def _refusal(payment: Distribution, on: date, *, roth_owes: bool, as_of: date) -> str | None:
    if payment.kind in NEVER_COUNT:
        return f"never_{payment.kind.value}"
    if not roth_owes:
        return "designated_roth"
    if on > as_of:
        return "after_as_of"
    return None
