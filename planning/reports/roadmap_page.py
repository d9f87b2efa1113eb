"""What does the page of a roadmap say? The document of its run, arranged; no dollar is computed
but sums of a year's own figures and differences between ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from planning.models import RoadmapRun
from planning.reports.roadmap_charts import Chart, charts_of, incomes_of
from planning.roadmap_catalogue import (
    ACTIONS,
    BESIDES,
    INCOMES,
    LIFETIME,
    TAXES,
    THRESHOLDS_MET,
    WAYS,
)
from planning.tax_catalogue import FILING
from planning.wording import sentence, spoken_money, spoken_percent

Document = Mapping[str, Any]
Amounts = Sequence[tuple[str, Decimal]]

BEST = Decimal("0.0001")  # of the value: a gap that is none
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedLine:
    """What else could have been done; below zero it would have been better by the whole law."""

    what: str
    costs: Decimal

    @property
    def gains(self) -> Decimal:
        return -self.costs


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """One thing to do in a year."""

    kind: str
    what: str
    account: str
    owner: str
    amount: Decimal
    by: str
    tax_effect: Decimal | None
    why: str
    citation: str
    rejected: Sequence[RejectedLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """One year of the plan, in dollars of that year."""

    year: int
    ages: str
    filing: str
    is_projected: bool
    incomes: Amounts
    taxes: Amounts
    besides: Amounts
    spending: Decimal
    balances: Amounts
    marginal_rate: float | None
    thresholds: Sequence[str]
    actions: Sequence[ActionLine]

    @property
    def income(self) -> Decimal:
        """All that comes in, from whatever source; conversions do not."""
        return _sum(self.incomes)

    @property
    def tax(self) -> Decimal:
        return _sum(self.taxes)

    @property
    def converted(self) -> Decimal:
        """What moves to Roth accounts."""
        return sum((one.amount for one in self.actions if one.kind == "convert"), ZERO)

    @property
    def left(self) -> Decimal:
        """What all accounts hold at the end of the year."""
        return _sum(self.balances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the headline and how it comes about."""

    name: str
    text: str
    value: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How good the plan is, in numbers; the words are the page's."""

    bound: Decimal | None
    gap: Decimal | None  # of the value; None where there is no bound
    model_within: Decimal  # dollars a year that the model's taxes were off where it was followed

    @property
    def is_above(self) -> bool:
        """Whether the law allowed more than the model knows of."""
        return self.gap is not None and self.gap < 0

    @property
    def gap_said(self) -> str:
        """The gap as a percentage, never less than it is."""
        gap = (self.gap or ZERO).quantize(BEST, rounding=ROUND_UP)
        return spoken_percent(gap)

    @property
    def is_best(self) -> bool:
        """Whether nothing worth naming is left to be found."""
        return self.gap is not None and ZERO <= self.gap <= BEST


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLine:
    """One usual way of withdrawing beside the roadmap; no value: it cannot be kept up."""

    name: str
    is_ours: bool
    value: Decimal | None
    value_more: Decimal | None  # than the roadmap
    tax: Decimal | None
    tax_more: Decimal | None
    estate: Decimal | None
    estate_more: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapPage:
    """Everything the page shows of a plan."""

    objective: str
    as_of: date
    value: Decimal
    figures: Sequence[Figure]
    certificate: Certificate
    way: str  # the usual way that was the best, where no plan of the model was
    now: YearLine
    years: Sequence[YearLine]
    charts: Sequence[Chart]
    ways: Sequence[WayLine]
    caveats: Sequence[Mapping[str, Any]]
    undecided: Sequence[Mapping[str, Any]]

    @property
    def is_yearly(self) -> bool:
        """Whether the value is an amount a year."""
        return self.objective == RoadmapRun.Objective.SPENDING

    @property
    def last(self) -> YearLine:
        return self.years[-1]

    @property
    def projected_from(self) -> int | None:
        """The first year whose law is projected."""
        return next((year.year for year in self.years if year.is_projected), None)

    @property
    def is_compared(self) -> bool:
        """Whether the usual ways are known; a first plan comes before them."""
        return len(self.ways) > 1

    @property
    def begins_on(self) -> date | None:
        """The day from which the first year counts; None: the whole year does."""
        begins = self.as_of + timedelta(days=1)
        return begins if begins.year == self.now.year and begins.timetuple().tm_yday > 1 else None


