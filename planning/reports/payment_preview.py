"""What will a payment count for, before it is recorded?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clients.models import Account, Household
from planning.catalogue import PAYMENTS
from planning.engine.household import Distribution, DistributionKind
from planning.engine.law import load_law
from planning.engine.rmd import Obligation, rmd_schedule
from planning.facts import gather_facts
from planning.reports.book_rows import pool_text
from planning.wording import sentence

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How much of the payment counts for one pool and year, why, and what that leaves."""

    person_name: str
    pool_text: str
    year: int
    counted: Decimal
    remaining: Decimal | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPool:
    """A pool that still owes: where the form begins."""

    account: str
    remaining: Decimal


def preview_payment(
    account: Account,
    *,
    paid_on: date,
    amount: Decimal,
    kind: str,
    cleared_on: date | None,
    as_of: date,
) -> list[Counted]:
    """Return what the payment would count for; nothing where its account owes to no pool."""
    facts = gather_facts(account.household, as_of=as_of)
    payment = Distribution(
        account=account.key,
        paid_on=paid_on,
        amount=amount,
        kind=DistributionKind(kind),
        cleared_on=cleared_on,
    )
    supposed = replace(facts, distributions=(*facts.distributions, payment))
    schedule = rmd_schedule(supposed, load_law(), years=[paid_on.year - 1, paid_on.year])
    found = [
        Counted(
            person_name=obligation.person.name,
            pool_text=pool_text(obligation, supposed),
            year=obligation.distribution_year,
            counted=counted.counted,
            remaining=obligation.remaining,
            why=sentence(
                PAYMENTS[counted.code],
                {"amount": amount, "counted": counted.counted, "on": counted.on},
            ),
        )
        for obligation in schedule.obligations
        for counted in obligation.payments
        if counted.payment is payment
    ]
    return [c for c in found if c.counted] or found[-1:]


def open_pool(household: Household, *, year: int, anchor: str, as_of: date) -> OpenPool | None:
    """Return the first account of the pool that is asked for, or of the first one that owes."""
    facts = gather_facts(household, as_of=as_of)
    schedule = rmd_schedule(facts, load_law(), years=[year])
    owing = [o for o in schedule.obligations if o.remaining and o.amounts]
    chosen = [o for o in owing if _anchor(o) == anchor] or owing
    if not chosen:
        return None
    return OpenPool(account=chosen[0].amounts[0].account.id, remaining=chosen[0].remaining or ZERO)


def _anchor(obligation: Obligation) -> str:
    return f"{obligation.person.id}-{obligation.pool}".replace(":", "-")
