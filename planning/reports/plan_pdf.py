"""How does a plan become a PDF? Its document is read once and set in the firm's pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from planning.reports.letter import FACES
from planning.reports.letterhead import Letterhead
from planning.reports.pdf import render_pdf
from planning.reports.plan_charts import printed
from planning.reports.plan_context import PlanReading, read_plan

ATTACHED = "plan.json"
WALL_SECONDS = 120  # a few, where the machine has nothing else to do


def build_plan_pdf(
    document: Mapping[str, Any],
    *,
    language: str | None = None,
    letterhead: Letterhead | None = None,
    version: str = "",
    words: str = "",
    with_data: bool = False,
) -> bytes:
    """Return a plan as a tagged PDF/UA-1, the same bytes for the same input.

    `version` is what the plan's version is called, for its head and the foot of every page;
    `words` are the advisor's own.
    `with_data` attaches the document itself, as PDF/A-3, for keeping.

    Raises: PdfError, with a sentence for the reader.
    """
    with translation.override(language or translation.get_language()):
        plan = read_plan(document)
        html = plan_html(plan, letterhead=letterhead, version=version, words=words)
        assets = {
            **plan_assets(),
            **drawings_of(plan),
            **(letterhead.assets if letterhead else {}),
        }
        attached = _data(document) if with_data else None
        return render_pdf(html, assets, attached, within=WALL_SECONDS)


def plan_html(
    plan: PlanReading,
    *,
    letterhead: Letterhead | None = None,
    version: str = "",
    words: str = "",
) -> str:
    """Return the pages as they are set."""
    context = {"plan": plan, "letterhead": letterhead, "version": version, "words": words}
    return render_to_string("reports/plan.html", context)


def drawings_of(plan: PlanReading) -> dict[str, bytes]:
    """Return the charts as files, by the names the pages know them by."""
    drawings = {f"{chart.id}.svg": printed(chart.spec) for chart in plan.charts}
    if plan.ways_spec:
        drawings["ways.svg"] = printed(dict(plan.ways_spec), height=None)
    return drawings


@cache
def plan_assets() -> dict[str, bytes]:
    """Return what every plan's HTML may refer to: its style sheet and the faces of its font."""
    base = Path(settings.BASE_DIR)
    fonts = base / "static" / "fonts" / "print"
    faces = {f"Inter-{face}.ttf": (fonts / f"Inter-{face}.ttf").read_bytes() for face in FACES}
    sheet = base / "templates" / "reports" / "plan.css"
    return {"plan.css": sheet.read_bytes(), **faces}


def _data(document: Mapping[str, Any]) -> dict[str, bytes]:
    written = json.dumps(document, ensure_ascii=False, indent=1)
    return {ATTACHED: written.encode()}
