"""The four charts of a roadmap, each with the table of its figures, in dollars of each year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from planning.reports.charts import CONFIG, SERIES, Spec, chart_svg
from planning.roadmap_catalogue import INCOMES, SHELTERS
from planning.wording import spoken_money, spoken_percent

Document = Mapping[str, Any]
Rows = list[dict[str, Any]]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 300
NOTHING = "\N{EN DASH}"
LOOKS_BACK = 2  # years after which income counts for Medicare
MEDICARE = 65
SHELTER_OF = {
    "ira": "pretax",
    "plan": "pretax",
    "roth_ira": "roth",
    "roth_plan": "roth",
    "taxable": "taxable",
    "cash": "taxable",
}
OF_LINES = "#c4615a"  # Medicare
OF_MARKS = "#a4659f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart: what it is drawn from, what it says without eyes, and its figures."""

    id: str
    title: str
    alt: str
    note: str
    spec: Spec
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]  # a year and its figures, as they are read
    is_of_rates: bool = False

    @property
    def spec_id(self) -> str:
        """Where the page keeps the specification."""
        return f"spec-{self.id}"

    @property
    def svg(self) -> str:
        """The drawing, for pages without scripts."""
        return chart_svg(self.spec)


def charts_of(document: Document) -> list[Chart]:
    """Return the charts in the order of the page; of nothing there is none."""
    charts = [make(document) for make in (_incomes, _brackets, _balances, _rates)]
    return [chart for chart in charts if chart.spec["layer"][0]["data"]["values"]]


def _incomes(document: Document) -> Chart:
    years = document["years"]
    incomes = {y["year"]: incomes_of(y) for y in years}
    names = [name for name in INCOMES if any(float(said[name]) for said in incomes.values())]
    rows = [
        {"year": year, "series": str(INCOMES[name]), "amount": float(said[name])}
        for year, said in incomes.items()
        for name in names
    ]
    spent = [{"year": y["year"], "amount": float(y["spending"])} for y in years]
    line: Spec = {
        "data": {"values": spent},
        "mark": {"type": "line", "stroke": OF_LINES, "strokeWidth": 2, "interpolate": "monotone"},
        "encoding": {
            "x": {"field": "year", "type": "ordinal"},
            "y": {"field": "amount", "type": "quantitative"},
            "tooltip": _tooltip(_("Spending")),
        },
    }
    return Chart(
        id="incomes",
        title=_("Income by source"),
        alt=_("Stacked bars of each year’s income by source, and spending as a line."),
        note=_("The line is spending; what is above it pays taxes, premiums and goals."),
        spec=_whole([_bars(document, rows, _shown(INCOMES, names)), line]),
        headings=[str(INCOMES[name]) for name in names] + [_("Spending")],
        rows=[
            [y["year"], *(incomes[y["year"]][name] for name in names), y["spending"]] for y in years
        ],
    )


def incomes_of(year: Document) -> dict[str, str]:
    """Return what comes in in a year, by source: conversions stay where they are."""
    return {**year["income"], "inflows": year["besides"]["inflows"]}


