"""What does the page of a person's year say? Its checklist, and every closing there was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from clients.models import Household, Person, User
from planning.engine.errors import EngineError
from planning.ledger.custodian_figures import Question, questions_of
from planning.ledger.reviewing import Check, YearReview, review_year
from planning.models import ClosingCertificate, YearClosing


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingLine:
    """One closing with its certificates, the newest first."""

    row: YearClosing
    certificates: list[ClosingCertificate]

    @property
    def wants_certificate(self) -> bool:
        """Whether the certificate that tells how the closing stands now is still to be made."""
        told = self.row.reopened_at is not None
        if self.row.approved_at is None:
            return False
        made = (one for one in self.certificates if one.state != ClosingCertificate.State.FAILED)
        return all(one.tells_reopening is not told for one in made)


@dataclass(frozen=True, kw_only=True)
class PersonYear:
    """Everything the page shows."""

    person: Person
    year: int
    review: YearReview | None
    error: str
    facts_revision: int
    closings: list[ClosingLine]
    questions: list[Question]

    @property
    def standing(self) -> ClosingLine | None:
        """The closing that was not opened again."""
        return next((line for line in self.closings if line.row.reopened_at is None), None)

    @property
    def earlier(self) -> list[ClosingLine]:
        """The closings that were."""
        return [line for line in self.closings if line.row.reopened_at is not None]

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to approve what was closed."""
        return self.standing is not None and self.standing.row.approved_at is None

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checklist."""
        return self.review.checks if self.review else ()

    @property
    def wanted(self) -> int:
        """How many things stand against closing it."""
        return len(self.review.wanted) if self.review else 0

    @property
    def has_requirement(self) -> bool:
        """Whether there is anything to close."""
        return self.review is not None and self.review.has_requirement

    @property
    def has_changed(self) -> bool:
        """Whether the figures are no longer those that were signed."""
        if self.standing is None or self.review is None:
            return False
        return figures(self.standing.row.document) != figures(self.review.document)

    def may_be_approved_by(self, user: User) -> bool:
        """Whether a user is somebody other than who closed it."""
        return self.standing is not None and self.standing.row.closed_by_id != user.pk


def read_person_year(person: Person, year: int, *, as_of: date) -> PersonYear:
    """Arrange a person's year, in a constant number of queries."""
    # Before the facts: a change that comes in between is noticed when the year is closed.
    facts_revision = Household.objects.values_list("facts_revision", flat=True).get(
        pk=person.household_id
    )
    review, error = None, ""
    try:
        review = review_year(person, year, as_of=as_of)
    except EngineError as refusal:
        error = str(refusal)
    certificates = ClosingCertificate.objects.order_by("-created_at")
    rows = (
        YearClosing.objects.filter(person=person, year=year)
        .select_related("closed_by", "approved_by", "reopened_by")
        .prefetch_related(Prefetch("certificates", certificates))
        .order_by("-created_at")
    )
    return PersonYear(
        person=person,
        year=year,
        review=review,
        error=error,
        facts_revision=facts_revision,
        questions=[
            question
            for question in questions_of(person.household, year=year)
            if question.task.person_id in (person.pk, None)
        ],
        closings=[ClosingLine(row=row, certificates=list(row.certificates.all())) for row in rows],
    )


def figures(document: dict[str, Any]) -> dict[str, tuple[Decimal | None, Decimal]]:
    """Return required and taken by pool."""
    return {
        entry["pool"]: (entry["required"] and Decimal(entry["required"]), Decimal(entry["taken"]))
        for entry in document["obligations"]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """A person's year on a list, and its closing if one stands."""

    person: Person
    year: int
    closing: YearClosing | None


def year_lines(household: Household, *years: int) -> list[YearLine]:
    """Return the years of everybody in a household, in two queries."""
    people = Person.objects.filter(household=household, is_member=True, archived_at=None)
    closings = YearClosing.objects.filter(
        household=household, year__in=years, reopened_at=None
    ).defer("document")
    standing = {(closing.person_id, closing.year): closing for closing in closings}
    return [
        YearLine(person=person, year=year, closing=standing.get((person.pk, year)))
        for person in people
        for year in years
    ]
