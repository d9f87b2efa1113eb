"""Which payments count toward a requirement, and for which year?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from planning.engine.household import Distribution, DistributionKind, Household
from planning.engine.law import Law, Requirement, RulesForYear
from planning.engine.money import ZERO
from planning.engine.rmd.pools import Pool
from planning.engine.rmd.record import record
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
AFTER_AS_OF = "after_as_of"


@record
class DatedPayment:
    """A payment from a pool with the day that decides its year, and why it may not count."""

    payment: Distribution
    on: date
    refused: str | None  # the code of a reason that holds for every year; None: it counts
    is_roth: bool  # designated Roth money: counts only for years in which such money owes


def payments_of(household: Household, pool: Pool, law: Law) -> list[DatedPayment]:
    """Return the payments out of a pool's accounts in the order of their days."""
    if not household.distributions:
        return []
    kinds = {account.id: law.account_kinds[account.kind] for account in pool.accounts}
    dated = [
        DatedPayment(
            payment=payment,
            on=day_that_counts(payment),
            refused=_refusal(payment, household.as_of),
            is_roth=not pool.is_inherited
            and kinds[payment.account].requirement is Requirement.DESIGNATED_ROTH,
        )
        for payment in household.distributions
        if payment.account in kinds
    ]
    return sorted(dated, key=_in_order)


def day_that_counts(payment: Distribution) -> date:
    """Return the day that decides a payment's year: for a gift by cheque the day it cleared."""
    if payment.kind is DistributionKind.QCD and payment.cleared_on is not None:
        return payment.cleared_on
    return payment.paid_on


def count_for_year(
    dated: Iterable[DatedPayment], rules: RulesForYear, used_before: Mapping[int, Decimal | None]
) -> list[CountedPayment]:
    """Return what counts for its own year. `used_before` is what earlier years took of each.

    None: an earlier year takes of it, and nobody knows how much; then nothing counts yet. Keys
    are positions in the ordered list of the pool's payments.
    """
    counted = []
    for position, entry in enumerate(dated):
        if entry.on.year != rules.year:
            continue
        used = used_before.get(position, ZERO)
        refused = _refused_for(entry, rules) or ("makes_up_for_unknown" if used is None else None)
        amount = ZERO if refused or used is None else entry.payment.amount - used
        code = refused or (_used_code(entry) if used else "counts")
        counted.append(
            CountedPayment(payment=entry.payment, on=entry.on, counted=amount, code=code)
        )
    return counted


def count_made_up(
    dated: Iterable[DatedPayment], rules: RulesForYear, missed: Decimal
) -> tuple[list[CountedPayment], dict[int, Decimal]]:
    """Return what payments said to replace a missed amount fill of it, first paid first.

    A corrective distribution comes from the pool that owed it; whoever makes it says for which
    year. What is paid beyond the missed amount is left for the payment's own year.

    Source: Treas. Reg. 54.4974-1(a)(2)(iv), (g).
    """
    counted, used = [], {}
    for position, entry in enumerate(dated):
        if entry.payment.makes_up_for != rules.year or missed <= ZERO:
            continue
        if _refused_for(entry, rules):
            continue
        part = min(entry.payment.amount, missed)
        missed -= part
        used[position] = part
        counted.append(
            CountedPayment(payment=entry.payment, on=entry.on, counted=part, code="makes_up")
        )
    return counted, used


def count_carried_back(
    dated: Sequence[DatedPayment],
    rules: RulesForYear,
    until: date,
    still_needed: Decimal,
    code: str,
) -> tuple[list[CountedPayment], dict[int, Decimal]]:
    """Return what payments after the year's end, up to `until`, fill of the year's requirement.

    A payment from January 1 to April 1 counts first for a deferred first requirement, then for
    its own year; one within the grace after a death counts for what the owner had left.
    """
    counted, used = [], {}
    for position, entry in enumerate(dated):
        if not rules.year < entry.on.year or entry.on > until or still_needed <= ZERO:
            continue
        if entry.payment.makes_up_for is not None:
            continue
        if _refused_for(entry, rules):
            continue
        part = min(entry.payment.amount, still_needed)
        still_needed -= part
        used[position] = part
        counted.append(CountedPayment(payment=entry.payment, on=entry.on, counted=part, code=code))
    return counted, used


def rolled_over_too_early(
    dated: Sequence[DatedPayment], rules: RulesForYear, required_first: Decimal
) -> list[tuple[Distribution, Decimal]]:
    """Return the conversions and rollovers of a year that took money owed as a distribution.

    The first money out in a distribution year is the requirement, until it is met; that part
    cannot be rolled over or converted. Designated Roth money of a year in which it owes nothing
    is no part of that, and what is dated after the as-of date has not happened.

    Source: 26 U.S.C. § 402(c)(4)(B), 408(d)(3)(E), 408A(e); Treas. Reg. 1.401(a)(9)-7(a).
    """
    found = []
    still_first = required_first
    roth_owes = rules.designated_roth_has_lifetime_rmd
    in_year = [
        entry
        for entry in dated
        if entry.on.year == rules.year
        and entry.refused != AFTER_AS_OF
        and (roth_owes or not entry.is_roth)
        and entry.payment.makes_up_for is None
    ]
    # On one day a distribution is taken to come before a conversion.
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


def _used_code(entry: DatedPayment) -> str:
    return "used_by_first_year" if entry.payment.makes_up_for is None else "used_to_make_up"


def _refusal(payment: Distribution, as_of: date) -> str | None:
    if day_that_counts(payment) > as_of:
        return AFTER_AS_OF
    return f"never_{payment.kind.value}" if payment.kind in NEVER_COUNT else None


def _refused_for(entry: DatedPayment, rules: RulesForYear) -> str | None:
    """Return why a payment does not count for a distribution year."""
    if entry.is_roth and not rules.designated_roth_has_lifetime_rmd:
        return entry.refused or "designated_roth"
    return entry.refused


def _in_order(entry: DatedPayment) -> tuple[date, str, str, Decimal, str]:
    # Beyond the day only so that the order of the facts decides nothing.
    payment = entry.payment
    return entry.on, payment.account, payment.kind, payment.amount, payment.evidence or ""