def _brackets(document: Document) -> Chart:
    years = document["years"]
    rows: Rows = []
    lines: Rows = []
    marks: Rows = []
    table = []
    highest = max(float(y["taxable"]["taxable_income"]) for y in years)
    for y in years:
        said = {name: float(amount) for name, amount in y["taxable"].items()}
        gains = max(said["taxable_income"] - said["ordinary"], 0.0)
        rows += _filled(y, said["ordinary"])
        if gains:
            rows.append({"year": y["year"], "series": _("gains"), "amount": gains})
        marks.append({"year": y["year"], "amount": said["social_security"]})
        beside = said["magi"] - said["taxable_income"]  # what is deducted, about
        tiers = [
            {"year": y["year"], "amount": float(at) - beside, "tier": int(tier), "at": float(at)}
            for tier, at in y["scale"]["irmaa_tier"]
            if max(y["ages"].values(), default=0) + LOOKS_BACK >= MEDICARE
        ]
        lines += [tier for tier in tiers if 0 < tier["amount"] <= 1.35 * highest]
        reached = max((t["tier"] for t in tiers if said["magi"] > t["at"]), default=0)
        ahead = [float(at) for _rate, at in y["scale"]["bracket"] if float(at) > said["ordinary"]]
        room = min(ahead) - said["ordinary"] if ahead else None
        table.append(
            [
                y["year"],
                _whole_dollars(said["ordinary"]),
                _whole_dollars(gains),
                _whole_dollars(said["social_security"]),
                _whole_dollars(room),
                _whole_dollars(said["magi"]),
                str(reached) if tiers else NOTHING,
            ]
        )
    names = sorted({row["series"] for row in rows}, key=lambda name: (name == _("gains"), name))
    layers = [_bars(document, rows, names)]
    if lines:
        layers.append(
            _ticks(
                lines,
                OF_LINES,
                [
                    {"field": "tier", "title": _("Medicare surcharge, tier")},
                    {"field": "at", "format": "$,.0f", "title": _("begins at an income of")},
                ],
            )
        )
    if any(mark["amount"] for mark in marks):
        layers.append(
            _ticks(
                [m for m in marks if m["amount"]], OF_MARKS, _tooltip(_("Social Security taxed"))
            )
        )
    return Chart(
        id="brackets",
        title=_("Brackets filled"),
        alt=_(
            "Bars of each year’s taxable income by bracket, with marks where Medicare’s "
            "surcharges begin and for the Social Security that is taxed."
        ),
        note=_(
            "Red marks are where tiers of Medicare’s surcharge begin, with the year’s deductions; "
            "violet marks are the Social Security that is taxed, before deductions."
        ),
        spec=_whole(layers),
        headings=[
            _("Ordinary taxable income"),
            _("Gains and dividends"),
            _("Social Security taxed"),
            _("Room in the bracket"),
            _("Income for Medicare"),
            _("Tier reached"),
        ],
        rows=table,
    )


def _filled(year: Document, ordinary: float) -> Rows:
    """Return how much of each bracket a year's ordinary income fills."""
    found: Rows = []
    start = 0.0
    ends = [(rate, float(at)) for rate, at in year["scale"]["bracket"]]
    top = 0.37 if not ends or ends[-1][0] < 0.37 else ends[-1][0]
    for rate, end in [*ends, (top, float("inf"))]:
        amount = min(ordinary, end) - start
        if amount <= 0:
            break
        found.append({"year": year["year"], "series": f"{rate:.0%}", "amount": amount})
        start = end
    return found


def _balances(document: Document) -> Chart:
    years, accounts = document["years"], document["accounts"]
    sums: list[tuple[int, dict[str, float]]] = []
    for y in years:
        of = dict.fromkeys(SHELTERS, 0.0)
        for id_, amount in y["balances"].items():
            of[SHELTER_OF.get(accounts[id_]["shelter"], "other")] += float(amount)
        sums.append((y["year"], of))
    names = [name for name in SHELTERS if any(of[name] for _year, of in sums)]
    rows = [
        {"year": year, "series": str(SHELTERS[name]), "amount": of[name]}
        for year, of in sums
        for name in names
    ]
    return Chart(
        id="balances",
        title=_("Balances by tax type"),
        alt=_("Stacked bars of what is left at each year’s end, by how it is taxed."),
        note=_("At the end of each year."),
        spec=_whole([_bars(document, rows, _shown(SHELTERS, names))]),
        headings=[str(SHELTERS[name]) for name in names] + [_("Together")],
        rows=[
            [
                year,
                *(_whole_dollars(of[name]) for name in names),
                _whole_dollars(sum(of.values())),
            ]
            for year, of in sums
        ],
    )


