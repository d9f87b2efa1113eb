"""What does the form of a payment begin with, and what does it say before it records?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from clients.models import Account, Household
from planning.anchors import pool_anchor
from planning.engine.errors import EngineError
from planning.engine.household import DistributionKind
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.facts import gather_facts
from planning.payment_preview import PaymentPreview, preview_payment


def accounts_that_pay(household: Household) -> QuerySet[Account]:
    """Return the accounts money may have left: the current ones and those that were closed."""
    closed = Q(archived_as__in=(Account.Archived.CLOSED, ""))
    return household.accounts.filter(Q(archived_at=None) | closed).select_related(
        "owner", "custodian"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPool:
    """A pool that still owes."""

    account: str
    remaining: Decimal


def open_pool(household: Household, *, year: int, anchor: str, as_of: date) -> OpenPool | None:
    """Return the pool that was asked for, or else the first one that owes."""
    facts = gather_facts(household, as_of=as_of)
    try:
        obligations = rmd_schedule(facts, load_law(), years=[year]).obligations
    except EngineError:
        return None
    owing = [o for o in obligations if o.remaining and o.amounts]
    asked = [o for o in owing if pool_anchor(o.person.id, o.pool, year) == anchor]
    for obligation in asked or owing:
        first = obligation.amounts[0].account.id
        return OpenPool(account=first, remaining=obligation.remaining or Decimal(0))
    return None


def preview_typed(typed: dict[str, Any], *, as_of: date) -> PaymentPreview | None:
    """Return what a typed payment would count for; None where no year can be made out."""
    account: Account = typed["account"]
    try:
        return preview_payment(
            gather_facts(account.household, as_of=as_of),
            load_law(),
            account=account.key,
            kind=DistributionKind(typed["kind"]),
            amount=typed["amount"],
            paid_on=typed["paid_on"],
            cleared_on=typed["cleared_on"],
        )
    except EngineError:
        return None
