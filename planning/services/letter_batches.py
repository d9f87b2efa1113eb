"""What is done with the letters of a whole book: asked for, made one by one, bound, cancelled.

A worker makes letters for a short turn and then rings for the next one, so that no task is long,
a single letter asked for meanwhile comes in between, and a worker that is killed costs the letter
it was making and no other.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, Firm, User
from planning.models import ClientLetter, LetterBatch
from planning.reports.binding import Bound, bind_pdf, bind_zip
from planning.reports.letter_people import Addressee
from planning.services import jobs
from planning.services.client_letters import build_client_letter
from planning.services.jobs import LetterRefusedError

TURN = 10.0  # seconds, and the letter begun in them
MOST_LETTERS = {
    "pdf": 300,  # whose objects all fit in a quarter of a gigabyte
    "zip": 2_000,  # which are bound in half the time a task has, on a busy machine
}


@transaction.atomic
def request_batch(
    *,
    actor: User,
    firm: Firm,
    addressees: Sequence[Addressee],
    year: int,
    form: str,
    query: str,
    language: str,
    request_key: UUID,
) -> LetterBatch:
    """Note that somebody wants these letters; asked twice from one page, it is one batch.

    Raises: LetterRefusedError.
    """
    asked = LetterBatch.objects.filter(firm=firm, request_key=request_key).first()
    if asked is not None:
        return asked
    _refuse(actor, addressees, form)
    batch, is_new = LetterBatch.objects.get_or_create(
        firm=firm,
        request_key=request_key,
        defaults={
            "year": year,
            "form": form,
            "query": query,
            "language": language,
            "requested_by": actor,
        },
    )
    if not is_new:  # the other click was faster
        return batch
    ClientLetter.objects.bulk_create(
        ClientLetter(
            firm=firm,
            household=addressee.household,
            person=addressee.person,
            year=addressee.year,
            language=addressee.person.language,
            requested_by=actor,
            batch=batch,
            position=position,
        )
        for position, addressee in enumerate(addressees)
    )
    _note(AuditAct.CREATED, batch, actor=actor, letters=len(addressees))
    return batch


def work_on_batch(batch_id: UUID) -> bool:
    """Make letters for a turn, or bind those that are made; return whether there is more to do."""
    batch = jobs.claim(LetterBatch.objects.select_related("firm", "requested_by"), batch_id)
    if batch is None:
        return False
    ends_at = time.monotonic() + TURN
    letters = ClientLetter.objects.filter(batch=batch).order_by("position")
    for letter_id in letters.claimable().worth_trying().values_list("pk", flat=True):
        if time.monotonic() > ends_at or not _go_on(batch):
            break
        build_client_letter(letter_id)
    if not letters.unfinished().exists():
        if _go_on(batch):
            jobs.carry_out(batch, _bound, _keep, apology=_apology)
        return False
    jobs.write(batch, state=LetterBatch.State.QUEUED, fruitful_attempt=F("attempts"))
    return letters.claimable().worth_trying().exists()


@transaction.atomic
def cancel_batch(*, actor: User, batch: LetterBatch) -> bool:
    """Stop what is not made yet; letters that are made stay. Return whether there was something."""
    unfinished = LetterBatch.objects.unfinished().filter(pk=batch.pk)
    if not unfinished.update(state=LetterBatch.State.CANCELLED):
        return False
    waiting = ClientLetter.objects.filter(batch=batch, state=ClientLetter.State.QUEUED)
    waiting.update(state=ClientLetter.State.CANCELLED)
    _note(AuditAct.CHANGED, batch, actor=actor, changed="cancelled")
    return True


def sweep_batches() -> list[UUID]:
    """Give up what keeps crashing, return what should be offered again."""
    left = ClientLetter.objects.filter(batch__state=LetterBatch.State.CANCELLED).claimable()
    left.update(state=ClientLetter.State.CANCELLED)
    jobs.give_up(LetterBatch.objects.all(), _broke_off)
    return jobs.waiting(LetterBatch.objects.all())


def _refuse(actor: User, addressees: Sequence[Addressee], form: str) -> None:
    if not addressees:
        raise LetterRefusedError(_("None of these rows has an amount to write about."))
    count, most = len(addressees), MOST_LETTERS[form]
    if count > most:
        sentence = {
            "pdf": _(
                "These are {count} letters; one PDF holds {most}. Filter the book or take a ZIP."
            ),
            "zip": _("These are {count} letters; one ZIP holds {most}. Filter the book first."),
        }[form]
        raise LetterRefusedError(sentence.format(count=count, most=most))
    if LetterBatch.objects.unfinished().filter(requested_by=actor).exists():
        raise LetterRefusedError(
            _("Letters you asked for are still being made. Wait for them or cancel them.")
        )


def _go_on(batch: LetterBatch) -> bool:
    """Hold on to the batch for one more letter, if it is still this worker's."""
    return jobs.write(batch, lease_until=Now() + jobs.LEASE, fruitful_attempt=batch.attempts)


def _bound(batch: LetterBatch) -> IO[bytes]:
    """Return the file of all letters that were made.

    Raises: LetterRefusedError, where there is none.
    """
    made = ClientLetter.objects.filter(batch=batch, state=ClientLetter.State.DONE)
    if not made.exists():
        raise LetterRefusedError(_("None of the letters could be made."))
    rows = made.select_related("person").order_by("position")
    letters = (_opened(batch, letter) for letter in rows)  # one at a time in memory
    if batch.form == LetterBatch.Form.ZIP:
        return bind_zip(letters)
    title = _("Letters for {year}, {firm}").format(year=batch.year, firm=batch.firm.name)
    return bind_pdf(letters, title=title, language=batch.language)


def _opened(batch: LetterBatch, letter: ClientLetter) -> Bound:
    if not _go_on(batch):
        raise LetterRefusedError(_("These letters were cancelled."))
    with letter.file.open("rb") as file:
        pdf = file.read()
    name = letter.person.name
    return Bound(title=f"{name}, {letter.year}", person=name, year=letter.year, pdf=pdf)


def _keep(batch: LetterBatch, content: IO[bytes]) -> None:
    def note(sha256: str) -> None:
        _note(AuditAct.CREATED, batch, actor=batch.requested_by, sha256=sha256)

    jobs.put_away(batch, content, noted=note, made_at=Now())


def _apology() -> str:
    return _("Something went wrong on our side while the letters were put together.")


def _broke_off() -> str:
    return _("The making of these letters broke off several times.")


def _note(act: AuditAct, batch: LetterBatch, *, actor: User, **detail: object) -> None:
    audit.record(act, actor=actor, firm=batch.firm, subject=batch, detail=dict(detail))
