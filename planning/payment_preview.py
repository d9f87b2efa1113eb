"""For which pool and year will a payment count, before anybody records it?

The schedule is worked out with the payment and without it; what changed is the answer, so the
preview cannot disagree with the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from planning.catalogue import PAYMENTS
from planning.engine.household import Distribution, DistributionKind, Household
from planning.engine.law import Law
from planning.engine.money import ZERO
from planning.engine.rmd import Obligation, rmd_schedule
from planning.engine.rmd.payments import day_that_counts
from planning.engine.rmd.pools import parts_of
from planning.wording import account_text, sentence, spoken_money, spoken_pool

Key = tuple[str, str, int]  # person, pool, distribution year


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A part of the payment, and the obligation it counts for."""

    person: str
    pool: str
    pool_text: str
    year: int
    amount: Decimal
    remaining: Decimal | None  # of that year once the payment is made; None: undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPreview:
    """Where a payment would count: usually once, never, or split between two years."""

    counted: tuple[Counted, ...]
    sentences: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return " ".join(self.sentences)


def preview_payment(
    household: Household,
    law: Law,
    *,
    account: str,
    kind: DistributionKind,
    amount: Decimal,
    paid_on: date,
    cleared_on: date | None = None,
    makes_up_for: int | None = None,
    is_split_interest: bool = False,
) -> PaymentPreview:
    """Say what a payment out of an account would count for, as of the day it is made or later.

    Raises: EngineError, with a sentence for the reader, for a day no schedule is made for.
    """
    payment = Distribution(
        account=account,
        paid_on=paid_on,
        amount=amount,
        kind=kind,
        cleared_on=cleared_on,
        makes_up_for=makes_up_for,
        is_split_interest=is_split_interest,
    )
    day = day_that_counts(payment)
    # What is recorded has happened: a day that has yet to come is looked at from that day.
    without = replace(household, as_of=max(household.as_of, day))
    paid = replace(without, distributions=(*without.distributions, payment))
    years = sorted({day.year - 1, day.year, makes_up_for or day.year})
    before = _by_key(without, law, years)
    after = _by_key(paid, law, years)
    counted = tuple(_gains(before, after, without))
    if counted:
        beyond = amount - sum((part.amount for part in counted), ZERO)
        sentences = [_counts(part) for part in counted if part.amount]
        if beyond:
            sentences.append(_beyond(beyond))
        return PaymentPreview(counted=counted, sentences=tuple(sentences))
    return PaymentPreview(counted=(), sentences=(_refusal(after, payment, day.year),))


def _by_key(household: Household, law: Law, years: list[int]) -> dict[Key, Obligation]:
    schedule = rmd_schedule(household, law, years=years)
    return {
        (owed.person.id, owed.pool, owed.distribution_year): owed for owed in schedule.obligations
    }


def _gains(
    before: dict[Key, Obligation], after: dict[Key, Obligation], household: Household
) -> Iterator[Counted]:
    for key, owed in after.items():
        gained = _counted(owed) - _counted(before[key])
        if gained > ZERO:
            open_before = before[key].remaining
            yield Counted(
                person=owed.person.id,
                pool=owed.pool,
                pool_text=_pool_text(owed, household),
                year=owed.distribution_year,
                amount=gained if open_before is None else min(gained, open_before),
                remaining=owed.remaining,
            )


def _counted(owed: Obligation) -> Decimal:
    return sum((payment.counted for payment in (*owed.payments, *owed.corrections)), ZERO)


def _pool_text(owed: Obligation, household: Household) -> str:
    of = parts_of(owed.pool).of
    accounts = {account.id: account for account in household.accounts}
    people = {person.id: person.name for person in household.people}
    first = owed.amounts[0].account if owed.amounts else accounts.get(of)
    plan = account_text(first) if first else of
    return spoken_pool(owed.pool, plan=plan, decedent=people.get(of, of))


def _counts(counted: Counted) -> str:
    numbers = {
        "amount": spoken_money(counted.amount),
        "year": counted.year,
        "pool": counted.pool_text,
    }
    if counted.remaining is None:
        text = _("%(amount)s will count for %(year)d, %(pool)s, whose requirement is not known.")
        return text % numbers
    if counted.remaining == ZERO:
        text = _("%(amount)s will count for %(year)d, %(pool)s; then nothing remains.")
        return text % numbers
    text = _("%(amount)s will count for %(year)d, %(pool)s; then %(remaining)s remains.")
    return text % {**numbers, "remaining": spoken_money(counted.remaining)}


def _beyond(amount: Decimal) -> str:
    text = _("%(amount)s is beyond what is required and counts for nothing more.")
    return text % {"amount": spoken_money(amount)}


def _refusal(after: dict[Key, Obligation], payment: Distribution, year: int) -> str:
    """Say why a payment counts for nothing, as the case would."""
    for owed in after.values():
        for entry in owed.payments:
            if entry.payment is payment and owed.distribution_year == year:
                return sentence(PAYMENTS[entry.code])
    return _("It will not count: nothing is required from this account.")
