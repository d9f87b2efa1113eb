"""Do the facts of a well-formed household file contradict each other?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from planning.engine.household_file.account_contradictions import contradictory_accounts
from planning.engine.household_file.problem import Document, Path, Problem
from planning.engine.household_file.references import places
from planning.engine.household_file.values import EVER_AFTER, EVER_BEFORE, day, dollars, shown

OLDEST_AGE = 125
WITH_INVESTMENT = ("pension", "annuity")

_IN_ORDER = (
    ("people[]", "born_on", "died_on"),
    ("people[]", "born_on", "retired_on"),
    ("people[]", "born_on", "disabled_on"),
    ("people[]", "born_on", "chronically_ill_on"),
    ("people[]", "born_on", "terminally_ill_on"),
    ("marriages[]", "from", "to"),
    ("accounts[].beneficiaries[]", "from", "to"),
    ("accounts[].inherited", "measuring_life_born_on", "measuring_life_died_on"),
    ("distributions[]", "paid_on", "cleared_on"),
    ("incomes[]", "start_on", "to"),
    ("limits", "conversions_from", "conversions_to"),
)


def contradictory(document: Document, as_of: date) -> Iterator[Problem]:
    """Find facts that cannot all be true; every reference has been resolved before."""
    people = {person["id"]: person for person in document["people"]}
    yield from _out_of_order(document)
    yield from _impossible_lives(document, as_of)
    yield from _marriages(document, people)
    yield from contradictory_accounts(document, people)
    for path, income in places(document, "incomes[]"):
        yield from _investment(path, income)
    for path, elected in places(document, "accounts[].inherited.elected_on"):
        if elected is not None and day(elected) > as_of:
            yield Problem(path, f"{elected} is after as_of ({as_of}). Correct one of the two.")


def _out_of_order(document: Document) -> Iterator[Problem]:
    for pattern, first, second in _IN_ORDER:
        for path, entry in places(document, pattern):
            earlier, later = entry.get(first), entry.get(second)
            if earlier is not None and later is not None and later < earlier:
                text = f"{later} is before {first} ({earlier}). Correct one of the two."
                yield Problem((*path, second), text)


def _investment(path: Path, income: Document) -> Iterator[Problem]:
    """Find what cannot be of an income of which a part is an investment coming back."""
    kind, annual = income["kind"], income.get("annual")
    tax_free, investment = income.get("tax_free_annual"), income.get("investment_in_contract")
    for name, amount in (("tax_free_annual", tax_free), ("investment_in_contract", investment)):
        if amount is not None and kind not in WITH_INVESTMENT:
            text = f"belongs to a pension or annuity, not to {shown(kind)}. Remove it."
            yield Problem((*path, name), text)
            return
    if tax_free is not None and annual is not None and dollars(tax_free) > dollars(annual):
        text = f"{dollars(tax_free)} is more than annual ({dollars(annual)})."
        yield Problem((*path, "tax_free_annual"), f"{text} Correct one of the two.")
    if investment is None:
        return
    for name, what in (
        ("tax_free_annual", "what of a year comes back"),
        ("start_on", "since when it comes back"),
    ):
        if income.get(name) is None:
            text = f"needs {name}, which says {what}. Add it, or remove this."
            yield Problem((*path, "investment_in_contract"), text)


def _impossible_lives(document: Document, as_of: date) -> Iterator[Problem]:
    for path, born in places(document, "people[].born_on"):
        born_on, died = day(born), document["people"][path[1]].get("died_on")
        last = day(died) if died else as_of
        age = last.year - born_on.year - ((last.month, last.day) < (born_on.month, born_on.day))
        if born_on > as_of:
            yield Problem(path, f"{born} is after as_of ({as_of}). Correct one of the two.")
        elif age > OLDEST_AGE:
            text = f"{born} makes the person {age} years old on {last}."
            yield Problem(path, f"{text} Correct it, or add died_on.")


def _marriages(document: Document, people: dict[str, Document]) -> Iterator[Problem]:
    spans: dict[str, list[tuple[str, str, Path]]] = defaultdict(list)
    for path, marriage in places(document, "marriages[]"):
        spouses = [people[spouse] for spouse in marriage["people"]]
        start = marriage.get("from") or EVER_BEFORE
        deaths = [spouse.get("died_on") or EVER_AFTER for spouse in spouses]
        births = [spouse.get("born_on") or EVER_BEFORE for spouse in spouses]
        if spouses[0] is spouses[1]:
            yield Problem((*path, "people"), "names one person twice. Name the two spouses.")
        elif start > min(deaths):
            text = f"{start} is after the death of a spouse ({min(deaths)})."
            yield Problem((*path, "from"), f"{text} Correct one of the two.")
        elif EVER_BEFORE < start < max(births):
            text = f"{start} is before the birth of a spouse ({max(births)})."
            yield Problem((*path, "from"), f"{text} Correct one of the two.")
        else:
            end = min(marriage.get("to") or EVER_AFTER, *deaths)
            for spouse in spouses:
                spans[spouse["id"]].append((start, end, path))
    for spouse_id, marriages in spans.items():
        for (_, end, _), (start, _, path) in pairwise(sorted(marriages)):
            if start < end:
                text = f"{shown(spouse_id)} is still in another marriage then."
                remedy = 'Say when that one ended ("to") and this one began ("from").'
                yield Problem((*path, "from"), f"{text} {remedy}")
