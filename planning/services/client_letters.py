"""What is done with a firm's letters to its clients: asked for, made from the records, kept."""

from __future__ import annotations

from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as lazy

from clients import audit
from clients.models import AuditAct, Household, Person, User
from clients.today import today_of
from planning.facts import gather_facts
from planning.models import ClientLetter
from planning.reports.case_years import year_document
from planning.reports.context import read_case
from planning.reports.letter import render_letter
from planning.reports.letter_people import has_an_amount, of_person
from planning.reports.letterhead import letterhead_of
from planning.reports.released_figures import figures_of
from planning.services import jobs
from planning.services.jobs import LetterRefusedError
from planning.services.letters import apology, broke_off


@transaction.atomic
def request_client_letter(
    *,
    actor: User,
    household: Household,
    person: Person,
    year: int,
    request_key: UUID,
) -> ClientLetter:
    """Note that somebody wants a person's letter, which is written in that person's language.

    Asked twice from one page, it is one letter.
    """
    letter, _is_new = ClientLetter.objects.get_or_create(
        firm=household.firm,
        request_key=request_key,
        defaults={
            "household": household,
            "person": person,
            "year": year,
            "language": person.language,
            "requested_by": actor,
        },
    )
    return letter


def build_client_letter(letter_id: UUID) -> None:
    """Make the letter, unless it is made, being made, or cancelled."""
    rows = ClientLetter.objects.select_related("household__firm", "household__team", "person")
    letter = jobs.claim(rows, letter_id)
    if letter is not None:
        jobs.carry_out(letter, _pdf, _keep, apology=apology)


def sweep_client_letters() -> list[UUID]:
    """Give up what keeps crashing, return what should be offered again.

    The letters of a batch are offered with their batch.
    """
    jobs.give_up(ClientLetter.objects.all(), broke_off)
    return jobs.waiting(ClientLetter.objects.of_no_batch())


def _pdf(letter: ClientLetter) -> bytes:
    """Read the facts as they are now and render the letter.

    Raises: EngineError, LetterRefusedError, PdfError.
    """
    household, person = letter.household, letter.person
    if household.archived_at is not None:
        raise LetterRefusedError(lazy("The household is archived."))
    letter.known_at = timezone.now()
    letter.as_of = today_of(household.firm)
    facts = gather_facts(household, as_of=letter.as_of)
    document = of_person(year_document(facts, year=letter.year), person.key)
    if not has_an_amount(read_case(document, year=letter.year)):
        raise LetterRefusedError(
            format_lazy(
                lazy("{name} has nothing to take for {year}, or it cannot be decided yet."),
                name=person.name,
                year=letter.year,
            )
        )
    letter.figures = figures_of(document, year=letter.year)
    letterhead = letterhead_of(household)
    return render_letter(document, year=letter.year, letterhead=letterhead)


def _keep(letter: ClientLetter, pdf: IO[bytes]) -> None:
    def note(sha256: str) -> None:
        audit.record(
            AuditAct.CREATED,
            actor=letter.requested_by,
            firm=letter.household.firm,
            subject=letter,
            detail={
                "household": str(letter.household_id),
                "person": str(letter.person_id),
                "year": letter.year,
                "sha256": sha256,
            },
        )

    jobs.put_away(
        letter,
        pdf,
        noted=note,
        made_at=Now(),
        as_of=letter.as_of,
        known_at=letter.known_at,
        figures=letter.figures,
    )
