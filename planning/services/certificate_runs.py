"""How are the certificates of everybody in a book made? One by one, then bound into one file.

No transaction is open while a certificate is set: a worker that is killed costs the one it was
making, and one that exists already is taken as it is.
"""

from __future__ import annotations

from typing import IO
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from planning.models import ClosingCertificate, ClosingRun, RunPerson, YearClosing
from planning.reports.binding import Bound, bind_zip
from planning.services import jobs
from planning.services.certificates import build_certificate, request_certificate
from planning.services.jobs import LetterRefusedError

State = RunPerson.State


def closed_people(run: ClosingRun) -> QuerySet[YearClosing, UUID]:
    """Return the people of a run whose year is closed, approved and not opened again."""
    people = RunPerson.objects.filter(run=run).values("person")
    return _effective(run).filter(person__in=people).values_list("person", flat=True)


def certify_next(run: ClosingRun) -> bool | None:
    """Make the next certificate; return whether there was one, None if the run is not ours."""
    if not jobs.write(run, lease_until=Now() + jobs.LEASE, fruitful_attempt=run.attempts):
        return None
    waiting = RunPerson.objects.filter(run=run, state=State.WAITING)
    one = waiting.order_by("position").first()
    if one is None:
        return False
    one.closing = _effective(run).filter(person=one.person_id).first()
    one.state, one.because = State.LEFT_OUT, _("It is not closed any more.")
    if one.closing is not None:
        _certify(run, one, one.closing)
    one.save(update_fields=["state", "because", "closing"])
    return True


def bound_certificates(run: ClosingRun) -> IO[bytes]:
    """Return the ZIP of all certificates that were made.

    Raises: LetterRefusedError, where there is none.
    """
    people = RunPerson.objects.filter(run=run, state=State.CERTIFIED)
    certificates = ClosingCertificate.objects.filter(
        closing__in=people.values("closing"), tells_reopening=False, state=run.State.DONE
    )
    made = {certificate.closing_id: certificate for certificate in certificates}
    if not made:
        raise LetterRefusedError(_("None of the certificates could be made."))
    return bind_zip(
        Bound(
            title=one.person.name,
            person=one.person.name,
            year=run.year,
            pdf=_read(made[one.closing_id]),
        )
        for one in people.select_related("person").order_by("position")
        if one.closing_id in made
    )


def _certify(run: ClosingRun, one: RunPerson, closing: YearClosing) -> None:
    certificate = request_certificate(
        actor=run.requested_by, closing=closing, language=run.language
    )
    build_certificate(certificate.pk)
    certificate.refresh_from_db()
    if certificate.state == certificate.State.DONE:
        one.state, one.because = State.CERTIFIED, ""
    else:
        busy = _("Its certificate is being made just now; ask again for those left out.")
        one.because = (certificate.error or busy)[:300]


def _effective(run: ClosingRun) -> QuerySet[YearClosing]:
    approved = YearClosing.objects.filter(year=run.year, approved_at__isnull=False)
    return approved.filter(reopened_at=None)


def _read(certificate: ClosingCertificate) -> bytes:
    with certificate.file.open("rb") as file:
        pdf: bytes = file.read()
    return pdf
