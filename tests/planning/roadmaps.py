"""A household that is planned in a blink: one person, one IRA, two years."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clients.models import Household
from planning import services
from planning.models import RoadmapRun
from planning.services import roadmap_runs
from tests.cast import Story

SAMPLE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "roadmap_of_doe.json").read_text(encoding="utf-8")
)
TODAY = date(2026, 11, 2)


def on_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs begin on one day, whatever day it is."""
    monkeypatch.setattr(roadmap_runs, "today_of", lambda _firm: TODAY)


def tiny(story: Story) -> Household:
    """Let the person of the household plan to 77."""
    story.person.plan_to_age = 77
    story.person.save(update_fields=["plan_to_age"])
    return story.household


def a_run(story: Story, **columns: Any) -> RoadmapRun:
    """Return a run of the household that is done, with the document of a richer one."""
    said: dict[str, Any] = {
        "state": RoadmapRun.State.DONE,
        "stage": RoadmapRun.Stage.PROVED,
        "document": SAMPLE["document"],
        "sha256": "0" * 64,
        "law_version": SAMPLE["document"]["law_version"],
        "engine_version": SAMPLE["document"]["engine_version"],
        "facts": SAMPLE["facts"],
        "facts_sha256": "0" * 64,
        "question": "0" * 64,
        "proof_nodes": 0,
        "language": "en",
        "requested_by": story.users["advisor"],
    }
    return RoadmapRun.objects.create(
        firm=story.firm, household=story.household, **{**said, **columns}
    )


def asked(story: Story, **options: Any) -> RoadmapRun:
    return services.request_roadmap(
        actor=story.users["advisor"], household=story.household, **options
    )


def worked_out(run: RoadmapRun) -> RoadmapRun:
    """Take every turn of a run, as workers do."""
    while services.work_on_roadmap(run.pk):
        pass
    run.refresh_from_db()
    return run