def read_roadmap_page(document: Document | None) -> RoadmapPage | None:
    """Arrange a roadmap's document; None where there is none yet, or no plan at all."""
    if not document or not document["feasible"]:
        return None
    years = [_year(document, year) for year in document["years"]]
    certificate = document["certificate"]
    bound, gap = certificate["bound"], certificate["gap"]
    return RoadmapPage(
        objective=document["objective"],
        as_of=date.fromisoformat(document["as_of"]),
        value=Decimal(document["value"]),
        figures=list(_figures(document["lifetime"])),
        certificate=Certificate(
            bound=None if bound is None else Decimal(bound),
            gap=None if gap is None else Decimal(str(gap)),
            # In documents of before, the one figure there was.
            model_within=Decimal(certificate.get("model_within", certificate["repriced_within"])),
        ),
        way="" if document["way"] == "roadmap" else str(WAYS[document["way"]]),
        now=years[0],
        years=years,
        charts=charts_of(document),
        ways=list(_ways(document)),
        caveats=_gathered(document, document["caveats"]),
        undecided=_gathered(document, document["undecided"]),
    )


def _figures(lifetime: Document) -> Iterator[Figure]:
    for name, (text, unit, why) in LIFETIME.items():
        value = Decimal(str(lifetime[name]))
        if unit == "%":
            written = spoken_percent(value.quantize(Decimal("0.001")))
        else:
            written = spoken_money(value.quantize(Decimal(1))).removesuffix(".00")
        yield Figure(name=name, text=str(text), value=written, why=str(why))


def _year(document: Document, year: Document) -> YearLine:
    people, accounts = document["people"], document["accounts"]
    paid = {"medicare_premiums": year["medicare_premiums"], **year["besides"]}
    credit = Decimal(year["tax"]["aca_credit"])
    paid["aca_credit"] = str(-credit)
    ages = (f"{people[id_]['name'].split()[0]} {age}" for id_, age in year["ages"].items())
    return YearLine(
        year=year["year"],
        ages=", ".join(ages),
        filing=str(FILING[year["filing_status"]]),
        is_projected=year["basis"] == "projected",
        incomes=_amounts(incomes_of(year), INCOMES),
        taxes=_amounts(year["tax"], TAXES),
        besides=_amounts(paid, BESIDES),
        spending=Decimal(year["spending"]),
        balances=_amounts(
            year["balances"], {id_: account["name"] for id_, account in accounts.items()}
        ),
        marginal_rate=year["marginal_rate"],
        thresholds=[sentence(THRESHOLDS_MET[one["code"]], one) for one in year["thresholds"]],
        actions=[_action(document, action) for action in year["actions"]],
    )


def _action(document: Document, action: Document) -> ActionLine:
    account = document["accounts"][action["account"]]
    effect = action["tax_effect"]
    return ActionLine(
        kind=action["what"],
        what=str(ACTIONS[action["what"]]),
        account=account["name"],
        owner=document["people"][account["owner"]]["name"],
        amount=Decimal(action["amount"]),
        by=action["by"],
        tax_effect=None if effect is None else Decimal(effect),
        why=action["why"]["text"],
        citation=action["why"]["citation"],
        rejected=[
            RejectedLine(what=one["what"], costs=Decimal(one["costs"]))
            for one in action.get("rejected", ())  # a first plan has none yet
        ],
    )


def _ways(document: Document) -> Iterator[WayLine]:
    ours = {"name": "roadmap", "value": document["value"], "lifetime": document["lifetime"]}
    for way in (ours, *document["baselines"]):
        lifetime = way["lifetime"] or {}
        is_ours = way is ours
        value, tax, estate = (
            None if amount is None else Decimal(amount)
            for amount in (
                way["value"],
                lifetime.get("tax_present_value"),
                lifetime.get("estate_after_tax"),
            )
        )
        yield WayLine(
            name=str(WAYS[way["name"]]),
            is_ours=is_ours,
            value=value,
            value_more=_more(value, document["value"]),
            tax=tax,
            tax_more=_more(tax, document["lifetime"]["tax_present_value"]),
            estate=estate,
            estate_more=_more(estate, document["lifetime"]["estate_after_tax"]),
        )


def _gathered(document: Document, notes: Sequence[Document]) -> list[dict[str, Any]]:
    """Return each remark once, with the accounts it is about."""
    found: dict[str, dict[str, Any]] = {}
    for note in notes:
        citation = "" if note.get("citation", "").startswith("docs/") else note.get("citation", "")
        entry = found.setdefault(
            note["text"], {"text": note["text"], "citation": citation, "accounts": []}
        )
        if note["account"] in document["accounts"]:
            entry["accounts"].append(document["accounts"][note["account"]]["name"])
    return [{**entry, "accounts": ", ".join(entry["accounts"])} for entry in found.values()]


def _amounts(said: Mapping[str, str], texts: Mapping[str, Any]) -> list[tuple[str, Decimal]]:
    """Return the amounts that are something, in the order of their texts."""
    amounts = ((str(text), Decimal(said[name])) for name, text in texts.items())
    return [(text, amount) for text, amount in amounts if amount]


def _more(amount: Decimal | None, than: str) -> Decimal | None:
    return None if amount is None else amount - Decimal(than)


def _sum(amounts: Amounts) -> Decimal:
    return sum((amount for _text, amount in amounts), ZERO)
