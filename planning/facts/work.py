"""What has the office done about a household's requirements? From rows fetched beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import cast

from django.db.models import Prefetch

from clients import models
from planning.engine.household import Closing, Correction, PlannedPayment
from planning.models import MissedCase, YearClosing
from planning.models import PlannedPayment as PlannedRow

WITH_WORK = (
    Prefetch(
        "accounts__planned_payments",
        PlannedRow.objects.filter(withdrawn_at__isnull=True, payment__isnull=True),
        to_attr="payments_to_come",
    ),
    Prefetch(
        "closings",
        YearClosing.objects.filter(approved_at__isnull=False, reopened_at__isnull=True),
        to_attr="standing_closings",
    ),
    Prefetch("missed_cases", MissedCase.objects.all(), to_attr="cases"),
)


def planned_of(accounts: Iterable[models.Account]) -> tuple[PlannedPayment, ...]:
    """Return the payments that are planned from accounts and neither made nor withdrawn."""
    return tuple(
        PlannedPayment(
            account=account.key,
            year=row.year,
            amount=row.amount,
            is_ordered=row.ordered_on is not None,
        )
        for account in accounts
        for row in cast(list[PlannedRow], account.payments_to_come)  # type: ignore[attr-defined]
    )


def closings_of(household: models.Household) -> tuple[Closing, ...]:
    """Return the years of people that were signed off and not re-opened."""
    keys = {person.pk: person.key for person in household.people.all()}
    rows = cast(list[YearClosing], household.standing_closings)  # type: ignore[attr-defined]
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


def corrections_of(household: models.Household) -> tuple[Correction, ...]:
    """Return the cases of missed requirements."""
    keys = {person.pk: person.key for person in household.people.all()}
    return tuple(
        Correction(
            person=keys[row.person_id],
            pool=row.pool,
            year=row.year,
            is_done=row.closed_at is not None,
        )
        for row in cast(list[MissedCase], household.cases)  # type: ignore[attr-defined]
        if row.person_id in keys
    )
