"""What does a comparison of scenarios say? One document, shown live and kept as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from planning.engine.scenario import Answer, Difference
from planning.engine.scenario.difference import differing
from planning.models import RoadmapRun, Scenario
from planning.reports.charts import CONFIG, SERIES, Spec, chart_picture
from planning.reports.roadmap_page import BEST
from planning.reports.scenario_words import change_text
from planning.scenario_catalogue import ACTIONS, CAUSES, CHARTS, ENJOYED, OUTCOMES
from planning.scenario_catalogue import GROUPS as GROUP_NAMES
from planning.wording import sentence, spoken_money

Document = dict[str, Any]
MOST_COLUMNS = 4
FIRST_YEARS = 5
INFLATION = Decimal("0.025")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One scenario beside the others; the plan itself has no row and no changes."""

    key: str
    name: str
    objective: str
    changes: Mapping[str, Any]
    run: RoadmapRun | None
    scenario: Scenario | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """Return all that is put in, what is sought among it."""
        return {**self.changes, "objective": self.objective}

    @property
    def document(self) -> Document | None:
        """Return the roadmap, where there is one that can be kept up."""
        found = None if self.run is None else self.run.document
        return found if found is not None and found["feasible"] else None

    @property
    def refusal(self) -> str:
        """Say why there is no roadmap; nothing where there is one, or may still be."""
        if self.run is None:
            return ""
        if self.run.document is not None and not self.run.document["feasible"]:
            return str(self.run.document["reason"]["text"])
        return self.run.error


def plan_column(run: RoadmapRun | None) -> Column:
    """Return the plan of the household as it is."""
    objective = RoadmapRun.Objective.SPENDING.value if run is None else run.objective
    return Column(key="plan", name=_("As on record"), objective=objective, changes={}, run=run)


def scenario_column(scenario: Scenario) -> Column:
    """Return a scenario."""
    return Column(
        key=str(scenario.pk),
        name=scenario.name,
        objective=scenario.objective,
        changes=scenario.changes,
        run=scenario.run,
        scenario=scenario,
    )


def comparison_document(columns: Sequence[Column], people: Mapping[str, str]) -> Document:
    """Return what is compared, in words and figures, as JSON types."""
    return {
        "columns": [
            {
                "key": one.key,
                "name": one.name,
                "run": None if one.run is None else str(one.run.pk),
                "sha256": "" if one.run is None else one.run.sha256,
                "facts_of": None if one.run is None else one.run.facts["as_of"],
                "progress": _progress(one),
                "refusal": one.refusal,
                "has_plan": one.document is not None,
            }
            for one in columns
        ],
        "inputs": [
            {
                "name": str(GROUP_NAMES[group]),
                "values": [
                    {"of": one.name, "text": change_text(group, one.asked, people)}
                    for one in columns
                ],
            }
            for group in differing(*(one.asked for one in columns))
        ],
        "outcomes": _outcomes(columns),
        "years": _first_years(columns),
        "series": _series(columns),
    }


def _progress(column: Column) -> str:
    run = column.run
    return "" if run is None or run.is_over else str(run.progress)


def _outcomes(columns: Sequence[Column]) -> list[Document]:
    rows = []
    for code, label in OUTCOMES.items():
        values = [None if one.document is None else _outcome(code, one.document) for one in columns]
        numbers = [value["number"] for value in values if value and value["number"] is not None]
        best = _best(code, numbers)
        rows.append(
            {
                "name": str(label),
                "values": [
                    {
                        "of": column.name,
                        "text": "" if value is None else value["text"],
                        "is_best": bool(
                            value is not None and best is not None and value["number"] == best
                        ),
                    }
                    for column, value in zip(columns, values, strict=True)
                ],
            }
        )
    return rows


def _outcome(code: str, document: Document) -> Document:
    lifetime, certificate = document["lifetime"], document["certificate"]
    if code == "years":
        count = len(document["years"])
        last = document["years"][-1]["year"]
        return {"text": _("{count}, to {last}").format(count=count, last=last), "number": None}
    if code == "certificate":
        return {"text": _certificate(certificate), "number": None}
    amount = {
        "spending": _spending(document),
        "tax": Decimal(lifetime["tax_present_value"]),
        "irmaa": Decimal(lifetime["irmaa"]),
        "estate": Decimal(lifetime["estate_after_tax"]),
    }[code]
    return {"text": _whole(amount), "number": str(amount)}


