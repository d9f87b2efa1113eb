"""How is a person's year signed off, approved by a second person, and opened again?

A closing is written once. Its document holds what was required, what was paid and what proves it;
the figures hold as long as the facts still give them (`planning.engine.rmd.handling`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Household, Person, User
from clients.services.editing import EditConflict, add, change, reason
from planning.ledger.reviewing import YearReview, review_year
from planning.models import YearClosing


def close_year(*, actor: User | None, review: YearReview) -> YearClosing:
    """Sign off a year as it was reviewed; where a second person must agree, it waits for them.

    Raises: ValidationError where something stands against it.
    """
    refuse_unready(review)
    closing = closing_of(actor, review)
    return add(closing, actor=actor, household=review.person.household)


@transaction.atomic
def close_as_seen(
    *, actor: User, person: Person, year: int, as_of: date, facts_revision: int
) -> YearClosing:
    """Sign off a year whose list somebody read while the facts were at this count.

    Asked twice it is closed once. Nobody records a payment of the household meanwhile.

    Raises: EngineError; ValidationError where something stands against it, or came between.
    """
    household = Household.objects.select_for_update().get(pk=person.household_id)
    standing = YearClosing.objects.filter(person=person, year=year, reopened_at=None).first()
    if standing is not None:
        return standing
    if household.facts_revision != facts_revision:
        text = _(
            "The records of %(household)s changed after you opened this page. Nothing was "
            "closed: look at the list again, then close the year."
        )
        raise ValidationError({NON_FIELD_ERRORS: text % {"household": household}})
    return close_year(actor=actor, review=review_year(person, year, as_of=as_of))


def refuse_unready(review: YearReview) -> None:
    """Say what stands against signing a year off.

    Raises: ValidationError.
    """
    if not review.has_requirement:
        text = _("Nothing was required of %(name)s for %(year)s, so there is nothing to close.")
        said: dict[str, Any] = {"name": review.person.name, "year": review.year}
        raise ValidationError({NON_FIELD_ERRORS: text % said})
    if review.wanted:
        against = " ".join(check.text for check in review.wanted)
        text = _("%(year)s cannot be closed yet. Still wanted: %(against)s")
        said = {"year": review.year, "against": against}
        raise ValidationError({NON_FIELD_ERRORS: text % said})


def closing_of(actor: User | None, review: YearReview) -> YearClosing:
    """Return the closing of a year that is ready, not written yet."""
    person, household = review.person, review.person.household
    needs_second_person = household.firm.needs_second_person
    return YearClosing(
        firm=household.firm,
        household=household,
        person=person,
        year=review.year,
        document=review.document,
        sha256=hash_of(review.document),
        closed_by=actor,
        approved_by=None if needs_second_person else actor,
        approved_at=None if needs_second_person else timezone.now(),
    )


def approve_closing(*, actor: User, closing: YearClosing, revision: int) -> YearClosing:
    """Agree, as the second person, to what was signed.

    Raises: EditConflict; ValidationError where the same person would sign twice.
    """
    if closing.approved_at is not None or closing.reopened_at is not None:
        raise EditConflict(closing)
    if closing.closed_by_id == actor.pk:
        text = _("Somebody other than %(who)s has to approve this.")
        said = {"who": actor.get_full_name()}
        raise ValidationError({NON_FIELD_ERRORS: text % said})
    values = {"approved_by": actor, "approved_at": timezone.now()}
    return change(
        closing, actor=actor, revision=revision, values=values, household=closing.household
    )


def reopen_year(
    *, actor: User | None, closing: YearClosing, revision: int, because: str
) -> YearClosing:
    """Let a closed year change again; the closing, its certificate and the reason are kept.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    if closing.reopened_at is not None:
        raise EditConflict(closing)
    values = {
        "reopened_at": timezone.now(),
        "reopened_by": actor,
        "reopened_because": reason(because),
    }
    return change(
        closing, actor=actor, revision=revision, values=values, household=closing.household
    )


def hash_of(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a signed document, written in one way only."""
    written = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
