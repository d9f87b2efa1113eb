"""What does the form of a payment begin with, and what does it say before it records?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clients.models import Account, Household
from planning.anchors import pool_anchor
from planning.engine.errors import EngineError
from planning.engine.household import DistributionKind
from planning.engine.household import Household as Facts
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.results import Status
from planning.payment_preview import PaymentPreview, preview_payment
from planning.reports.pool_names import pool_text
from planning.wording import spoken_money

YEARS_BACK = 10  # beyond them no tax of a missed year can be assessed any more


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


def open_pool(facts: Facts, *, year: int, anchor: str) -> OpenPool | None:
    """Return the pool that was asked for, or else the first one that owes."""
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


def preview_typed(facts: Facts, typed: dict[str, Any]) -> PaymentPreview | None:
    """Return what a typed payment would count for; None where no year can be made out."""
    account: Account = typed["account"]
    try:
        return preview_payment(
            facts,
            load_law(),
            account=account.key,
            kind=DistributionKind(typed["kind"]),
            amount=typed["amount"],
            paid_on=typed["paid_on"],
            cleared_on=typed.get("cleared_on"),
            makes_up_for=typed.get("makes_up_for"),
            is_split_interest=typed.get("is_split_interest") or False,
        )
    except EngineError:
        return None


def missed_years(facts: Facts) -> list[tuple[int, str]]:
    """Return the years in which something is missed and still open, each with what it is."""
    law = load_law()
    this_year = facts.as_of.year
    years = range(max(law.first_year, this_year - YEARS_BACK), this_year + 1)
    missed: dict[int, list[str]] = {}
    for owed in rmd_schedule(facts, law, years=years).obligations:
        if owed.status in (Status.MISSED, Status.CORRECTING) and owed.remaining:
            said = {
                "amount": spoken_money(owed.remaining),
                "pool": pool_text(owed.person.id, owed.pool, facts),
                "who": owed.person.name,
            }
            text = _("{amount} of {who}, {pool}").format(**said)
            missed.setdefault(owed.distribution_year, []).append(text)
    return [(year, f"{year}: {'; '.join(texts)}") for year, texts in sorted(missed.items())]
