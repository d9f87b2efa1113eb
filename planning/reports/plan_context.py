"""What does a reader see of a plan? The one place that reads its document, for pages and paper.

No dollar is computed but sums of one decision's own amounts and differences between ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from planning.plan_catalogue import DECISIONS, GLOSSARY, SECTIONS, WHY_EACH
from planning.plan_wording import word_plan
from planning.reports.context import Case, PoolCase, read_case
from planning.reports.plan_charts import pictures_of, ways_chart
from planning.reports.roadmap_charts import Chart
from planning.reports.roadmap_page import RoadmapPage, read_roadmap_page
from planning.reports.scenario_words import change_text
from planning.roadmap_catalogue import WHY
from planning.scenario_catalogue import ACTIONS as ACTS
from planning.scenario_catalogue import GROUPS, OBJECTIVES
from planning.wording import sentence

Document = Mapping[str, Any]

ZERO = Decimal(0)
MOST_PARTS = 24  # lines of the first page
AT_LENGTH = 2  # years of which every action is told with its reason
RECALLED = "recalled: "
REQUIRED = ("required", "required_and_needed")
ITEMS = frozenset({"medical", "state_and_local", "mortgage", "charity", "itemized_reduction"})
TOTALS = frozenset({"adjusted_gross_income", "taxable_income", "total_tax"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one account does for a decision."""

    account: str
    amount: Decimal
    by: str
    allowed_until: str | None  # where the law leaves more time than the plan takes
    tax_effect: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDecide:
    """One decision of this year: who does what, from which accounts, by when, why."""

    what: str
    owner: str
    parts: Sequence[Part]
    why: Sequence[str]
    citation: str

    @property
    def amount(self) -> Decimal:
        return sum((part.amount for part in self.parts), ZERO)

    @property
    def tax_effect(self) -> Decimal | None:
        """What the accounts' parts add to the tax, each by itself; None where none is known."""
        known = [part.tax_effect for part in self.parts if part.tax_effect is not None]
        return sum(known, ZERO) if known else None

    @property
    def by(self) -> str | None:
        """The day of all parts, where it is one."""
        days = {part.by for part in self.parts}
        return days.pop() if len(days) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section: its name in links, its heading, and its template."""

    id: str
    title: str

    @property
    def template(self) -> str:
        return f"reports/plan/_{self.id}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source of law; `is_recalled` of one whose text was not compared."""

    number: int
    text: str
    is_recalled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReading:
    """Everything a plan shows. `roadmap` is None where there is none; `refusal` then says why."""

    document: Document
    household: str
    as_of: date
    year: int
    people: Sequence[str]
    roadmap: RoadmapPage | None
    refusal: str
    is_infeasible: bool
    decisions: Sequence[ToDecide]
    needs: Sequence[str]  # facts the figures wait for
    case: Case
    next_case: Case
    charts: Sequence[Chart]
    ways_spec: Mapping[str, Any] | None
    taxes: Sequence[Document]
    scenarios: Sequence[Document]
    mishaps: Sequence[Document]
    designations: Sequence[Document]
    assumptions: Sequence[Document]
    remarks: Sequence[Mapping[str, Any]]
    sources: Sequence[SourceLine]
    numbers: Mapping[str, int]  # of the sources
    glossary: Sequence[tuple[str, str]]

    @property
    def sections(self) -> list[Section]:
        """The sections that have something to say, in their order."""
        without_roadmap = {"years", "pictures", "ways", "mishaps"}
        empty = {
            *(without_roadmap if self.roadmap is None else ()),
            *(() if self.scenarios else ("scenarios",)),
            *(() if self.mishaps else ("mishaps",)),
            *(() if self.designations else ("beneficiaries",)),
            *(() if self.roadmap and self.roadmap.is_compared else ("ways",)),
        }
        return [Section(id=id_, title=str(t)) for id_, t in SECTIONS.items() if id_ not in empty]

    @property
    def count_of_parts(self) -> int:
        """How many lines the decisions take."""
        return sum(len(decision.parts) for decision in self.decisions)

    @property
    def names_every_account(self) -> bool:
        """Whether there is room on the first page for every account of every decision."""
        return self.count_of_parts <= MOST_PARTS

    @property
    def asking(self) -> list[PoolCase]:
        """The pools of which something is required, or may be."""
        return [pool for pool in self.case.pools if pool.lines and not _is_nothing(pool)]

    @property
    def not_asking(self) -> list[PoolCase]:
        """The pools of which nothing is required, and why."""
        return [pool for pool in self.case.pools if _is_nothing(pool)]

    @property
    def later(self) -> list[tuple[int, list[str]]]:
        """What is done in the years after those told at length, in a few words each."""
        accounts = self.document["names"]["accounts"]
        years = self.document["roadmap"]["years"][AT_LENGTH:] if self.roadmap else ()
        return [(one["year"], [_act(act, accounts) for act in one["actions"]]) for one in years]

    @property
    def usual(self) -> Any:
        """The usual way the roadmap is measured by: the first that can be kept up."""
        ways = self.roadmap.ways if self.roadmap else ()
        return next((way for way in ways if not way.is_ours and way.value is not None), None)


