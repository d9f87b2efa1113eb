"""What is done with closing certificates: asked for, made from what was signed, kept."""

from __future__ import annotations

from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, User
from planning.ledger.closing import hash_of
from planning.models import ClosingCertificate, YearClosing
from planning.reports.certificate import render_certificate
from planning.reports.letterhead import letterhead_of
from planning.services import jobs
from planning.services.jobs import LetterRefusedError

PEOPLE = ("closed_by", "approved_by", "reopened_by")


@transaction.atomic
def request_certificate(*, actor: User, closing: YearClosing, language: str) -> ClosingCertificate:
    """Note that somebody wants the certificate; as long as nothing new is to be said, it is one.

    Raises: LetterRefusedError, for a closing that nobody approved.
    """
    if closing.approved_at is None:
        raise LetterRefusedError(_("There is a certificate once the closing is approved."))
    tells_reopening = closing.reopened_at is not None
    wanted = ClosingCertificate.objects.exclude(state=ClosingCertificate.State.FAILED)
    certificate, _is_new = wanted.get_or_create(
        closing=closing,
        tells_reopening=tells_reopening,
        defaults={
            "firm": closing.firm,
            "household": closing.household,
            "language": language,
            "requested_by": actor,
        },
    )
    return certificate


def build_certificate(certificate_id: UUID) -> None:
    """Make the certificate, unless it is made or being made."""
    closings = [f"closing__{name}" for name in ("firm", "person", *PEOPLE)]
    rows = ClosingCertificate.objects.select_related(
        "household__firm", "household__team", "requested_by", *closings
    )
    certificate = jobs.claim(rows, certificate_id)
    if certificate is not None:
        jobs.carry_out(certificate, _pdf, _keep, apology=_apology)


def sweep_certificates() -> list[UUID]:
    """Give up what keeps crashing, return what should be offered again."""
    jobs.give_up(ClosingCertificate.objects.all(), _broke_off)
    return jobs.waiting(ClosingCertificate.objects.all())


def _pdf(certificate: ClosingCertificate) -> bytes:
    """Set the stored document; nothing is computed again.

    Raises: LetterRefusedError, PdfError.
    """
    closing = certificate.closing
    if hash_of(closing.document) != closing.sha256:
        raise LetterRefusedError(
            _("What is stored is not what was signed, so no certificate is made of it.")
        )
    return render_certificate(
        closing,
        tells_reopening=certificate.tells_reopening,
        letterhead=letterhead_of(certificate.household),
    )


def _keep(certificate: ClosingCertificate, pdf: IO[bytes]) -> None:
    def note(sha256: str) -> None:
        audit.record(
            AuditAct.CREATED,
            actor=certificate.requested_by,
            firm=certificate.household.firm,
            subject=certificate,
            detail={
                "household": str(certificate.household_id),
                "closing": str(certificate.closing_id),
                "sha256": sha256,
            },
        )

    jobs.put_away(certificate, pdf, noted=note, made_at=Now())


def _apology() -> str:
    return _("Something went wrong on our side while the certificate was made.")


def _broke_off() -> str:
    return _("The making of this certificate broke off several times.")
