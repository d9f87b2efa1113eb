"""What has changed of a household since a roadmap was worked out? Read from the two files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from planning.engine.law import load_law
from planning.models import RoadmapRun
from planning.reports.file_changes import file_changes
from planning.rmd_case import engine_version

Document = Mapping[str, Any]


def changes_since_run(run: RoadmapRun, now: Document) -> list[str]:
    """Return what is otherwise now than when a run began, in words; nothing if nothing."""
    return [*(change.text for change in file_changes(run.facts, now)), *_around(run, now)]


def _around(run: RoadmapRun, now: Document) -> Iterator[str]:
    if run.facts["as_of"][:4] != now["as_of"][:4]:
        yield _("a new year has begun")
    if run.law_version and run.law_version != load_law().version:
        yield _("the figures of the law")
    if run.engine_version and run.engine_version != engine_version():
        yield _("the way it is reckoned (version {version})").format(version=engine_version())
