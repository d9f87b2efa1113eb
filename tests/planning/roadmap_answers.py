"""A roadmap of two years that is done, and an answer about it."""

from __future__ import annotations

from typing import Any

from planning.models import RoadmapAnswer, RoadmapRun
from tests.cast import Story
from tests.engine.advice.plans import ANN

SAID = {
    "question": "heirs",
    "says": ["In 2027 the plan leaves $100,000.", "At the assumed 25% heirs keep $75,000."],
    "tables": [
        {
            "title": "What is left",
            "columns": [
                {"key": "kind", "heading": "Kind", "read_as": "text"},
                {"key": "amount", "heading": "Amount", "read_as": "dollars"},
                {"key": "rate", "heading": "Rate", "read_as": "rate"},
                {"key": "month", "heading": "Month", "read_as": "month"},
            ],
            "rows": [
                {"kind": "All", "amount": "100000.49", "rate": 0.125, "month": "2027-03"},
                {"kind": "None", "amount": None, "rate": None, "month": None},
            ],
            "marked": [0],
        }
    ],
    "chart": {
        "title": "Left",
        "x": "Year",
        "x_is_money": False,
        "points": [[2026, "All", 90_000.0], [2027, "All", 100_000.0]],
    },
}


def a_roadmap(story: Story, **columns: Any) -> RoadmapRun:
    """Return a roadmap that is done, of facts that are planned in a blink."""
    said: dict[str, Any] = {
        "state": RoadmapRun.State.DONE,
        "stage": RoadmapRun.Stage.PROVED,
        "objective": RoadmapRun.Objective.BEQUEST,
        "document": {"feasible": True},
        "sha256": "0" * 64,
        "facts": ANN,
        "facts_sha256": "0" * 64,
        "question": "0" * 64,
        "proof_nodes": 0,
        "language": "en",
        "requested_by": story.users["advisor"],
    }
    return RoadmapRun.objects.create(
        firm=story.firm, household=story.household, **{**said, **columns}
    )


def an_answered_roadmap(story: Story) -> RoadmapRun:
    """Return a roadmap with the answer to one question."""
    run = a_roadmap(story)
    RoadmapAnswer.objects.create(
        firm=story.firm,
        run=run,
        question="heirs",
        requested_by=story.users["advisor"],
        language="en",
        state=RoadmapAnswer.State.DONE,
        document=SAID,
    )
    return run
