"""What has the office done about a household's requirements? From rows fetched beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from planning.engine.household import Closing, Correction, PlannedPayment
from planning.facts.standing import AccountRecords
from planning.models import MissedCase, YearClosing


def planned_of(accounts: Iterable[AccountRecords]) -> tuple[PlannedPayment, ...]:
    """Return the payments that are planned from accounts and neither made nor withdrawn."""
    return tuple(
        PlannedPayment(
            account=records.account.key,
            year=row.year,
            amount=row.amount,
            is_ordered=row.ordered_on is not None,
        )
        for records in accounts
        for row in records.to_come
    )


def closings_of(rows: Iterable[YearClosing], keys: Mapping[UUID, str]) -> tuple[Closing, ...]:
    """Return the years of people that were signed off and not re-opened."""
    return tuple(
        Closing(person=keys[row.person_id], year=row.year, figures=figures_of(row))
        for row in rows
        if row.person_id in keys
    )


def figures_of(closing: YearClosing) -> dict[str, tuple[Decimal, Decimal]]:
    """Return what a closing signed off: required and taken, by pool."""
    return {
        obligation["pool"]: (Decimal(obligation["required"]), Decimal(obligation["taken"]))
        for obligation in closing.document["obligations"]
    }


def corrections_of(rows: Iterable[MissedCase], keys: Mapping[UUID, str]) -> tuple[Correction, ...]:
    """Return the cases of missed requirements."""
    return tuple(
        Correction(
            person=keys[row.person_id],
            pool=row.pool,
            year=row.year,
            is_done=row.closed_at is not None,
            was_taken_elsewhere=bool(row.elsewhere_told_by),
            is_proven=row.elsewhere_proof_id is not None,
        )
        for row in rows
        if row.person_id in keys
    )
