"""What does a household's plan say, all of it in one document?

The one door from a household file to the document that a version keeps, that pages and the PDF
read: docs/PLAN_DOCUMENT.md. It is composed of the documents there are; it holds codes and numbers,
and `planning.plan_wording` says them in the language of whoever reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from planning.engine.document import rmd_document
from planning.engine.errors import EngineError
from planning.engine.household import Household, Person
from planning.engine.household_file import read_household_with_plans
from planning.engine.law import UnknownYear, load_law
from planning.engine.plan import (
    Mishap,
    assumptions_document,
    designations_document,
    mishaps_of,
    sources_of,
)
from planning.engine.plan_facts import PlanFacts
from planning.engine.projection.errors import CannotProject
from planning.engine.projection.prices import indexing_of
from planning.engine.rmd import rmd_schedule
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.solve.optimise import DEFAULT_NODES, Stage
from planning.engine.scenario import Answer
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year import CannotDecide, tax_year
from planning.engine.tax_year.document import tax_year_document, undecided_document
from planning.rmd_case import engine_version
from planning.roadmap_case import compute_roadmap_in_codes
from planning.scenario_case import first_year_of, prepared, quick_answer

Document = dict[str, Any]
Progress = Callable[[str, int, int], None]

SCHEMA = "plan/1"
MISHAPS = 4  # at most
SCENARIO_YEARS = 5  # of which the actions are told
KEPT_OF_A_SCENARIO = ("feasible", "stage", "value", "certificate", "lifetime", "reason")
CLOSELY = 1.0  # dollars of spending


@dataclass(slots=True)
class _Work:
    """How far the work is; whoever is told may end it by raising."""

    total: int
    tell: Progress | None
    done: int = field(default=0)

    def begin(self, code: str) -> None:
        """Say that a step begins."""
        if self.tell is not None:
            self.tell(code, self.done, self.total)
        self.done += 1


def compute_plan(
    facts: Document,
    *,
    objective: str = Objective.SPENDING,
    scenarios: Sequence[Mapping[str, Any]] = (),
    until: Stage = Stage.PROVED,
    nodes: int = DEFAULT_NODES,
    with_mishaps: bool = True,
    on_progress: Progress | None = None,
) -> Document:
    """Return the plan of a household file: the same file, law and version give the same bytes.

    `facts` is a household file with its day (`export_for_plan` makes one of the records).
    `scenarios` have a `name`, `changes` and an `objective`, as `Scenario` rows do. `until` and
    `nodes` say how far the roadmap is taken; scenarios are polished at most. `on_progress` is told
    a code of `plan_catalogue.PROGRESS`, the steps done and the steps in all, before each step;
    what it raises ends the work.

    A plan that is infeasible or waits for facts is a document too, and says so.

    Raises: EngineError, with a sentence for the reader, where the file is refused or no law of its
    years is at hand.
    """
    household, taxes, plans = read_household_with_plans(json.dumps(facts))
    first_year = first_year_of(facts)
    work = _Work(total=2 + len(Stage) + MISHAPS + len(scenarios) + 1, tell=on_progress)
    work.begin("required")
    required = _required(household, first_year)
    work.begin("tax")
    tax = _tax(household, taxes, plans, first_year)
    roadmap = _roadmap(household, taxes, plans, Objective(objective), until, nodes, work)
    document = {
        "schema": SCHEMA,
        "household": household.name,
        "as_of": household.as_of.isoformat(),
        "first_year": first_year,
        "law_version": load_law().version,
        "engine_version": engine_version(),
        "seed": plans.assumptions.seed,
        "objective": str(Objective(objective)),
        "people": {person.id: person.name for person in household.people},
        "required": required,
        "tax": tax,
        "roadmap": roadmap,
        "mishaps": list(_mishaps(facts, roadmap, work)) if with_mishaps else [],
        "scenarios": [_scenario(facts, one, until, nodes, work) for one in scenarios],
        "beneficiaries": designations_document(household),
        "assumptions": assumptions_document(household, taxes, plans, roadmap),
    }
    work.done = work.total - 1
    work.begin("arranged")
    return {**document, "sources": sources_of(document)}


def _required(household: Household, first_year: int) -> Document:
    """Return the requirement of this year and the next, and what of the year before is left."""
    law = load_law()
    years = range(first_year, first_year + 2)
    try:
        schedule = rmd_schedule(household, law, years=range(first_year - 1, years.stop))
    except UnknownYear:  # no law of the year before is at hand
        schedule = rmd_schedule(household, law, years=years)
    document = rmd_document(schedule, law)
    # Of the year before only what is still to be met, or was missed.
    kept = [
        one
        for one in document["obligations"]
        if one["distribution_year"] >= first_year or one["remaining"] not in (None, "0.00")
    ]
    told = {None, *years, *(one["distribution_year"] for one in kept)}
    parts = ("qcds", "caveats", "undecided")
    of_years = {name: [one for one in document[name] if one["year"] in told] for name in parts}
    return {**document, "obligations": kept, **of_years}


def _tax(household: Household, taxes: TaxFacts, plans: PlanFacts, year: int) -> list[Document]:
    """Return every return of the year as facts stand, before anything of the plan is done."""
    law = load_law().projected(indexing_of(plans.assumptions))
    found: list[Document] = []
    waiting: list[str | None] = [None]
    filed: set[str] = set()
    for of in waiting:
        if of in filed:
            continue
        try:
            result = tax_year(household, taxes, law, year, of=of)
        except CannotDecide as refusal:
            found.append(undecided_document(year, refusal))
            continue
        filed |= {person.id for person in result.filing.people}
        waiting += [person.id for person in result.filing.others if person.id not in waiting]
        found.append(tax_year_document(result))
    return found


def _roadmap(
    household: Household,
    taxes: TaxFacts,
    plans: PlanFacts,
    objective: Objective,
    until: Stage,
    nodes: int,
    work: _Work,
) -> Document:
    if not any(_lives(person, household.as_of) for person in household.people):
        return _unplanned(CannotProject("people", "nobody of the household lives."), objective)
    following = {Stage.FIRST_PLAN: Stage.POLISHED, Stage.POLISHED: Stage.PROVED}
    work.begin("roadmap")

    def show(document: Document) -> None:
        if document["stage"] in following:
            work.begin(f"roadmap_{following[document['stage']]}")

    try:
        return compute_roadmap_in_codes(
            household,
            taxes,
            plans,
            objective=objective,
            until=until,
            nodes=nodes,
            on_stage=show,
        )
    except EngineError as refusal:
        return _unplanned(refusal, objective)


def _lives(person: Person, day: date) -> bool:
    return person.is_member and (person.died_on is None or person.died_on > day)


def _unplanned(refusal: EngineError, objective: Objective) -> Document:
    """Return that no year is walked: for which fact it waits, by its place in the file."""
    place = str(getattr(refusal, "field", ""))
    kind, _, rest = place.partition(".")
    id_, _, last = rest.rpartition(".")
    code = last if last in ("born_on", "inherited", "year_end_balances", "annual") else "fact"
    if place == "people":
        code = "nobody_lives"
    elif isinstance(refusal, UnknownYear):
        code = "unknown_year"
    return {
        "objective": objective.value,
        "feasible": None,
        "value": None,
        "waits_for": {
            "code": code,
            "numbers": {
                "field": place or str(refusal),
                "person": id_ if kind == "people" else None,
                "account": id_ if kind == "accounts" else None,
            },
        },
    }


def _mishaps(facts: Document, roadmap: Document, work: _Work) -> Iterator[Document]:
    """Return what becomes of the plan if something goes wrong, as it is and planned anew."""
    if not roadmap["feasible"]:
        return
    for mishap in mishaps_of(facts, roadmap, yearly=_yearly(facts, roadmap)):
        work.begin("mishap")
        told = {"code": mishap.code, "numbers": dict(mishap.numbers)}
        try:
            yield {**told, "possible": True, **_answers(facts, mishap, roadmap)}
        except EngineError:  # a change that this household's file does not allow
            yield {**told, "possible": False}


def _answers(facts: Document, mishap: Mishap, roadmap: Document) -> Document:
    objective = roadmap["objective"]
    as_planned = quick_answer(
        facts,
        mishap.changes,
        [roadmap],
        objective=objective,
        spending=float(_yearly(facts, roadmap)),
    )
    household, taxes, plans = read_household_with_plans(json.dumps(prepared(facts, mishap.changes)))
    again = compute_roadmap_in_codes(
        household,
        taxes,
        plans,
        objective=Objective(objective),
        until=Stage.FIRST_PLAN,
        tells_rejected=False,
    )
    ways = [roadmap, again] if again["feasible"] else [roadmap]
    anew = quick_answer(facts, mishap.changes, ways, objective=objective, within=CLOSELY)
    return {"as_planned": _answer(as_planned), "anew": _answer(anew)}


def _answer(answer: Answer) -> Document:
    years = answer.walk.years
    return {
        "spending": f"{answer.spending:.2f}",
        "tax": f"{answer.tax:.2f}",
        "irmaa": f"{answer.irmaa:.2f}",
        "estate": f"{answer.estate:.2f}",
        "lasts": answer.years_funded == len(years),
        "funded_to": years[answer.years_funded - 1] if answer.years_funded else None,
        "last_year": years[-1],
    }


def _yearly(facts: Document, roadmap: Document) -> Decimal:
    """Return what is spent a year at first, in dollars of the day the facts speak from."""
    if roadmap["objective"] == Objective.SPENDING:
        return Decimal(roadmap["value"])
    return Decimal(str(facts["spending"]["annual"]))


def _scenario(
    facts: Document, scenario: Mapping[str, Any], until: Stage, nodes: int, work: _Work
) -> Document:
    """Return what comes of a household's years as a scenario has them, with a plan of its own."""
    work.begin("scenario")
    objective = Objective(scenario.get("objective", Objective.SPENDING))
    said = {
        "name": scenario["name"],
        "objective": objective.value,
        "changes": dict(scenario["changes"]),
    }
    try:
        household, taxes, plans = read_household_with_plans(
            json.dumps(prepared(facts, scenario["changes"]))
        )
        roadmap = compute_roadmap_in_codes(
            household,
            taxes,
            plans,
            objective=objective,
            first_year=first_year_of(facts),
            until=min(until, Stage.POLISHED, key=[*Stage].index),
            nodes=nodes,
            tells_rejected=False,
        )
    except EngineError as refusal:  # also a change that these facts no longer allow
        return {**said, **_unplanned(refusal, objective)}
    told = {name: roadmap[name] for name in KEPT_OF_A_SCENARIO if name in roadmap}
    if not roadmap["feasible"]:
        return {**said, **told}
    years = roadmap["years"]
    return {
        **said,
        **told,
        "accounts": roadmap["accounts"],
        "people": roadmap["people"],
        "years_count": len(years),
        "last_year": years[-1]["year"],
        "years": [
            {"year": year["year"], "actions": [_done(action) for action in year["actions"]]}
            for year in years[:SCENARIO_YEARS]
        ],
    }


def _done(action: Document) -> Document:
    return {name: action[name] for name in ("what", "account", "amount")}
