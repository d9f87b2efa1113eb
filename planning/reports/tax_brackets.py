"""Which brackets does a tax year fill, and which thresholds lie ahead of it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from planning.engine.law import Law
from planning.engine.tax import parameters
from planning.engine.tax.irmaa import LOOK_BACK, kind_of_return, premium_year_table
from planning.engine.tax_year import TaxYear
from planning.engine.tax_year.year import one
from planning.reports.charts import SERIES, Spec, layered
from planning.tax_catalogue import THRESHOLDS
from planning.wording import sentence

FAINT = 0.18  # of what is not filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """One bracket of ordinary income, or one rate of gains, and how much of it is filled."""

    rate: float
    start: float
    end: float | None  # None: no end
    filled: float
    is_gains: bool = False

    @property
    def room(self) -> float | None:
        """How much more fits in."""
        return None if self.end is None else self.end - self.start - self.filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A threshold on the scale of taxable income, and how much more income reaches it."""

    name: str
    at: float
    kind: str
    room: float


def brackets_of(page: TaxYear, law: Law) -> list[Bracket]:
    """Return the brackets the ordinary income fills, to one above it, then the rates of gains."""
    figures = parameters.for_units(page.units, law)
    tops = [float(top) for top in np.ravel(figures.bracket_tops)]
    rates = [float(rate) for rate in np.ravel(figures.bracket_rates)]
    ordinary = one(page.tax.regular.ordinary)
    found = []
    for rate, start, end in zip(rates, [0.0, *tops], [*tops, None], strict=True):
        filled = min(ordinary, end) - start if end is not None else ordinary - start
        found.append(Bracket(rate=rate, start=start, end=end, filled=max(filled, 0.0)))
        if start > ordinary:
            break
    taxable = one(page.tax.taxable_income)
    zones = [float(top) for top in np.ravel(figures.gain_tops)]
    gain_rates = [float(rate) for rate in np.ravel(figures.gain_rates)]
    for rate, low, high in zip(gain_rates, [0.0, *zones], [*zones, None], strict=True):
        start = max(low, ordinary)
        end = taxable if high is None else min(high, taxable)
        if end > start:
            found.append(
                Bracket(rate=rate, start=start, end=high, filled=end - start, is_gains=True)
            )
    return found


def marks_of(page: TaxYear, law: Law) -> list[Mark]:
    """Return the thresholds ahead of and behind the household, on the scale of taxable income.

    Those of adjusted gross income are moved by what the return deducts now.
    """
    tax = page.tax
    figures = parameters.for_units(page.units, law)
    taxable = one(tax.taxable_income)
    found = []
    for percent, top in zip((15, 20), np.ravel(figures.gain_tops), strict=True):
        name = sentence(THRESHOLDS[f"gains_{percent}"])
        found.append(Mark(name=name, at=float(top), kind="gains", room=float(top) - taxable))
    income = one(tax.adjusted_gross_income)
    threshold = one(figures.niit_threshold)
    name = sentence(THRESHOLDS["net_investment_income_tax"])
    found.append(_moved(name, "niit", threshold, income, taxable))
    if page.on_medicare_later:
        table = premium_year_table(law, page.year + LOOK_BACK)
        row = table.over[int(kind_of_return(page.units.status, page.units.lived_with_spouse))]
        magi = one(tax.magi_for_irmaa)
        for over, tier in {over: tier for tier, over in enumerate(row.tolist(), start=1)}.items():
            name = sentence(THRESHOLDS[f"irmaa_tier_{tier}"])
            found.append(_moved(name, "irmaa", over, magi, taxable))
    return sorted(found, key=lambda mark: mark.at)


def _moved(name: str, kind: str, threshold: float, looked_at: float, taxable: float) -> Mark:
    room = threshold - looked_at
    return Mark(name=name, at=taxable + room, kind=kind, room=room)


def brackets_chart(brackets: Sequence[Bracket], marks: Sequence[Mark], taxable: float) -> Spec:
    """Return the filled brackets, gains on top of them, and the thresholds as lines."""
    stacks = len({bracket.is_gains for bracket in brackets})
    height = 190 + 60 * stacks  # legends and the axis come out of it too
    widest = max([taxable * 1.25, *(b.start for b in brackets if not b.is_gains), 1.0])
    rows = [row for bracket in brackets for row in _bars(bracket, widest)]
    kinds = {
        "gains": _("Rates of gains"),
        "irmaa": _("Medicare surcharges"),
        "niit": _("Tax on investment income"),
    }
    lines = [
        {"at": mark.at, "kind": kinds[mark.kind], "name": mark.name, "room": mark.room}
        for mark in marks
        if 0 < mark.at <= widest
    ]
    names = list(dict.fromkeys(row["rate"] for row in rows))
    colors = [SERIES[place % len(SERIES)] for place in range(len(names))]
    used = list(dict.fromkeys(line["kind"] for line in lines))
    bars: Spec = {
        "data": {"values": rows},
        "mark": {"type": "bar", "height": {"band": 0.72}},
        "encoding": {
            "x": {
                "field": "start",
                "type": "quantitative",
                "title": _("Taxable income"),
                "axis": {"format": "$,.0f", "tickCount": 6, "labelSeparation": 8},
                "scale": {"domain": [0, widest], "nice": False},
            },
            "x2": {"field": "end"},
            "y": {
                "field": "stack",
                "type": "nominal",
                "title": None,
                "axis": {"domain": False, "ticks": False, "labelLimit": 150},
                "sort": [_("Ordinary"), _("Gains")],
            },
            "fill": {
                "field": "rate",
                "type": "nominal",
                "title": _("Rate"),
                "sort": names,
                "scale": {
                    "domain": names,
                    "range": colors,
                },
                "legend": {"orient": "top", "symbolStrokeWidth": 0},
            },
            "fillOpacity": {"condition": {"test": "datum.is_filled", "value": 1}, "value": FAINT},
            "tooltip": [
                {"field": "rate", "title": _("Rate")},
                {"field": "start", "format": "$,.0f", "title": _("From")},
                {"field": "end", "format": "$,.0f", "title": _("To")},
            ],
        },
    }
    rules: Spec = {
        "data": {"values": lines},
        "mark": {"type": "rule", "strokeWidth": 2, "strokeDash": [5, 4]},
        "encoding": {
            "x": {"field": "at", "type": "quantitative"},
            "stroke": {
                "field": "kind",
                "type": "nominal",
                "title": _("Lines"),
                "sort": used,
                "scale": {"domain": used, "range": ["#5b84c4", "#c4615a", "#a4659f"]},
                "legend": {"orient": "bottom", "columns": 1, "labelLimit": 200},
            },
            "tooltip": [
                {"field": "name", "title": _("Threshold")},
                {"field": "room", "format": "$,.0f", "title": _("More income until there")},
            ],
        },
    }
    return layered([bars, rules] if lines else [bars], height=height) | {
        "resolve": {"scale": {"color": "independent"}}
    }


def _bars(bracket: Bracket, widest: float) -> list[dict[str, Any]]:
    stack = _("Gains") if bracket.is_gains else _("Ordinary")
    shown = {"stack": stack, "rate": f"{bracket.rate:.0%}"}
    filled_to = bracket.start + bracket.filled
    end = widest if bracket.end is None else min(bracket.end, widest)
    bars = []
    if bracket.filled > 0:
        bars.append(
            shown | {"start": bracket.start, "end": min(filled_to, widest), "is_filled": True}
        )
    if end > filled_to and not bracket.is_gains:
        bars.append(
            shown | {"start": max(filled_to, bracket.start), "end": end, "is_filled": False}
        )
    return bars
