"""The charts: one Vega-Lite specification each, drawn as SVG here and again in the browser.

A chart shows the figures of the document and adds none. Colours hold 3:1 against the light
and the dark page; words take the page's own colour by CSS.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from planning.reports.context import Case, required_obligations

Spec = dict[str, Any]
VEGA_LITE = "6.4"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
SERIES = ("#2f8f78", "#c27c1e", "#5b84c4", "#a4659f", "#788a3c", "#c4615a")
INK = "#56615d"
CONFIG: Spec = {
    "font": "Inter",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "labelFontSize": 12,
        "domainColor": INK,
        "tickColor": INK,
        "gridColor": "#dcdad2",
    },
    "axisY": {"domain": False, "ticks": False, "labelPadding": 8},
    "legend": {"labelColor": INK, "labelFontSize": 13, "labelFont": "Inter"},
}


def schedule_chart(document: Mapping[str, Any], obligations: Sequence[Mapping[str, Any]]) -> Spec:
    """Return the required amounts, year by year, one colour for each person and pool."""
    people = document["people"]
    several = len({o["person"] for o in obligations}) > 1
    rows = []
    for o in obligations:
        series = o["pool_text"]
        rows.append(
            {
                "year": o["distribution_year"],
                "series": f"{series}, {people[o['person']]['name']}" if several else series,
                "required": float(o["required"]),
                "is_projected": o["is_projected"],
            }
        )
    names = list(dict.fromkeys(row["series"] for row in rows))
    return {
        "$schema": SCHEMA,
        "data": {"values": rows},
        "width": "container",
        "height": 260,
        "background": None,
        "autosize": {"type": "fit", "contains": "padding"},
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "strokeWidth": 1},
        "encoding": {
            "x": {
                "field": "year",
                "type": "ordinal",
                "title": None,
                "axis": {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 8},
                "scale": {"paddingInner": 0.28},
            },
            "y": {
                "field": "required",
                "type": "quantitative",
                "title": None,
                "axis": {"format": "$,.0f", "tickCount": 5},
            },
            "fill": {
                "field": "series",
                "type": "nominal",
                "title": None,
                "sort": names,
                "scale": {"domain": names, "range": list(SERIES)},
                "legend": {
                    "orient": "top",
                    "offset": 12,
                    "symbolType": "square",
                    "symbolStrokeWidth": 0,
                    "columns": 1 if len(names) > 2 else 2,
                    "labelLimit": 230,
                },
            },
            "stroke": {
                "field": "series",
                "type": "nominal",
                "title": None,
                "sort": names,
                "scale": {"domain": names, "range": list(SERIES)},
            },
            "fillOpacity": {
                "condition": {"test": "datum.is_projected", "value": 0.5},
                "value": 1,
            },
            "order": {"field": "series", "sort": "descending"},
            "tooltip": [
                {"field": "year", "type": "ordinal", "title": _("Year")},
                {"field": "series", "type": "nominal", "title": _("From")},
                {"field": "required", "format": "$,.2f", "title": _("Required")},
            ],
        },
        "config": CONFIG,
    }


def chart_context(case: Case) -> dict[str, Any]:
    """Return what the page needs to show the chart, or nothing where one bar would be all."""
    obligations = required_obligations(case.document, year=case.year)
    years = [o["distribution_year"] for o in obligations]
    if len(set(years)) < 2:
        return {"chart_spec": None}
    spec = schedule_chart(case.document, obligations)
    alt = _("Bars for the years %(first)d to %(last)d. The tables below hold every figure.")
    return {
        "chart_spec": spec,
        "chart_picture": chart_picture(spec),
        "chart_alt": alt % {"first": min(years), "last": max(years)},
    }


def chart_svg(spec: Spec, *, width: int = 1040) -> str:
    """Draw a chart as it stands on paper and, without scripts, on the page."""
    return _draw(json.dumps(spec | {"width": width}, sort_keys=True))


def chart_picture(spec: Spec) -> str:
    """Return the drawing as an address an image element can carry."""
    return "data:image/svg+xml;base64," + b64encode(chart_svg(spec).encode()).decode()


@lru_cache(maxsize=64)  # in this process alone: a chart may show what a person owns
def _draw(spec: str) -> str:
    import vl_convert  # heavy, and must not be used before a process forks

    _register_fonts()
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    return svg


@cache
def _register_fonts() -> None:
    """Measure words in the page's own font."""
    import vl_convert

    vl_convert.register_font_directory(str(settings.BASE_DIR / "static" / "fonts"))


def layered(layers: list[Spec], *, height: int) -> Spec:
    """Return a chart of layers over each other."""
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "background": None,
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": layers,
        "config": CONFIG,
    }
