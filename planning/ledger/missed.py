"""What is done about a missed requirement, until it is made up for, proven and filed?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Person, User
from clients.services.editing import EditConflict, add, change, given, reason
from clients.today import today_of
from planning.engine.rmd import Obligation
from planning.facts.missed import checks_of
from planning.models import MissedCase

FIELDS = ("cause", "steps_taken", "waiver", "return_filed_on", "filed_on", "filing")


@transaction.atomic
def open_cases(*, actor: User, person: Person, missed: Iterable[Obligation]) -> list[MissedCase]:
    """Open a case for each missed requirement that has none, of several years at once.

    Raises: ValidationError where somebody opened one of them just before.
    """
    known = set(person.missed_cases.values_list("pool", "year"))
    return [
        add(
            MissedCase(
                firm=person.firm,
                household=person.household,
                person=person,
                pool=owed.pool,
                year=owed.distribution_year,
                opened_by=actor,
            ),
            actor=actor,
            household=person.household,
        )
        for owed in missed
        if (owed.pool, owed.distribution_year) not in known
    ]


def change_case(*, actor: User, case: MissedCase, revision: int, **values: Any) -> MissedCase:
    """Say what happened, what was done about it, and what was filed.

    Raises: EditConflict; ValidationError, by field.
    """
    given(values, FIELDS)
    _is_open(case)
    return change(
        case,
        actor=actor,
        revision=revision,
        values=values,
        household=case.household,
        check=_check,
    )


def close_case(
    *, actor: User, case: MissedCase, revision: int, owed: Obligation | None
) -> MissedCase:
    """Close a case of which everything that must be so is so.

    Raises: EditConflict; ValidationError where something is still open.
    """
    _is_open(case)
    if not all(check.is_so for check in checks_of(case, owed)):
        text = _("The case stays open until every line of its checklist is done.")
        raise ValidationError({NON_FIELD_ERRORS: text})
    return change(
        case,
        actor=actor,
        revision=revision,
        values={"closed_at": timezone.now(), "closed_by": actor},
        household=case.household,
    )


def reopen_case(*, actor: User, case: MissedCase, revision: int, because: str) -> MissedCase:
    """Take the work up again; the history keeps the closing and says why it did not hold.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    if case.closed_at is None:
        raise EditConflict(case)
    why = reason(because)

    def remember_why(current: MissedCase) -> None:
        current._change_reason = why  # type: ignore[attr-defined]  # kept by the history

    return change(
        case,
        actor=actor,
        revision=revision,
        values={"closed_at": None, "closed_by": None},
        household=case.household,
        check=remember_why,
    )


def _is_open(case: MissedCase) -> None:
    if case.closed_at is not None:
        raise EditConflict(case)


def _check(case: MissedCase) -> None:
    problems = {}
    for name in ("return_filed_on", "filed_on"):
        day: date | None = getattr(case, name)
        if day is not None and day > today_of(case.firm):
            problems[name] = _("This day has not come yet.")
        elif day is not None and day.year <= case.year:
            problems[name] = _("%(year)s was not over on this day.") % {"year": case.year}
    if case.filing is not None and case.filed_on is None:
        problems["filed_on"] = _("Say on which day the form was filed.")
    if problems:
        raise ValidationError(problems)