def spent_in(document: Document | None) -> Decimal:
    """Return what a roadmap spends a year, nothing where it cannot be kept up."""
    if document is None or not document["feasible"]:
        return Decimal(0)
    return _spending(document)


def _spending(document: Document) -> Decimal:
    """Return what is spent a year at first, in dollars of the as-of day."""
    if document["objective"] == "spending":
        return Decimal(document["value"])
    total = Decimal(document["lifetime"]["spending_present_value"])
    return total / len(document["years"])


def _best(code: str, numbers: Sequence[str]) -> str | None:
    if len(set(numbers)) < 2 or code in ("years", "certificate"):
        return None
    choose = min if code in ("tax", "irmaa") else max
    return choose(numbers, key=Decimal)


def _certificate(certificate: Document) -> str:
    if certificate["gap"] is None:
        return _("best known")
    gap = max(Decimal(str(certificate["gap"])), Decimal(0)).quantize(BEST, rounding=ROUND_UP)
    percent = f"{gap * 100:.2f}%"
    if certificate["proved"]:
        return _("proved the best, within {percent}").format(percent=percent)
    return _("best known, within {percent}").format(percent=percent)


def _first_years(columns: Sequence[Column]) -> list[Document]:
    by_column = [_years(one) for one in columns]
    first = sorted({year for years in by_column for year in years})[:FIRST_YEARS]
    return [
        {
            "year": number,
            "values": [
                {
                    "of": column.name,
                    "actions": [
                        _action(action, column)
                        for action in years.get(number, {}).get("actions", [])
                    ],
                }
                for column, years in zip(columns, by_column, strict=True)
            ],
        }
        for number in first
    ]


def _years(column: Column) -> dict[int, Document]:
    return {} if column.document is None else {one["year"]: one for one in column.document["years"]}


def _action(action: Document, column: Column) -> str:
    accounts: Document = {} if column.document is None else column.document.get("accounts", {})
    account = accounts.get(action["account"], {"name": action["account"]})["name"]
    return sentence(ACTIONS[action["what"]], {"amount": action["amount"], "account": account})


def _series(columns: Sequence[Column]) -> Document:
    """Return spending, balances and tax of every year, in dollars of the as-of day."""
    found: Document = {"spending": [], "balances": [], "tax": []}
    for one in columns:
        if one.document is None or one.run is None:
            continue
        said = one.run.facts.get("assumptions", {}).get("inflation")
        prices = 1 + (INFLATION if said is None else Decimal(str(said)))
        begins = int(one.document["as_of"][:4])
        for year in one.document["years"]:
            over = prices ** (year["year"] - begins)
            tax = year["tax"]
            amounts = {
                "spending": Decimal(year["spending"]),
                "balances": sum(map(Decimal, year["balances"].values()), Decimal(0)),
                "tax": sum(
                    (Decimal(tax[name]) for name in ("federal", "state", "niit", "irmaa")),
                    Decimal(0),
                ),
            }
            for name, amount in amounts.items():
                found[name].append(
                    {"year": year["year"], "name": one.name, "amount": round(float(amount / over))}
                )
    return found


