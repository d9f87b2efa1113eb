"""What is done with letters: asked for, made, swept."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from planning.engine.errors import EngineError
from planning.engine.household_file import read_household
from planning.models import Letter
from planning.reports.case_years import year_document
from planning.reports.letter import render_letter
from planning.reports.pdf import PdfError

logger = logging.getLogger(__name__)

LIFETIME = timedelta(hours=1)
LEASE = timedelta(seconds=60)  # twice what the renderer is given
MAX_ATTEMPTS = 3
MAX_LIVE_LETTERS_OF_ONE_OWNER = 5
MAX_UNFINISHED_LETTERS = 100
PATIENCE_WITH_A_MESSAGE = timedelta(seconds=20)


class LetterRefusedError(Exception):
    """Why a letter is not taken on; its text is for readers."""


def request_letter(*, owner_hash: str, household_text: str, tax_year: int, language: str) -> Letter:
    """Note that somebody wants the letter of one year; a worker makes it from the row.

    A household that cannot be worked out is refused here, where the sentence reaches the person
    at once, before the transaction begins, so that no lock is held meanwhile. The two limits are
    counted, not locked: requests in the same instant may pass one over.

    Raises: EngineError, LetterRefusedError.
    """
    year_document(read_household(household_text), year=tax_year)
    with transaction.atomic():
        _refuse_too_many(owner_hash)
        letter = Letter.objects.create(
            owner_hash=owner_hash,
            household_text=household_text,
            tax_year=tax_year,
            language=language,
            expires_at=Now() + LIFETIME,
        )
        letter.refresh_from_db()
    return letter


def build_letter(letter_id: UUID) -> None:
    """Make the letter, unless it is made, being made, or gone.

    The pages are set outside any transaction, so that no lock is held meanwhile. A worker that
    lost its claim on the way leaves no trace.
    """
    letter = _claim(letter_id)
    if letter is None:
        return
    with translation.override(letter.language):
        try:
            pdf = _pdf(letter)
        except (EngineError, PdfError) as error:
            _fail(letter, str(error))
        except Exception:
            logger.exception("letter %s could not be made", letter.pk)
            _fail(letter, _("Something went wrong on our side while the letter was made."))
        else:
            _store(letter, pdf)


def sweep_letters() -> list[UUID]:
    """Delete what has expired, give up what keeps crashing, return what should be offered again.

    Newly asked letters are left alone for a moment: their message is still on its way.
    """
    purge_letters()
    for letter in Letter.objects.live().claimable().filter(attempts__gte=MAX_ATTEMPTS):
        with translation.override(letter.language):
            _fail(letter, _("The making of this letter broke off several times."))
    waiting = (
        Letter.objects.live().claimable().filter(created_at__lte=Now() - PATIENCE_WITH_A_MESSAGE)
    )
    return list(waiting.order_by("created_at").values_list("pk", flat=True))


def purge_letters() -> int:
    """Delete every expired letter, its files first, and return how many there were."""
    expired = list(Letter.objects.expired())
    for letter in expired:
        for attempt in range(1, letter.attempts + 1):
            letter.file.storage.delete(_file_name(letter, attempt))
        letter.delete()
    return len(expired)


def _refuse_too_many(owner_hash: str) -> None:
    if Letter.objects.live().filter(owner_hash=owner_hash).count() >= MAX_LIVE_LETTERS_OF_ONE_OWNER:
        raise LetterRefusedError(
            _(
                "You have asked for %(count)d letters within an hour, and each is kept for an "
                "hour. Please use one of them, or come back later."
            )
            % {"count": MAX_LIVE_LETTERS_OF_ONE_OWNER}
        )
    if Letter.objects.live().unfinished().count() >= MAX_UNFINISHED_LETTERS:
        raise LetterRefusedError(
            _("Many letters are being made just now. Please ask again in a few minutes.")
        )


def _claim(letter_id: UUID) -> Letter | None:
    """Take the letter for this worker, or return None where there is nothing to take.

    The attempt is counted in the claim itself, before anything can crash, and is the fence of
    every later write: those match only while this worker's claim is the last one.
    """
    claimable = Letter.objects.live().claimable().filter(attempts__lt=MAX_ATTEMPTS)
    letter = claimable.filter(pk=letter_id).first()
    if letter is None:
        return None
    claimed = claimable.filter(pk=letter_id, attempts=letter.attempts).update(
        state=Letter.State.RUNNING,
        step=Letter.Step.COMPUTING,
        attempts=F("attempts") + 1,
        lease_until=Now() + LEASE,
    )
    letter.attempts += 1
    return letter if claimed else None


def _pdf(letter: Letter) -> bytes:
    household = read_household(letter.household_text)
    document = year_document(household, year=letter.tax_year)
    _write(letter, step=Letter.Step.SETTING_PAGES)
    return render_letter(document, year=letter.tax_year)


def _store(letter: Letter, pdf: bytes) -> None:
    """Put the file away, then say that it is there; the household is no longer needed."""
    name = letter.file.storage.save(_file_name(letter, letter.attempts), ContentFile(pdf))
    is_written = _write(
        letter,
        state=Letter.State.DONE,
        step="",
        household_text="",
        file=name,
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
    )
    if not is_written:
        letter.file.storage.delete(name)


def _fail(letter: Letter, error: str) -> None:
    _write(letter, state=Letter.State.FAILED, step="", error=error)


def _write(letter: Letter, **changes: object) -> bool:
    """Write to the row if this worker's claim is still the last one."""
    held = Letter.objects.filter(pk=letter.pk, state=Letter.State.RUNNING)
    return held.filter(attempts=letter.attempts).update(**changes) == 1


def _file_name(letter: Letter, attempt: int) -> str:
    return f"letters/{letter.pk}-{attempt}.pdf"
