"""Which payments of a household are on record, and what became of every dollar of each?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clients.models import Household, Payment
from planning.catalogue import PARTS, PAYMENTS
from planning.engine.household import Household as Facts
from planning.engine.law import load_law
from planning.engine.rmd.applications import Application, apply_payments
from planning.facts import gather_facts
from planning.models import Verification
from planning.reports.pool_names import pool_text
from planning.wording import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a payment: what it counts for, or why it does not."""

    amount: Decimal
    counts: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPayment:
    """A payment on record, its parts, and who proved it."""

    row: Payment
    parts: tuple[Part, ...]
    verification: Verification | None


def recorded_payments(household: Household, facts: Facts, *, year: int) -> list[RecordedPayment]:
    """Return what was paid in the year, in the next, and to make up for the year; undone too."""
    payments = Payment.objects.filter(account__household=household).filter(
        Q(paid_on__year__in=(year, year + 1))
        | Q(cleared_on__year__in=(year, year + 1))
        | Q(makes_up_for=year)
    )
    parts = _parts(facts)
    return [
        RecordedPayment(
            row=row,
            parts=parts.get(str(row.pk), ()),
            verification=getattr(row, "verification", None),
        )
        for row in _with_proof(payments)
    ]


def parts_of(payment: Payment, *, as_of: date) -> tuple[Part, ...]:
    """Return the parts of one payment; an undone one has none."""
    facts = gather_facts(payment.account.household, as_of=as_of)
    return _parts(facts).get(str(payment.pk), ())


def _with_proof(payments: QuerySet[Payment]) -> Iterable[Payment]:
    return payments.select_related(
        "account__owner",
        "account__custodian",
        "acknowledgement",
        "document",
        "recorded_by",
        "undone_by",
        "verification__verified_by",
    )


def _parts(facts: Facts) -> dict[str, tuple[Part, ...]]:
    """Return the parts of every payment, by the key of its row."""
    parts: dict[str, tuple[Part, ...]] = {}
    for part in apply_payments(facts, load_law()):
        record = part.payment.record or ""
        parts[record] = (*parts.get(record, ()), _part(part, facts))
    return parts


def _part(part: Application, facts: Facts) -> Part:
    if part.year is None or part.pool is None:
        text = sentence((PARTS | PAYMENTS)[part.code], {"counted": part.amount})
        return Part(amount=part.amount, counts=False, text=text)
    owner = next(a.owner for a in facts.accounts if a.id == part.payment.account)
    said = {"year": part.year, "pool": pool_text(owner, part.pool, facts)}
    return Part(amount=part.amount, counts=True, text=_("for {year}, {pool}").format(**said))
