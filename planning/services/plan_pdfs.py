"""What is done with the PDFs of plans: asked for, set from the stored document, kept."""

from __future__ import annotations

from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, Household, User
from planning.ledger.closing import hash_of
from planning.models import PlanPdf, PlanVersion
from planning.reports.letterhead import letterhead_of
from planning.reports.plan_pdf import build_plan_pdf
from planning.services import jobs
from planning.services.jobs import LetterRefusedError


def languages_of(household: Household) -> list[str]:
    """Return the languages in which the clients of a household read, the site's own first."""
    members = household.people.filter(is_member=True, archived_at=None, died_on=None)
    grants = household.portal_grants.filter(revoked_at=None, person=None)
    spoken = {*members.values_list("language", flat=True)}
    spoken |= {*grants.values_list("user__language", flat=True)}
    return sorted(spoken or {settings.LANGUAGE_CODE}, key=lambda one: one != settings.LANGUAGE_CODE)


@transaction.atomic
def request_plan_files(*, actor: User, version: PlanVersion) -> list[PlanPdf]:
    """Ask for the PDFs that are missing of a version: one in each language of its clients."""
    there = PlanPdf.objects.filter(version=version).exclude(state=PlanPdf.State.FAILED)
    languages = {*there.values_list("language", flat=True)}
    return [
        PlanPdf.objects.create(
            firm=version.firm,
            household=version.household,
            version=version,
            language=language,
            requested_by=actor,
        )
        for language in languages_of(version.household)
        if language not in languages
    ]


def lacks_a_file(version: PlanVersion) -> bool:
    """Whether some client has no PDF in their language yet."""
    there = PlanPdf.objects.filter(version=version, state=PlanPdf.State.DONE)
    return not {*languages_of(version.household)} <= {*there.values_list("language", flat=True)}


def build_plan_file(pdf_id: UUID) -> None:
    """Set the PDF, unless it is set or being set."""
    rows = PlanPdf.objects.select_related("household__firm", "household__team", "version")
    pdf = jobs.claim(rows, pdf_id)
    if pdf is not None:
        jobs.carry_out(pdf, _set, _keep, apology=_apology)


def sweep_plan_files() -> list[UUID]:
    """Give up what keeps crashing, return what should be offered again."""
    jobs.give_up(PlanPdf.objects.all(), _broke_off)
    return jobs.waiting(PlanPdf.objects.all())


def _set(pdf: PlanPdf) -> bytes:
    """Set the stored document; nothing is computed again.

    Raises: LetterRefusedError, PdfError.
    """
    version = pdf.version
    if hash_of(version.document) != version.sha256:
        raise LetterRefusedError(
            _("What is stored is not what was worked out, so no PDF is made of it.")
        )
    return build_plan_pdf(
        version.document,
        language=pdf.language,
        letterhead=letterhead_of(pdf.household),
        version=_("Version {number}").format(number=version.number),
        words=version.words,
    )


def _keep(pdf: PlanPdf, content: IO[bytes]) -> None:
    def note(sha256: str) -> None:
        detail = {
            "household": str(pdf.household_id),
            "version": str(pdf.version_id),
            "sha256": sha256,
        }
        audit.record(
            AuditAct.CREATED, actor=pdf.requested_by, firm=pdf.firm, subject=pdf, detail=detail
        )

    jobs.put_away(pdf, content, noted=note, made_at=Now())


def _apology() -> str:
    return _("Something went wrong on our side while the pages of the plan were set.")


def _broke_off() -> str:
    return _("The making of this PDF broke off several times.")
