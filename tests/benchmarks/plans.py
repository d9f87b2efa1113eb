"""The work of setting a plan's pages."""

from __future__ import annotations

import os
from collections.abc import Callable


def plan_as_pdf() -> Callable[[], object]:
    """Return the setting of a whole plan, with its charts drawn, as the worker does it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
    django.setup()
    from planning.reports import charts
    from planning.reports.plan_pdf import build_plan_pdf
    from tests.planning.plans import plan_of_rivera

    def work() -> bytes:
        charts._draw.cache_clear()  # a plan is rarely set twice by one worker
        return build_plan_pdf(plan_of_rivera(), language="en", version="Version 3")

    return work