def _rates(document: Document) -> Chart:
    years = document["years"]
    rows = [
        {"year": y["year"], "amount": y["marginal_rate"]}
        for y in years
        if y["marginal_rate"] is not None
    ]
    bars: Spec = {
        "data": {"values": rows},
        "mark": {"type": "bar", "fill": SERIES[0], "cornerRadiusEnd": 2},
        "encoding": {
            "x": _x(document),
            "y": _y(".0%"),
            "tooltip": _tooltip(_("The next dollar costs"), ".1%"),
        },
    }
    return Chart(
        id="rates",
        title=_("What the next dollar costs"),
        alt=_("Bars of each year’s marginal rate."),
        note=_(
            "Of the next dollar out of a pre-tax account, everything recomputed: brackets, Social "
            "Security, surcharges, state. Years without such an account have no bar."
        ),
        spec=_whole([bars]),
        headings=[_("Marginal rate")],
        rows=[[y["year"], _percent(y["marginal_rate"])] for y in years],
        is_of_rates=True,
    )


def _whole_dollars(amount: str | float | None) -> str:
    if amount is None:
        return NOTHING
    return spoken_money(Decimal(f"{float(amount):.0f}")).removesuffix(".00")


def _percent(rate: float | None) -> str:
    return NOTHING if rate is None else spoken_percent(Decimal(f"{rate:.3f}"))


def _shown(texts: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [str(texts[name]) for name in names]


def _bars(document: Document, rows: Rows, names: Sequence[str]) -> Spec:
    return {
        "data": {"values": [row | {"order": names.index(row["series"])} for row in rows]},
        "mark": {"type": "bar"},
        "encoding": {
            "x": _x(document),
            "y": _y("$,.0f") | {"stack": "zero"},
            "fill": {
                "field": "series",
                "type": "nominal",
                "title": None,
                "sort": list(names),
                "scale": {"domain": list(names), "range": colours(len(names))},
                "legend": {
                    "orient": "top",
                    "symbolType": "square",
                    "symbolStrokeWidth": 0,
                    "columns": 2,
                    "labelLimit": 200,
                },
            },
            "order": {"field": "order"},
            "tooltip": [
                {"field": "year", "type": "ordinal", "title": _("Year")},
                {"field": "series", "title": _("What")},
                {"field": "amount", "format": "$,.0f", "title": _("Amount")},
            ],
        },
    }


def _ticks(rows: Rows, colour: str, tooltip: list[Spec]) -> Spec:
    return {
        "data": {"values": rows},
        "mark": {"type": "tick", "thickness": 3, "color": colour, "width": {"band": 1}},
        "encoding": {
            "x": {"field": "year", "type": "ordinal"},
            "y": {"field": "amount", "type": "quantitative"},
            "tooltip": [{"field": "year", "type": "ordinal", "title": _("Year")}, *tooltip],
        },
    }


def _tooltip(text: str, form: str = "$,.0f") -> list[Spec]:
    return [
        {"field": "year", "type": "ordinal", "title": _("Year")},
        {"field": "amount", "format": form, "title": text},
    ]


def _x(document: Document) -> Spec:
    return {
        "field": "year",
        "type": "ordinal",
        "title": None,
        "axis": {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 8},
        "scale": {"domain": [y["year"] for y in document["years"]], "paddingInner": 0.18},
    }


def _y(form: str) -> Spec:
    return {
        "field": "amount",
        "type": "quantitative",
        "title": None,
        "axis": {"format": form, "tickCount": 5},
    }


def colours(count: int) -> list[str]:
    """Return as many colours as there are series, beginning anew where they run out."""
    return [SERIES[position % len(SERIES)] for position in range(count)]


def _whole(layers: list[Spec]) -> Spec:
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": HEIGHT,
        "background": None,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 4, "top": 4, "right": 16, "bottom": 4},
        "layer": layers,
        "config": CONFIG,
    }
