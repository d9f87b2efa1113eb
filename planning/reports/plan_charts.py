"""The charts of a plan: the page's own specifications, inked so that they print in black and white.

On paper no series is told by its hue alone: neighbours in a stack differ in lightness, all series
differ in it, a line parts them, and the legend stands in the order of the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from planning.reports.charts import INK, SERIES, Spec, chart_svg
from planning.reports.roadmap_charts import OF_LINES, OF_MARKS, SCHEMA, Chart, charts_of
from planning.roadmap_catalogue import WAYS
from planning.wording import spoken_money

Document = Mapping[str, Any]

WIDTH, HEIGHT = 660, 210
BLACK, WHITE = "#18211f", "#ffffff"
# Dark and light in turn; no two of them are the same grey.
INKS = ("#0c5c4d", "#f0c36d", "#5479b8", "#dccde0", "#7f4d7a", "#a9bd6a")
LEGEND = {
    "columns": 6,
    "offset": 8,
    "symbolStrokeColor": BLACK,
    "symbolStrokeWidth": 0.5,
    "labelFontSize": 11,
}
OF_PRINT = {**dict(zip(SERIES, INKS, strict=True)), INK: BLACK}
# Lines and marks have colours of their own on paper, though a series may share the page's.
OF_OVERLAYS = {OF_LINES: BLACK, OF_MARKS: WHITE}
ROW = 26
FIGURE = re.compile(r"-?\d+\.\d\d")  # an amount as a document writes it


def pictures_of(document: Document) -> list[Chart]:
    """Return the charts of a roadmap as a plan shows them, what each is told by on paper."""
    told = {
        "brackets": _(
            "Black marks are where tiers of Medicare’s surcharge begin, with the year’s "
            "deductions; white marks are the Social Security that is taxed, before deductions."
        )
    }
    return [
        replace(chart, note=told.get(chart.id, chart.note), rows=[*_whole_rows(chart)])
        for chart in charts_of(document)
        if not chart.is_of_rates  # the year's rate stands in the table of the years
    ]


def ways_chart(document: Document) -> Spec | None:
    """Return the lifetime tax of the roadmap beside that of every usual way that lasts."""
    ours = {"name": "roadmap", "value": document["value"], "lifetime": document["lifetime"]}
    both = (ours, *document["baselines"])
    ways = [way for way in both if way["lifetime"] and way["value"] is not None]
    rows = [
        {
            "way": str(WAYS[way["name"]]),
            "tax": float(way["lifetime"]["tax_present_value"]),
            "text": _whole(way["lifetime"]["tax_present_value"]),
            "series": str(WAYS["roadmap"] if way is ours else _("Usual ways")),
        }
        for way in ways
    ]
    if len(rows) < 2:
        return None
    most = max(float(way["lifetime"]["tax_present_value"]) for way in ways)
    names = [row["way"] for row in rows]
    y: Spec = {
        "field": "way",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {"labelLimit": 340, "labelColor": BLACK, "domain": False, "ticks": False},
    }
    x: Spec = {
        "field": "tax",
        "type": "quantitative",
        "title": None,
        "axis": None,
        "scale": {"domain": [0, 1.2 * most]},  # with room for words
    }
    fill: Spec = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": [str(WAYS["roadmap"]), str(_("Usual ways"))], "range": SERIES[:2]},
        "legend": None,
    }
    return {
        "$schema": SCHEMA,
        "data": {"values": rows},
        "width": "container",
        "height": ROW * len(rows),
        "background": None,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 0, "top": 4, "right": 8, "bottom": 4},
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "bar", "cornerRadiusEnd": 2}, "encoding": {"fill": fill}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": BLACK},
                "encoding": {"text": {"field": "text"}},
            },
        ],
        "config": {
            "font": "Inter",
            "view": {"stroke": None},
            "axis": {"labelFontSize": 11},
            "text": {"fontSize": 11},
        },
    }


def printed(spec: Spec, *, height: int | None = HEIGHT) -> bytes:
    """Draw a chart for paper."""
    drawn = {**spec, "layer": [_overlaid(layer) for layer in spec["layer"]]}
    inked = _inked(drawn)
    if height is not None:
        inked = {**inked, "height": height}
    return chart_svg(inked, width=WIDTH).encode()


def _overlaid(layer: Spec) -> Spec:
    """Return a layer with bars parted by lines, and lines and marks that stand out from them."""
    mark = layer["mark"]
    if mark["type"] == "bar":
        mark = {"stroke": BLACK, "strokeWidth": 0.4, **mark}
    elif mark["type"] in ("line", "tick"):
        mark = {
            name: OF_OVERLAYS.get(value, value) if isinstance(value, str) else value
            for name, value in mark.items()
        }
    if mark.get("color") == WHITE:
        mark = {**mark, "stroke": BLACK, "strokeWidth": 0.8, "thickness": 4}
    return {**layer, "mark": mark}


def _inked(part: Any) -> Any:
    """Return a copy of a specification with every colour of the page changed to that of paper."""
    if isinstance(part, dict):
        inked = {name: _inked(value) for name, value in part.items()}
        if isinstance(inked.get("legend"), dict) and "field" in inked:
            inked["legend"] |= LEGEND
        return inked
    if isinstance(part, list | tuple):
        return [_inked(value) for value in part]
    return OF_PRINT.get(part, part) if isinstance(part, str) else part


def _whole_rows(chart: Chart) -> Iterator[Sequence[Any]]:
    """Yield the figures under a chart to the dollar, as all of a year's are on paper."""
    for year, *cells in chart.rows:
        yield [year, *(_whole(cell) if FIGURE.fullmatch(str(cell)) else cell for cell in cells)]


def _whole(amount: str) -> str:
    return spoken_money(Decimal(amount).quantize(Decimal(1))).removesuffix(".00")
