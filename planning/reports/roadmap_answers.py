"""What does the page of an answer about a roadmap say? Its document, arranged; nothing computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from planning.models import RoadmapAnswer
from planning.reports.charts import CONFIG, SERIES, Spec, chart_picture
from planning.wording import spoken_money, spoken_percent

Document = Mapping[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
NOTHING = "\N{EN DASH}"
AT_THE_END = {"dollars", "rate"}
WHOLE = {"year", "month"}

ASKED = {
    "survivor": _("What a first death in each year does to the survivor’s tax and spending."),
    "claim_ages": _("What claiming Social Security in each month from 62 to 70 is worth."),
    "start_ages": _("What beginning to withdraw at each age from 55 to 75 comes to."),
    "low_income": _("How much room each year leaves below the lines of the tax law."),
    "returns": _("Required distributions and balances if accounts earn less, or more."),
    "heirs": _("What is left after ten years in which heirs draw what was never taxed."),
    "spending": _("How much estate each level of spending leaves."),
    "systematic": _("A fixed amount every month, what it lacks of the law’s, and a lump sum."),
    "would_change": _("Which returns, spending or deaths would make this year’s advice another."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure as it is read."""

    text: str
    is_at_the_end: bool
    is_whole: bool = False  # not broken into lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; the first cell names it."""

    cells: Sequence[Cell]
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of an answer."""

    title: str
    headings: Sequence[Cell]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """Everything the page shows of an answer."""

    says: Sequence[str]
    tables: Sequence[Table]
    chart_title: str
    spec: Spec | None

    @property
    def picture(self) -> str:
        """The drawing, for paper and for pages without scripts."""
        return "" if self.spec is None else chart_picture(self.spec)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that may be asked about a run."""

    name: str
    title: str
    asked: str
    is_current: bool


def questions(current: str | None = None) -> list[Question]:
    """Return every question, in the order of the page."""
    return [
        Question(
            name=one.value,
            title=str(one.label),
            asked=str(ASKED[one.value]),
            is_current=one.value == current,
        )
        for one in RoadmapAnswer.Question
    ]


def read_answer(answer: RoadmapAnswer | None) -> AnswerPage | None:
    """Arrange an answer; None where there is none yet."""
    document = None if answer is None else answer.document
    if not document:
        return None
    chart = document["chart"]
    return AnswerPage(
        says=document["says"],
        tables=[_table(table) for table in document["tables"]],
        chart_title=chart["title"] if chart else "",
        spec=_spec(chart) if chart and len({point[0] for point in chart["points"]}) > 1 else None,
    )


def _table(document: Document) -> Table:
    columns = document["columns"]
    return Table(
        title=document["title"],
        headings=[
            Cell(text=one["heading"], is_at_the_end=one["read_as"] in AT_THE_END) for one in columns
        ],
        rows=[
            Row(
                cells=[
                    Cell(
                        text=_read(row[one["key"]], one["read_as"]),
                        is_at_the_end=one["read_as"] in AT_THE_END,
                        is_whole=one["read_as"] in WHOLE,
                    )
                    for one in columns
                ],
                is_marked=at in document["marked"],
            )
            for at, row in enumerate(document["rows"])
        ],
    )


def _read(value: str | float | None, read_as: str) -> str:
    if value is None:
        return NOTHING
    if read_as == "dollars":
        return spoken_money(Decimal(str(value)).quantize(Decimal(1))).removesuffix(".00")
    if read_as == "rate":
        return spoken_percent(Decimal(str(value)).quantize(Decimal("0.001")))
    if read_as == "month":
        return date_format(date.fromisoformat(f"{value}-01"), "M Y")
    return str(value)


def _spec(chart: Document) -> Spec:
    points = [{"x": at, "series": series, "y": amount} for at, series, amount in chart["points"]]
    names = list(dict.fromkeys(point["series"] for point in points))
    axis: Spec = {"format": "$,.0f"} if chart["x_is_money"] else {"format": "d"}
    return {
        "$schema": SCHEMA,
        "data": {"values": points},
        "width": "container",
        "height": 260,
        "background": None,
        "autosize": {"type": "fit", "contains": "padding"},
        "mark": {"type": "line", "point": {"size": 24, "filled": True}, "strokeWidth": 2},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "title": chart["x"],
                "scale": {"zero": False, "nice": False},
                "axis": {**axis, "titleColor": CONFIG["axis"]["labelColor"], "grid": False},
            },
            "y": {
                "field": "y",
                "type": "quantitative",
                "title": None,
                "scale": {"zero": False},
                "axis": {"format": "$,.0f", "tickCount": 5},
            },
            "color": {
                "field": "series",
                "type": "nominal",
                "title": None,
                "sort": names,
                "scale": {"domain": names, "range": list(SERIES)},
                "legend": {"orient": "top", "offset": 12, "columns": 3, "labelLimit": 260},
            },
            "tooltip": [
                {"field": "x", "title": chart["x"], **axis},
                {"field": "series", "type": "nominal", "title": " "},
                {"field": "y", "format": "$,.0f", "title": chart["title"]},
            ],
        },
        "config": CONFIG,
    }