def series_chart(rows: Sequence[Document], names: Sequence[str]) -> Spec:
    """Return one line for each scenario."""
    colors = {"domain": list(names), "range": list(SERIES[: len(names)])}
    dashes = {"domain": list(names), "range": [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]][: len(names)]}
    legend = {
        "orient": "top",
        "symbolType": "stroke",
        "labelLimit": 230,
        "title": None,
        "columns": 2,  # as many as a telephone is wide
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": list(rows)},
        "width": "container",
        "height": 220,
        "background": None,
        "autosize": {"type": "fit", "contains": "padding"},
        "mark": {"type": "line", "strokeWidth": 2.5},
        "encoding": {
            "x": {"field": "year", "type": "quantitative", "title": None,
                  "axis": {"format": "d", "tickMinStep": 1, "labelOverlap": "greedy"},
                  "scale": {"zero": False, "nice": False}},
            "y": {"field": "amount", "type": "quantitative", "title": None,
                  "axis": {"format": "$,.0f", "tickCount": 5}},
            "color": {"field": "name", "type": "nominal", "scale": colors, "legend": legend},
            "strokeDash": {"field": "name", "type": "nominal", "scale": dashes, "legend": legend},
            "tooltip": [
                {"field": "year", "type": "quantitative", "format": "d", "title": _("Year")},
                {"field": "name", "type": "nominal", "title": _("Scenario")},
                {"field": "amount", "format": "$,.0f", "title": _("Today’s dollars")},
            ],
        },
        "config": CONFIG,
    }  # fmt: skip


def series_table(rows: Iterable[Document], names: Sequence[str]) -> list[Document]:
    """Return the same figures, a row each year."""
    by_year: dict[int, dict[str, int]] = {}
    for row in rows:
        by_year.setdefault(row["year"], {})[row["name"]] = row["amount"]
    return [
        {"year": year, "values": [by_year[year].get(name) for name in names]}
        for year in sorted(by_year)
    ]


def pictured(document: Document) -> list[Document]:
    """Return the three charts of a comparison, each with its table."""
    names = [one["name"] for one in document["columns"] if one["has_plan"]]
    if not names:
        return []
    found = []
    for code, title in CHARTS.items():
        rows = document["series"][code]
        spec = series_chart(rows, names)
        found.append(
            {
                "code": code,
                "id": f"chart-{code}",
                "title": str(title),
                "spec": spec,
                "picture": chart_picture(spec),
                "names": names,
                "rows": series_table(rows, names),
            }
        )
    return found


def quick_lines(answer: Answer, plan: Document) -> Document:
    """Return what a followed plan comes to, beside what it came to in its own years."""
    lifetime = plan["lifetime"]
    count = len(answer.walk.years)
    return {
        "lines": [
            {
                "name": str(OUTCOMES[code]),
                "before": _whole(before),
                "after": _whole(Decimal(f"{after:.2f}")),
            }
            for code, before, after in (
                ("spending", _spending(plan), answer.spending),
                ("tax", Decimal(lifetime["tax_present_value"]), answer.tax),
                ("irmaa", Decimal(lifetime["irmaa"]), answer.irmaa),
                ("estate", Decimal(lifetime["estate_after_tax"]), answer.estate),
            )
        ],
        "lasts": answer.years_funded == count,
        "funded_to": answer.walk.years[max(answer.years_funded - 1, 0)],
        "years": count,
        "funded": answer.years_funded,
    }


def difference_document(
    one: Column, other: Column, found: Difference, people: Mapping[str, str]
) -> Document:
    """Return why the other comes to something else, as JSON types."""
    money = found.money
    causes = [(name, amount) for name, amount in money.sources.items() if amount]
    causes += [
        (name, -amount) for name, amount in money.uses.items() if amount and name not in ENJOYED
    ]
    enjoyed = sum((money.uses[name] for name in ENJOYED), Decimal(0))
    return {
        "one": one.name,
        "other": other.name,
        "before": {name: str(amount) for name, amount in found.one.items()},
        "after": {name: str(amount) for name, amount in found.other.items()},
        "total": {name: str(amount) for name, amount in found.total.items()},
        "steps": [
            {
                "name": str(GROUP_NAMES[step.group]),
                "text": change_text(step.group, other.asked, people),
                "spending": str(step.spending),
                "estate": str(step.estate),
                "tax": str(step.tax),
            }
            for step in found.steps
        ],
        "causes": [
            {"name": str(CAUSES[name]), "amount": str(amount)}
            for name, amount in sorted(causes, key=lambda cause: -abs(cause[1]))
        ],
        "enjoyed": {
            **{name: str(money.uses[name]) for name in ENJOYED},
            "together": str(enjoyed),
        },
    }


def _whole(amount: Decimal) -> str:
    return spoken_money(amount.quantize(Decimal(1))).removesuffix(".00")
