"""What is read of a stored plan? Nothing is computed: the document is worded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from planning.models import PlanPdf, PlanVersion
from planning.plan_wording import word_plan
from planning.reports.roadmap_page import RoadmapPage, read_roadmap_page
from planning.wording import spoken_date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReading:
    """A plan with its sentences, and its roadmap as pages show one."""

    document: Mapping[str, Any]
    roadmap: RoadmapPage | None  # None: there is no plan that does what is asked, or none yet

    @property
    def year(self) -> int:
        """The year whose decisions it is about."""
        return int(self.document["first_year"])

    @property
    def heirs(self) -> list[Heirs]:
        """Who is named to inherit each account."""
        return [Heirs(designation=one, names=self.document["names"]) for one in self._designated]

    @property
    def _designated(self) -> list[Mapping[str, Any]]:
        return [one for one in self.document["beneficiaries"] if one["lines"] or one["look_at"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heirs:
    """Who inherits an account, as far as somebody is named."""

    designation: Mapping[str, Any]
    names: Mapping[str, Any]

    @property
    def account(self) -> str:
        return str(self.names["accounts"][self.designation["account"]])

    @property
    def lines(self) -> list[Mapping[str, Any]]:
        """Each of them by name, with the share and whether they come second."""
        people = self.names["people"]
        return [
            {**line, "name": people[line["person"]] if line["person"] else line["entity"]}
            for line in self.designation["lines"]
        ]

    @property
    def doubts(self) -> list[str]:
        return [doubt["text"] for doubt in self.designation["look_at"]]


def read_plan(document: Mapping[str, Any], language: str | None = None) -> PlanReading:
    """Arrange a stored document for its reader, in a language or the active one."""
    worded = word_plan(document, language)
    return PlanReading(document=worded, roadmap=read_roadmap_page(worded["roadmap"]))


def pdf_of(version: PlanVersion, language: str | None) -> PlanPdf | None:
    """Return the PDF of a version that is there, in a language rather than in another."""
    there = list(version.pdfs.filter(state=PlanPdf.State.DONE).select_related("firm"))
    return next((one for one in there if one.language == language), next(iter(there), None))


def parts_of(version: PlanVersion) -> list[tuple[str, str]]:
    """Return the parts of a plan that may be asked about: the name of each, and its title."""
    year = {"year": version.document["first_year"]}
    words = [("words", _("From your advisor"))] if version.words else []
    return [
        *words,
        ("decisions", _("What to do in {year}").format(**year)),
        ("required", _("What is required")),
        ("roadmap", _("The years to come")),
        ("mishaps", _("What could go wrong")),
        ("beneficiaries", _("Who inherits")),
        ("assumptions", _("What is assumed")),
    ]


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
