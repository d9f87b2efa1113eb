"""How is a year closed for a whole book? Looked at, confirmed, closed, and approved.

Each is a run through the same people. A worker goes on for a short turn and rings for the next
one. A chunk is one transaction that begins by holding on to the claim: a worker that is killed
leaves the chunk undone, and one whose claim went to another writes nothing. Everybody is closed
by the rules of one by one, on facts nobody can change meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from clients import audit
from clients.models import AuditAct, Firm, FirmRow, Household, Person, User
from clients.services.editing import facts_changed
from clients.today import today_of
from planning.ledger.closing import closing_of
from planning.ledger.reviewing import YearReview, reviews_of
from planning.models import ClosingRun, RunPerson, YearClosing
from planning.reports.closing_files import write_run_csv
from planning.services import jobs
from planning.services.certificate_runs import (
    bound_certificates,
    certify_next,
    closed_people,
)
from planning.services.jobs import LetterRefusedError

TURN = 10.0  # seconds, and the chunk begun in them
CHUNK = 200  # people
State, Kind = RunPerson.State, ClosingRun.Kind
MAY_CLOSE = Q(state=State.READY)
MAY_APPROVE = Q(state=State.CLOSED, closing__approved_at=None, closing__reopened_at=None)


@transaction.atomic
def request_review(
    *,
    actor: User,
    firm: Firm,
    households: QuerySet[Household],
    year: int,
    language: str,
    request_key: UUID,
) -> ClosingRun:
    """Ask who of some households is ready to be closed; asked twice from a page, it is one run.

    Raises: LetterRefusedError.
    """
    people = Person.objects.filter(
        household__in=households.filter(archived_at=None), is_member=True, archived_at=None
    ).order_by("household__name", "household_id", "position", "name")
    places = [(household, person) for household, person in people.values_list("household", "id")]
    run = ClosingRun(kind=Kind.REVIEW, year=year, firm=firm, language=language)
    return _begun(run, actor, request_key, places)


@transaction.atomic
def request_next(
    *, actor: User, before: ClosingRun, kind: str, language: str, request_key: UUID
) -> ClosingRun:
    """Close those a review found ready, approve those a run has closed, or certify the closed.

    Raises: LetterRefusedError.
    """
    wanted = {
        Kind.CLOSE: MAY_CLOSE,
        Kind.APPROVE: MAY_APPROVE & ~Q(closing__closed_by=actor),
        Kind.CERTIFY: Q(person__in=closed_people(before)),
    }[Kind(kind)]
    people = RunPerson.objects.filter(wanted, run=before).order_by("position")
    run = ClosingRun(kind=kind, year=before.year, firm=before.firm, before=before)
    run.language = language
    places = list(people.values_list("household", "person"))
    return _begun(run, actor, request_key, places)


def work_on_run(run_id: UUID) -> bool:
    """Go on for a turn, or write the list when everybody had theirs; return if there is more."""
    run = jobs.claim(ClosingRun.objects.select_related("firm", "requested_by"), run_id)
    if run is None:
        return False
    ends_at = time.monotonic() + TURN
    with translation.override(run.language):
        while True:
            certifies = run.kind == Kind.CERTIFY
            left = certify_next(run) if certifies else _work_on_chunk(run)
            if left is None:
                return False
            if not left:
                write = bound_certificates if certifies else write_run_csv
                jobs.carry_out(run, write, _keep, apology=_apology)
                return False
            if time.monotonic() > ends_at:
                jobs.write(run, state=ClosingRun.State.QUEUED, fruitful_attempt=F("attempts"))
                return True


@transaction.atomic
def cancel_run(*, actor: User, run: ClosingRun) -> bool:
    """Stop before the next chunk; who is closed stays closed. Return whether there was a run."""
    if not ClosingRun.objects.unfinished().filter(pk=run.pk).update(state=run.State.CANCELLED):
        return False
    _note(AuditAct.CHANGED, run, actor, changed="cancelled")
    return True


def sweep_runs() -> list[UUID]:
    """Give up what keeps crashing, return what should be offered again."""
    jobs.give_up(ClosingRun.objects.all(), _broke_off)
    return jobs.waiting(ClosingRun.objects.all())


def _begun(
    run: ClosingRun, actor: User, request_key: UUID, places: Sequence[tuple[UUID, UUID]]
) -> ClosingRun:
    asked = ClosingRun.objects.filter(firm=run.firm, request_key=request_key).first()
    if asked is not None:
        return asked
    if not places:
        raise LetterRefusedError(_("There is nobody this can be done for."))
    # Whoever asks at the same moment waits here, and is then told.
    Firm.objects.select_for_update().get(pk=run.firm_id)
    others = ClosingRun.objects.unfinished().filter(firm=run.firm, year=run.year)
    if others.exists():
        raise LetterRefusedError(
            _("The book is being gone through for this year already. Wait for it, or cancel it.")
        )
    run.requested_by, run.request_key = actor, request_key
    run.save(force_insert=True)
    RunPerson.objects.bulk_create(
        (
            RunPerson(
                firm_id=run.firm_id,
                run=run,
                household_id=household,
                person_id=person,
                position=position,
            )
            for position, (household, person) in enumerate(places)
        ),
        batch_size=1_000,
    )
    _note(AuditAct.CREATED, run, actor, kind=run.kind, year=run.year, people=len(places))
    return run


@transaction.atomic
def _work_on_chunk(run: ClosingRun) -> bool | None:
    """Do the next people; return whether there were any, None if the run is not ours any more."""
    if not jobs.write(run, lease_until=Now() + jobs.LEASE, fruitful_attempt=run.attempts):
        return None
    waiting = RunPerson.objects.filter(run=run, state=State.WAITING).order_by("position")
    people = list(waiting[:CHUNK])
    if not people:
        return False
    work: Callable[[ClosingRun, list[RunPerson]], object] = {
        Kind.REVIEW: _look,
        Kind.CLOSE: _close,
        Kind.APPROVE: _approve,
    }[Kind(run.kind)]
    work(run, people)
    _write(people)
    return True


def _write(people: list[RunPerson]) -> None:
    """Write what became of everybody: one statement, where `bulk_update` makes a case of each."""
    RunPerson.objects.bulk_create(
        people,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["state", "against", "because", "closing"],
    )


def _look(run: ClosingRun, people: list[RunPerson]) -> dict[UUID, YearReview]:
    """Say of everybody whether they are ready, and return their reviews."""
    reviews, refused = _reviews(run, people)
    closed = _standing(run, people)
    for one in people:
        review = reviews.get(one.person_id)
        if one.person_id in closed:
            one.state = State.CLOSED_BEFORE
        elif review is None:
            _leave_out(one, refused.get(one.household_id))
        elif not review.has_requirement:
            one.state = State.NOTHING
        elif review.wanted:
            one.state, one.against = State.NOT_READY, [check.code for check in review.wanted]
        else:
            one.state = State.READY
    return reviews


def _close(run: ClosingRun, people: list[RunPerson]) -> None:
    """Close who is ready on the facts as they are now; they are locked until it is written."""
    households = [one.household_id for one in people]
    list(Household.objects.select_for_update().filter(pk__in=households).order_by("pk"))
    reviews, closings = _look(run, people), []
    for one in people:
        if one.state == State.READY:
            closing = closing_of(run.requested_by, reviews[one.person_id])
            one.state, one.closing = State.CLOSED, closing
            closings.append(closing)
    if closings:
        bulk_create_with_history(closings, YearClosing, default_user=run.requested_by)
        _note_all(AuditAct.CREATED, run, closings)


def _approve(run: ClosingRun, people: list[RunPerson]) -> None:
    """Agree, as the second person, to what somebody else has closed and nobody opened again."""
    ids = [one.person_id for one in people]
    standing = YearClosing.objects.select_for_update().filter(
        person__in=ids, year=run.year, reopened_at=None, household__archived_at=None
    )
    found = {closing.person_id: closing for closing in standing.order_by("pk")}
    approved = []
    for one in people:
        closing = found.get(one.person_id)
        if closing is None:
            _leave_out(one, _("It is not closed any more."))
        elif closing.approved_at is not None:
            one.state, one.closing = State.CLOSED_BEFORE, closing
        elif closing.closed_by_id == run.requested_by_id:
            _leave_out(one, _("Whoever closed it cannot approve it too."))
        else:
            closing.approved_by, closing.approved_at = run.requested_by, timezone.now()
            closing.revision += 1
            one.state, one.closing = State.APPROVED, closing
            approved.append(closing)
    if approved:
        changed = ["approved_by", "approved_at", "revision"]
        bulk_update_with_history(approved, YearClosing, changed, default_user=run.requested_by)
        _note_all(AuditAct.CHANGED, run, approved, fields=["approved_at", "approved_by"])


def _reviews(
    run: ClosingRun, people: Sequence[RunPerson]
) -> tuple[dict[UUID, YearReview], dict[UUID, str]]:
    """Return the reviews by person, and by household why there is none."""
    ids = {one.household_id for one in people}
    kept = Household.objects.filter(pk__in=ids, archived_at=None)
    households = list(kept.values_list("pk", flat=True))
    reviews = reviews_of(households, run.year, as_of=today_of(run.firm))
    return {review.person.pk: review for review in reviews.found}, reviews.refused


def _standing(run: ClosingRun, people: Sequence[RunPerson]) -> set[UUID]:
    ids = [one.person_id for one in people]
    standing = YearClosing.objects.filter(person__in=ids, year=run.year, reopened_at=None)
    return set(standing.values_list("person_id", flat=True))


def _leave_out(one: RunPerson, because: str | None) -> None:
    one.state = State.LEFT_OUT
    one.because = (because or _("The records are archived."))[:300]


def _note_all(
    act: AuditAct, run: ClosingRun, closings: Sequence[YearClosing], **more: object
) -> None:
    """Note each closing with its household, as one that is closed by itself."""
    households = {closing.household_id for closing in closings}
    facts_changed(Household.objects.filter(pk__in=households))
    acts = [
        audit.Act(
            act=act,
            subject=closing,
            detail={"household": str(closing.household_id), "run": str(run.pk), **more},
        )
        for closing in closings
    ]
    audit.record_all(acts, actor=run.requested_by, firm=run.firm)


def _keep(run: ClosingRun, content: IO[bytes]) -> None:
    def note(sha256: str) -> None:
        _note(AuditAct.CREATED, run, run.requested_by, sha256=sha256)

    jobs.put_away(run, content, noted=note, made_at=Now())


def _note(act: AuditAct, run: FirmRow, actor: User, **detail: object) -> None:
    audit.record(act, actor=actor, firm=run.firm, subject=run, detail=dict(detail))


def _apology() -> str:
    return _("Something went wrong on our side while the list was written.")


def _broke_off() -> str:
    return _("Going through the book broke off several times. Who is closed stays closed.")
