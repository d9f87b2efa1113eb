"""What is done with the public calculator's letters: asked for, made, swept."""

from __future__ import annotations

from datetime import timedelta
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from planning.engine.household_file import read_household
from planning.models import Letter
from planning.reports.case_years import year_document
from planning.reports.letter import render_letter
from planning.services import jobs
from planning.services.jobs import LetterRefusedError

LIFETIME = timedelta(hours=1)
MAX_LIVE_LETTERS_OF_ONE_OWNER = 5
MAX_UNFINISHED_LETTERS = 100


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
    """Make the letter, unless it is made, being made, or gone."""
    letter = jobs.claim(Letter.objects.live(), letter_id, step=Letter.Step.COMPUTING)
    if letter is not None:
        jobs.carry_out(letter, _pdf, _keep, apology=apology)


def apology() -> str:
    """Return what is said of a letter where the fault is ours."""
    return _("Something went wrong on our side while the letter was made.")


def broke_off() -> str:
    """Return what is said of a letter whose workers kept crashing."""
    return _("The making of this letter broke off several times.")


def sweep_letters() -> list[UUID]:
    """Delete what has expired, give up what keeps crashing, return what should be offered again."""
    purge_letters()
    jobs.give_up(Letter.objects.live(), broke_off)
    return jobs.waiting(Letter.objects.live())


def purge_letters() -> int:
    """Delete every expired letter, its files first, and return how many there were."""
    expired = list(Letter.objects.expired())
    for letter in expired:
        for attempt in range(1, letter.attempts + 1):
            letter.file.storage.delete(letter.file_name(attempt))
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


def _pdf(letter: Letter) -> bytes:
    household = read_household(letter.household_text)
    document = year_document(household, year=letter.tax_year)
    jobs.write(letter, step=Letter.Step.SETTING_PAGES)
    return render_letter(document, year=letter.tax_year)


def _keep(letter: Letter, pdf: IO[bytes]) -> None:
    """Put the file away; the household is no longer needed."""
    jobs.put_away(letter, pdf, step="", household_text="")
