"""How does a plan's document speak? Its codes as sentences, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from planning.plan_catalogue import (
    ASSUMPTIONS,
    DESIGNATIONS,
    MISHAPS,
    NO_STATE,
    UNNAMED_GOAL,
    UNPLANNED,
)
from planning.roadmap_case import word_roadmap
from planning.roadmap_catalogue import REFUSALS
from planning.tax_catalogue import CAVEATS, FILING, MISSING, NOTES, SOURCES, STANDINGS, STEPS
from planning.wording import copied, sentence, worded

Document = dict[str, Any]


def word_plan(document: Mapping[str, Any], language: str | None = None) -> Document:
    """Return a copy of a plan's document with its sentences, in a language or the active one.

    Whatever the language, numbers are those of the document; `names` are what its people and
    accounts are called.
    """
    with translation.override(language or translation.get_language()):
        spoken: Document = copied(dict(document))
        spoken["required"] = worded(spoken["required"])
        spoken["roadmap"] = _worded_roadmap(spoken["roadmap"], spoken)
        names = spoken["names"] = {"people": spoken["people"], "accounts": _accounts(spoken)}
        for year in spoken["tax"]:
            _word_tax(year, names)
        for mishap in spoken["mishaps"]:
            title, asked = MISHAPS[mishap["code"]]
            numbers = _named(mishap["numbers"], names)
            mishap |= {"title": str(title), "text": sentence(asked, numbers)}
        spoken["scenarios"] = [_worded_scenario(one, spoken) for one in spoken["scenarios"]]
        for designation in spoken["beneficiaries"]:
            for doubt in designation["look_at"]:
                doubt["text"] = sentence(DESIGNATIONS[doubt["code"]], _named(doubt, names))
        for assumed in spoken["assumptions"]:
            _word_assumption(assumed, names)
        return spoken


def _worded_roadmap(roadmap: Document, plan: Document) -> Document:
    if roadmap["feasible"] is not None:
        return word_roadmap(roadmap)
    return {**roadmap, "waits_for": _waiting(roadmap["waits_for"], plan)}


def _waiting(waits_for: Document, plan: Document) -> Document:
    accounts = {id_: one["name"] for id_, one in plan["required"]["accounts"].items()}
    names = {"people": plan["people"], "accounts": accounts}
    numbers = _named(waits_for["numbers"], names)
    return {**waits_for, "text": sentence(UNPLANNED[waits_for["code"]], numbers)}


def _worded_scenario(scenario: Document, plan: Document) -> Document:
    if scenario["feasible"] is None:
        return {**scenario, "waits_for": _waiting(scenario["waits_for"], plan)}
    if not scenario["feasible"]:
        reason = scenario["reason"]
        return {
            **scenario,
            "reason": {**reason, "text": sentence(REFUSALS[reason["code"]], reason)},
        }
    # What a scenario opens is called as the roadmap would call it.
    alike = {**scenario, "years": [], "caveats": [], "undecided": []}
    return {**scenario, "accounts": word_roadmap(alike)["accounts"]}


def _accounts(plan: Document) -> dict[str, str]:
    """Return what every account is called, those to be opened among them."""
    of_roadmap = plan["roadmap"].get("accounts", {})
    both = {**of_roadmap, **plan["required"]["accounts"]}
    return {id_: account["name"] for id_, account in both.items()}


def _word_tax(year: Document, names: Document) -> None:
    for missing in year["missing"]:
        numbers = {
            "person": names["people"].get(missing["person"], ""),
            "account": names["accounts"].get(missing["account"], ""),
            **missing["numbers"],
        }
        missing["text"] = sentence(MISSING[missing["code"]], numbers)
    if not year["decided"]:
        return
    year["filing_text"] = str(FILING[year["filing_status"]])
    for source in year["sources"]:
        source["text"] = str(SOURCES[source["code"]])
        source["standing_text"] = str(STANDINGS[source["standing"]])
    for line in year["lines"]:
        line["text"] = sentence(STEPS[line["code"]], line["numbers"])
    for note in year["caveats"]:
        words = NOTES.get(note["code"]) or CAVEATS[note["code"]]
        note["text"] = sentence(words, note["numbers"])


def _word_assumption(assumed: Document, names: Document) -> None:
    code, numbers = assumed["code"], _named(assumed["numbers"], names)
    title, said = ASSUMPTIONS[code]
    if code.startswith("goal_") and not numbers["name"]:
        numbers["name"] = str(UNNAMED_GOAL)
    assumed["title"] = sentence(title, numbers)
    is_stateless = code == "state" and not assumed["is_stated"]
    assumed["text"] = str(NO_STATE) if is_stateless else sentence(said, numbers)


def _named(numbers: Mapping[str, Any], names: Document) -> Document:
    """Return numbers with the names of the person and the account they are of."""
    people, accounts = names["people"], names["accounts"]
    told = dict(numbers)
    if "person" in told:
        told["person"] = people.get(told["person"], told["person"])
    if "account" in told:
        told["account"] = accounts.get(told["account"], told["account"])
    return told
