"""What of a plan may be asked about, and which of its PDFs does somebody take?"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from planning.models import PlanPdf, PlanVersion
from planning.plan_catalogue import SECTIONS
from planning.wording import spoken_date

WORDS, DECISIONS = "words", "decisions"
PARTS = (
    "required", "years", "mishaps", "scenarios", "tax", "beneficiaries", "assumptions", "sources"
)  # fmt: skip


def pdf_of(version: PlanVersion, language: str | None) -> PlanPdf | None:
    """Return the PDF of a version that is there, in a language rather than in another."""
    there = list(version.pdfs.filter(state=PlanPdf.State.DONE).select_related("firm"))
    return next((one for one in there if one.language == language), next(iter(there), None))


def parts_of(version: PlanVersion) -> list[tuple[str, str]]:
    """Return the parts of a plan that may be asked about: the name of each, and its title."""
    title = _("What to do in {year}").format(year=version.document["first_year"])
    words = [(WORDS, _("From your advisor"))] if version.words else []
    return [*words, (DECISIONS, title), *((part, str(SECTIONS[part])) for part in PARTS)]


def subjects_of_plan(version: PlanVersion) -> list[tuple[str, str]]:
    """Return what a question about a plan may be about, each by a name of its own."""
    day = spoken_date(date.fromisoformat(version.as_of))
    text = _("The plan of {day}: {part}")
    return [
        (subject_of_part(version, part), text.format(day=day, part=title))
        for part, title in parts_of(version)
    ]


def subject_of_part(version: PlanVersion, part: str) -> str:
    """Name a part of a plan, for the address of a question about it."""
    return f"{version.pk}:{part}"
