"""Plans of the household of the story, in every state; what they say is worked out once."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from planning.engine.roadmap.solve.optimise import Stage
from planning.facts import export_for_plan
from planning.ledger.closing import hash_of
from planning.models import PlanDifference, PlanPdf, PlanRun, PlanVersion
from planning.plan_case import compute_plan
from tests.cast import Story

PDF = b"%PDF-1.7"
TODAY = date(2026, 11, 2)
OPTIONS: dict[str, Any] = {"objective": "spending", "scenarios": []}
State = PlanVersion.State

_documents: dict[str, dict[str, Any]] = {}


def facts_of(story: Story) -> dict[str, Any]:
    """Return the household file of a person who plans to 77: it is planned in a blink."""
    story.person.plan_to_age = 77
    story.person.save(update_fields=["plan_to_age"])
    return export_for_plan(story.household, as_of=TODAY)


def document_of(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the plan of a household file, as far as the first roadmap."""
    key = hash_of(facts)
    if key not in _documents:
        _documents[key] = compute_plan(facts, until=Stage.FIRST_PLAN)
    return _documents[key]


def a_plan(story: Story, state: str = State.DRAFT, **columns: Any) -> PlanVersion:
    """Return the next version of the household's plan."""
    facts = columns.get("facts") or facts_of(story)
    document = columns.get("document") or document_of(facts)
    owner, operations = story.users["owner"], story.users["operations"]
    run = PlanRun.objects.create(
        firm=story.firm,
        household=story.household,
        requested_by=owner,
        options=OPTIONS,
        facts_sha256=hash_of(facts),
        language="en",
        state=PlanRun.State.DONE,
        done_at=timezone.now(),
    )
    said: dict[str, Any] = {
        "facts": facts,
        "facts_sha256": hash_of(facts),
        "options": OPTIONS,
        "document": document,
        "sha256": hash_of(document),
        "law_version": document["law_version"],
        "engine_version": document["engine_version"],
        "made_by": owner,
        "state": state,
    }
    if state != State.DRAFT:
        said |= {"reviewed_at": timezone.now(), "reviewed_by": owner}
    if state in (State.RELEASED, State.SUPERSEDED):
        said |= {"released_at": timezone.now(), "released_by": operations}
    if state == State.SUPERSEDED:
        said["superseded_at"] = timezone.now()
    has_pdf = columns.pop("has_pdf", True)
    number = PlanVersion.objects.filter(household=story.household).count() + 1
    version = PlanVersion.objects.create(
        firm=story.firm, household=story.household, run=run, number=number, **{**said, **columns}
    )
    if has_pdf:
        a_plan_pdf(version)
    return version


def a_plan_pdf(version: PlanVersion, language: str = "en") -> PlanPdf:
    """Return a finished PDF of a version."""
    return PlanPdf.objects.create(
        firm=version.firm,
        household=version.household,
        version=version,
        language=language,
        requested_by=version.made_by,
        state=PlanPdf.State.DONE,
        file=default_storage.save("plans/a-plan.pdf", ContentFile(PDF)),
        sha256=sha256(PDF).hexdigest(),
        size=len(PDF),
        made_at=timezone.now(),
    )


def a_plan_run(story: Story) -> PlanRun:
    """Return the making of a plan that failed."""
    return PlanRun.objects.create(
        firm=story.firm,
        household=story.household,
        requested_by=story.users["advisor"],
        options=OPTIONS,
        facts_sha256="0" * 64,
        language="en",
        state=PlanRun.State.FAILED,
        error="Something went wrong on our side while the plan was worked out.",
    )


def a_plan_difference(story: Story) -> PlanDifference:
    """Return the difference of two versions, worked out."""
    one, other = a_plan(story), a_plan(story)
    nothing: dict[str, Any] = {"one": {}, "other": {}, "steps": [], "measures": []}
    return PlanDifference.objects.create(
        firm=story.firm,
        household=story.household,
        one=one,
        other=other,
        requested_by=story.users["advisor"],
        language="en",
        state=PlanDifference.State.DONE,
        document=nothing,
    )
