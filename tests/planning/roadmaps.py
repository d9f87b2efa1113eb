"""A household that is planned in a blink: one person, one IRA, two years."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clients.models import Household
from planning import services
from planning.models import RoadmapRun
from planning.services import roadmap_runs
from tests.cast import Story

TODAY = date(2026, 11, 2)


def on_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs begin on one day, whatever day it is."""
    monkeypatch.setattr(roadmap_runs, "today_of", lambda _firm: TODAY)


def tiny(story: Story) -> Household:
    """Let the person of the household plan to 77."""
    story.person.plan_to_age = 77
    story.person.save(update_fields=["plan_to_age"])
    return story.household


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
