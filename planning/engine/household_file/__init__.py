"""How is a file of the format `household/1` read?

The form is stated once, in `docs/household-file.schema.json`, which the reader itself obeys.
A file is either a household or refused with one sentence that names the field.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planning.engine.household import Household
from planning.engine.household_file.contradictions import contradictory
from planning.engine.household_file.decoding import decode, unreadable
from planning.engine.household_file.facts import household_of
from planning.engine.household_file.plans import plan_facts_of
from planning.engine.household_file.problem import (
    Document,
    HouseholdFileError,
    Problem,
    field_name,
    first_in_file,
)
from planning.engine.household_file.references import unresolved
from planning.engine.household_file.schema import misshapen
from planning.engine.household_file.taxes import tax_facts_of
from planning.engine.household_file.values import date_problem, day
from planning.engine.plan_facts import PlanFacts
from planning.engine.tax_facts import TaxFacts

__all__ = [
    "HouseholdFileError",
    "Problem",
    "problems_of",
    "read_household",
    "read_household_with_plans",
    "read_household_with_taxes",
]


def read_household(text: str | bytes, *, as_of: date | None = None) -> Household:
    """Return the household a file describes, as known on `as_of` or else on the file's own day.

    Raises: HouseholdFileError, and nothing else, when the file is refused. Of several
    problems the first in the file is told, looking at its text, then its form, then its
    references, then its facts.
    """
    return household_of(*_sound(text, as_of))


def read_household_with_taxes(
    text: str | bytes, *, as_of: date | None = None
) -> tuple[Household, TaxFacts]:
    """Return the household a file describes, and what its tax return rests on besides.

    Raises: HouseholdFileError, as `read_household`.
    """
    document, known_on = _sound(text, as_of)
    return household_of(document, known_on), tax_facts_of(document)


def read_household_with_plans(
    text: str | bytes, *, as_of: date | None = None
) -> tuple[Household, TaxFacts, PlanFacts]:
    """Return the household a file describes, its return's facts, and what it says of its future.

    Raises: HouseholdFileError, as `read_household`.
    """
    document, known_on = _sound(text, as_of)
    return household_of(document, known_on), tax_facts_of(document), plan_facts_of(document)


def _sound(text: str | bytes, as_of: date | None) -> tuple[Document, date]:
    document = decode(text)
    _refuse_first(document, unreadable(document))
    _refuse_first(document, misshapen(document))
    _refuse_first(document, unresolved(document))
    known_on = _day_of_facts(document, as_of)
    _refuse_first(document, contradictory(document, known_on))
    return document, known_on


def problems_of(text: str | bytes, *, as_of: date) -> list[Problem]:
    """Return everything that would make `read_household` refuse a file, at the first step that
    finds anything.

    Raises: HouseholdFileError where the text cannot be taken apart at all.
    """
    document = decode(text)
    for found in (unreadable(document), misshapen(document), unresolved(document)):
        if problems := list(found):
            return problems
    return list(contradictory(document, as_of))


def _day_of_facts(document: Document, as_of: date | None) -> date:
    written = document.get("as_of") if as_of is None else as_of.isoformat()
    if written is None:
        raise HouseholdFileError(
            "as_of",
            "is missing. Add it, or give it beside the file: the day the facts speak from.",
        )
    if problem := date_problem(written):
        raise HouseholdFileError("as_of", problem)
    return day(written)


def _refuse_first(document: Document, problems: Iterator[Problem]) -> None:
    if problem := first_in_file(document, problems):
        raise HouseholdFileError(field_name(document, problem.path), problem.text)
