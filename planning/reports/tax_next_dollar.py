"""What does each next dollar of an income cost, over the range around a household?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from planning.engine.law import Law
from planning.engine.tax.marginal_map import Stretch, marginal_map
from planning.engine.tax_year import TaxYear
from planning.engine.tax_year.accounts import is_early_all_year
from planning.engine.tax_year.year import one
from planning.forms.what_if import NEXT_DOLLAR
from planning.reports.charts import SERIES, Spec, chart_picture, layered
from planning.tax_catalogue import THRESHOLDS
from planning.wording import sentence

# What the next dollar is of → the fields it stands in.
FIELDS = {
    "ira": ("ira_head", "ira_spouse"),
    "conversion": ("roth_conversion",),
    "gain": ("net_long_gain",),
    "benefits": ("social_security_head", "social_security_spouse"),
}
LEAST_RANGE = 150_000.0
NOTHING: Any = np.zeros(())
SAME_TO_THE_EYE = 0.0005
SHOWN_JUMP = 100.0  # dollars: what falls due at once is a line from here on; the table has all
# What the next dollar costs besides federal tax, as a reader is told of it.
OF_IT = {"state": lazy("state tax"), "credit": lazy("lost health insurance credit")}
# What the next dollar costs, from the ground up.
KINDS = {
    lazy("Federal tax"): "federal",
    lazy("State tax"): "state",
    lazy("Health insurance credit"): "credit",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDollar:
    """What each next dollar of one income costs, over the range around the household."""

    of: str
    at: float
    stretches: Sequence[Stretch]
    rows: list[dict[str, Any]]
    spec: dict[str, Any]
    picture: str


def read_next_dollar(result: TaxYear, law: Law, of: str) -> NextDollar:
    """Return what the next dollars of an income would cost, those of the household among them."""
    amounts = {name: one(getattr(result.units, name)) for name in FIELDS[of]}
    at, unit, shares = sum(amounts.values()), result.units, _shares(amounts)
    title = _("{what} besides the loss of the year")
    if at >= 0:
        title = _("{what} of the year")
        unit = replace(unit, **dict.fromkeys(amounts, NOTHING))
    if of == "ira" and (early := _early_share(result, amounts)):
        shares["early_distribution"] = early
        unit = unit.plus("early_distribution", -early * at)
    most = float(np.ceil(max(LEAST_RANGE, 2 * at) / 50_000) * 50_000)
    stretches = marginal_map(
        unit,
        law,
        of=shares,
        most=most,
        on_medicare=result.on_medicare_later,
        coverage=result.coverage,
        states={line.state: line.share for line in result.states},
    )
    at, title = max(at, 0.0), title.format(what=NEXT_DOLLAR[of])
    spec = marginal_chart(stretches, at=at, most=most, title=title)
    return NextDollar(
        of=of,
        at=at,
        stretches=stretches,
        rows=list(rows_of(stretches, at)),
        spec=spec,
        picture=chart_picture(spec),
    )


def _shares(amounts: Mapping[str, float]) -> dict[str, float]:
    """Return whose each dollar is: as two people share what they have; with nothing, the head's."""
    whole = sum(amounts.values())
    if whole <= 0:
        return {next(iter(amounts)): 1.0}
    return {name: amount / whole for name, amount in amounts.items() if amount}


def _early_share(result: TaxYear, amounts: Mapping[str, float]) -> float:
    """Return how much of a dollar out of IRAs comes before 59½, as far as what came says."""
    filing, year = result.filing, result.year
    young = [person for person in filing.people if is_early_all_year(person, year)]
    whole = sum(amounts.values())
    if not whole:
        return float(filing.head in young)
    theirs = sum(amounts[f"ira_{filing.place_of(person.id)}"] for person in young)
    return min(theirs, one(result.units.early_distribution)) / whole


def rows_of(stretches: Sequence[Stretch], at: float) -> Iterator[dict[str, Any]]:
    """Yield the stretches as lines; a curve is one, and so are equal steps after each other."""
    groups: list[list[Stretch]] = []
    for stretch in stretches:
        if groups and _goes_on(groups[-1][-1], stretch):
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    for group in groups:
        first, last = group[0], group[-1]
        steps = [stretch.jump for stretch in group if stretch.jump]
        yield {
            "start": Decimal(f"{first.start:.0f}"),
            "end": Decimal(f"{last.end:.0f}"),
            "rate": Decimal(f"{first.rates.together:.4f}"),
            "rate_at_end": _other(last.rates_at_end.together, first.rates.together),
            "parts": [
                (OF_IT[part], Decimal(f"{getattr(first.rates, part):.4f}"))
                for part in OF_IT
                if getattr(first.rates, part)
            ],
            "jump": Decimal(f"{sum(steps):.2f}") if steps else None,
            "steps": len(steps),
            "is_here": first.start <= at < last.end,
            "why": [sentence(THRESHOLDS[code]) for code in first.thresholds],
        }