def read_plan(document: Document, language: str | None = None) -> PlanReading:
    """Arrange a plan's document, in a language or the active one."""
    spoken = word_plan(document, language)
    roadmap, year = spoken["roadmap"], spoken["first_year"]
    case = read_case(spoken["required"], year=year)
    page = read_roadmap_page(roadmap) if roadmap["feasible"] else None
    return PlanReading(
        document=spoken,
        household=spoken["household"],
        as_of=date.fromisoformat(spoken["as_of"]),
        year=year,
        people=_addressees(spoken),
        roadmap=page,
        refusal=_refusal(roadmap),
        is_infeasible=roadmap["feasible"] is False,
        decisions=list(_decisions(spoken)),
        needs=_needs(spoken),
        case=case,
        next_case=read_case(spoken["required"], year=year + 1),
        charts=pictures_of(roadmap) if page else [],
        ways_spec=ways_chart(roadmap) if page else None,
        taxes=[_tax(one, spoken["names"]) for one in spoken["tax"]],
        scenarios=[_scenario(one, spoken) for one in spoken["scenarios"]],
        mishaps=spoken["mishaps"],
        designations=[_designation(one, spoken["names"]) for one in spoken["beneficiaries"]],
        assumptions=spoken["assumptions"],
        remarks=_remarks(spoken, page),
        sources=[_source(one) for one in spoken["sources"]],
        numbers={one["source"]: one["number"] for one in spoken["sources"]},
        glossary=sorted(((str(term), str(said)) for term, said in GLOSSARY), key=_by_term),
    )


def _is_nothing(pool: PoolCase) -> bool:
    return bool(pool.obligation["status"] == "not_required")


def _by_term(entry: tuple[str, str]) -> str:
    return entry[0].casefold()


def _addressees(plan: Document) -> list[str]:
    """Return those whose plan it is: who lives through its years, or owns what is asked about."""
    roadmap = plan["roadmap"]
    if roadmap["feasible"]:
        ids = [*roadmap["years"][0]["ages"]]
    else:
        owners = dict.fromkeys(one["owner"] for one in plan["required"]["accounts"].values())
        ids = [id_ for id_ in owners if not plan["required"]["people"][id_]["died_on"]]
    return [plan["people"][id_] for id_ in ids] or [plan["household"]]


def _refusal(roadmap: Document) -> str:
    if roadmap["feasible"]:
        return ""
    told: Document = roadmap["waits_for" if roadmap["feasible"] is None else "reason"]
    return str(told["text"])


def _decisions(plan: Document) -> Iterator[ToDecide]:
    """Yield what the first year does, what is alike of one owner together."""
    if not plan["roadmap"]["feasible"]:
        return
    accounts, people = plan["roadmap"]["accounts"], plan["names"]["people"]
    groups: dict[tuple[str, str], list[Document]] = {}
    for action in plan["roadmap"]["years"][0]["actions"]:
        is_required = action["what"] == "withdraw" and action["why"]["code"] in REQUIRED
        what = "required" if is_required else action["what"]
        groups.setdefault((what, accounts[action["account"]]["owner"]), []).append(action)
    order = [*DECISIONS]
    for (what, owner), actions in sorted(groups.items(), key=lambda one: order.index(one[0][0])):
        cited = (action["why"]["citation"] for action in actions)
        yield ToDecide(
            what=str(DECISIONS[what]),
            owner=people[owner],
            parts=[_part(plan, action, what) for action in actions],
            why=_why(actions),
            citation="; ".join(dict.fromkeys(filter(None, cited))),
        )


