"""What is done about a missed requirement, until it is made up for, proven and filed?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Document, Person, User
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


@transaction.atomic
def say_taken_elsewhere(
    *,
    actor: User,
    person: Person,
    owed: Iterable[Obligation],
    told_by: str,
    proof: Document | None = None,
) -> list[MissedCase]:
    """Say of years that look missed that they were taken, from where nothing is on record.

    Who said so stays on record; what has a document counts as proven.

    Raises: ValidationError where nobody is named.
    """
    if not told_by.strip():
        raise ValidationError({"told_by": _("Say who told you so, and when.")})
    values = {
        "elsewhere_told_by": told_by.strip(),
        "elsewhere_proof": proof,
        "closed_at": timezone.now(),
        "closed_by": actor,
    }
    open_ones = {
        (case.pool, case.year): case for case in person.missed_cases.filter(closed_at=None)
    }
    return [
        _answered(actor, person, one, open_ones.get((one.pool, one.distribution_year)), values)
        for one in owed
    ]


def _answered(
    actor: User,
    person: Person,
    owed: Obligation,
    case: MissedCase | None,
    values: dict[str, Any],
) -> MissedCase:
    household = person.household
    if case is not None:
        return change(
            case,
            actor=actor,
            revision=case.revision,
            values=values,
            household=household,
            check=_check,
        )
    new = MissedCase(
        firm=person.firm,
        household=household,
        person=person,
        pool=owed.pool,
        year=owed.distribution_year,
        opened_by=actor,
        **values,
    )
    return add(new, actor=actor, household=household, check=_check)


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
        values={
            "closed_at": None,
            "closed_by": None,
            "elsewhere_told_by": "",
            "elsewhere_proof": None,
        },
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