def _goes_on(before: Stretch, after: Stretch) -> bool:
    is_next_step = before.jump and after.jump and before.thresholds == after.thresholds
    same_rate = abs(after.rates.together - before.rates_at_end.together) < SAME_TO_THE_EYE
    return not after.thresholds or bool(is_next_step and same_rate)


def _other(rate: float, first: float) -> Decimal | None:
    """Return a rate that reads otherwise than the first."""
    return Decimal(f"{rate:.4f}") if abs(rate - first) > SAME_TO_THE_EYE else None


def marginal_chart(stretches: Sequence[Stretch], *, at: float, most: float, title: str) -> Spec:
    """Return the rate of each next dollar as steps, jumps as marks, and where the client stands."""
    points = [point for stretch in stretches for point in _points(stretch)]
    used = {point["kind"] for point in points}
    names = [str(name) for name in KINDS if str(name) in used]
    top = max([point["high"] for point in points] + [0.1]) * 1.15
    low = min([point["low"] for point in points] + [0.0])
    x = {
        "type": "quantitative",
        "title": title,
        "axis": {"format": "$,.0f", "tickCount": 6, "labelSeparation": 8},
        "scale": {"domain": [0, most], "nice": False},
    }
    y = {
        "type": "quantitative",
        "title": None,
        "axis": {"format": ".0%", "tickCount": 5},
        "scale": {"domain": [min(low, 0), top]},
    }
    area: Spec = {
        "data": {"values": points},
        "mark": {"type": "area", "fillOpacity": 0.85},
        "encoding": {
            "x": {"field": "at", **x},
            "y": {"field": "high", **y},
            "y2": {"field": "low"},
            "detail": {"field": "from"},
            "color": {
                "field": "kind",
                "title": None,
                "scale": {"domain": names, "range": SERIES[: len(names)]},
                "legend": {"orient": "top", "symbolStrokeWidth": 0} if len(names) > 1 else None,
            },
            "tooltip": [
                {"field": "from", "format": "$,.0f", "title": _("From")},
                {"field": "to", "format": "$,.0f", "title": _("To")},
                {"field": "rate", "format": ".1%", "title": _("The next dollar costs")},
                {"field": "why", "title": _("Begins with")},
            ],
        },
    }
    jumps: Spec = {
        "data": {
            "values": [
                {"at": s.start, "jump": s.jump, "why": _why(s.thresholds)}
                for s in stretches
                if s.jump >= SHOWN_JUMP
            ]
        },
        "mark": {"type": "rule", "strokeWidth": 2, "strokeDash": [5, 4], "stroke": "#c4615a"},
        "encoding": {
            "x": {"field": "at", "type": "quantitative"},
            "tooltip": [
                {"field": "why", "title": _("Threshold")},
                {"field": "jump", "format": "$,.0f", "title": _("Falls due at once")},
            ],
        },
    }
    here: Spec = {
        "data": {"values": [{"at": at, "label": _("here")}]},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 3, "stroke": "#a4659f"},
                "encoding": {"x": {"field": "at", "type": "quantitative"}},
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "top",
                    "dx": 6,
                    "y": 0,
                    "fontWeight": 600,
                    "fontSize": 13,
                },
                "encoding": {
                    "x": {"field": "at", "type": "quantitative"},
                    "text": {"field": "label"},
                    "y": {"value": 2},
                },
            },
        ],
    }
    # A layer without marks is a picture without a name to a screen reader.
    layers = [area, jumps, here] if jumps["data"]["values"] else [area, here]
    return layered(layers, height=240)


def _points(stretch: Stretch) -> Iterator[Spec]:
    """Yield the two ends of each part of a stretch, the parts standing on each other."""
    low = high = (0.0, 0.0)
    ends = stretch.rates, stretch.rates_at_end
    for name, part in KINDS.items():
        rates = [getattr(rate, part) for rate in ends]
        low, high = high, (high[0] + rates[0], high[1] + rates[1])
        if not any(rates):
            continue
        for at, bottom, top in zip((stretch.start, stretch.end), low, high, strict=True):
            yield {
                "at": at,
                "low": bottom,
                "high": top,
                "kind": str(name),
                "from": stretch.start,
                "to": stretch.end,
                "rate": stretch.rates.together,
                "why": _why(stretch.thresholds),
            }


def _why(codes: Sequence[str]) -> str:
    return "; ".join(sentence(THRESHOLDS[code]) for code in codes)