def _part(plan: Document, action: Document, what: str) -> Part:
    by, allowed = action["by"], None
    if what == "required":
        due = [
            one["due_on"]
            for one in plan["required"]["obligations"]
            if one["due_on"]
            and one["distribution_year"] <= plan["first_year"]
            and one["remaining"] not in (None, "0.00")
            and any(amount["account"] == action["account"] for amount in one["accounts"])
        ]
        by = min([by, *(day for day in due if day >= plan["as_of"])])
        allowed = max((day for day in due if day > by), default=None)
    effect = action["tax_effect"]
    return Part(
        account=plan["names"]["accounts"][action["account"]],
        amount=Decimal(action["amount"]),
        by=by,
        allowed_until=allowed,
        tax_effect=None if effect is None else Decimal(effect),
    )


def _why(actions: Sequence[Document]) -> list[str]:
    if len(actions) == 1:
        (why,) = (action["why"] for action in actions)
        return [sentence(WHY[why["code"]], why["numbers"])]
    told = (
        str(WHY_EACH[why["code"]])
        if why["code"] in WHY_EACH
        else sentence(WHY[why["code"]], why["numbers"])
        for why in (action["why"] for action in actions)
    )
    return list(dict.fromkeys(told))


def _needs(plan: Document) -> list[str]:
    """Return what the figures wait for; what return and roadmap both lack is said once."""
    lacking = [one for year in plan["tax"] for one in year["missing"]]
    known = {(one["code"], one["account"]) for one in lacking}
    also = [
        one
        for one in plan["roadmap"].get("undecided", ())
        if (one["code"], one["account"]) not in known
    ]
    accounts = plan["names"]["accounts"]
    texts = chain(
        (one["text"] for one in (*plan["required"]["undecided"], *lacking)),
        (
            f"{accounts[one['account']]}: {one['text']}" if one["account"] else one["text"]
            for one in also
        ),
    )
    return list(dict.fromkeys(texts))


def _tax(year: Document, names: Document) -> dict[str, Any]:
    if not year["decided"]:
        return dict(year)
    people, accounts = names["people"], names["accounts"]
    of = [
        {
            **source,
            "whose": ", ".join(
                filter(None, (people.get(source["person"]), accounts.get(source["account"])))
            ),
        }
        for source in year["sources"]
    ]
    lines = [
        {**line, "is_total": line["code"] in TOTALS}
        for line in year["lines"]
        if year["is_itemized"] or line["code"] not in ITEMS
    ]
    return {**year, "sources": of, "lines": lines, "who": [people[id_] for id_ in year["people"]]}


def _scenario(scenario: Document, plan: Document) -> dict[str, Any]:
    people = plan["names"]["people"]
    said = {
        "name": scenario["name"],
        "objective_text": str(OBJECTIVES[scenario["objective"]]),
        "changes": [
            {"name": str(GROUPS[group]), "text": change_text(group, scenario["changes"], people)}
            for group in GROUPS
            if group in scenario["changes"]
        ],
    }
    if not scenario["feasible"]:
        return {**said, "has_plan": False, "refusal": _refusal(scenario)}
    accounts = {id_: one["name"] for id_, one in scenario["accounts"].items()}
    first = scenario["years"][0]
    return {
        **said,
        "has_plan": True,
        "value": scenario["value"],
        "is_yearly": scenario["objective"] == "spending",
        "lifetime": scenario["lifetime"],
        "last_year": scenario["last_year"],
        "actions": [_act(one, accounts) for one in first["actions"]],
    }


def _act(action: Document, accounts: Mapping[str, str]) -> str:
    numbers = {"amount": action["amount"], "account": accounts[action["account"]]}
    return sentence(ACTS[action["what"]], numbers)


def _designation(one: Document, names: Document) -> dict[str, Any]:
    return {
        **one,
        "account": names["accounts"][one["account"]],
        "owner": names["people"][one["owner"]],
        "lines": [
            {**line, "name": names["people"].get(line["person"]) or line["entity"]}
            for line in one["lines"]
        ],
    }


def _remarks(plan: Document, page: RoadmapPage | None) -> list[Mapping[str, Any]]:
    """Return every caveat once, those of the requirement first."""
    found = {
        one["text"]: {"text": one["text"], "citation": one["citation"], "accounts": ""}
        for one in plan["required"]["caveats"]
    }
    for year in plan["tax"]:
        for one in year.get("caveats", ()):
            told = {"text": one["text"], "citation": one["citation"], "accounts": ""}
            found.setdefault(one["text"], told)
    for remark in page.caveats if page else ():
        found.setdefault(remark["text"], dict(remark))
    return list(found.values())


def _source(one: Document) -> SourceLine:
    text = one["source"]
    return SourceLine(
        number=one["number"],
        text=text.removeprefix(RECALLED),
        is_recalled=text.startswith(RECALLED),
    )
