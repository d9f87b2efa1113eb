"""To whom does a letter go, and what is in it that concerns them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from clients.models import Household, Person
from planning.models import Standing
from planning.reports.context import Case

Document = Mapping[str, Any]
NOT_IN_A_LETTER = ("undecided", "not_required")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Somebody whose letter has an amount to tell."""

    household: Household
    person: Person
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody among the rows who gets no letter, and why."""

    household: Household
    name: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """Who of some rows of the book gets a letter and who does not."""

    addressees: list[Addressee]
    left_out: list[LeftOut]


def of_person(document: Document, person: str) -> dict[str, Any]:
    """Return the part of a document that is about one person's obligations."""
    accounts = document["accounts"]

    def concerns(entry: Mapping[str, Any]) -> bool:
        owner = accounts[entry["account"]]["owner"] if entry.get("account") else None
        return entry["person"] in (None, person) and owner in (None, person)

    return {
        **document,
        "obligations": [o for o in document["obligations"] if o["person"] == person],
        "qcds": [q for q in document["qcds"] if q["person"] == person],
        "caveats": [c for c in document["caveats"] if concerns(c)],
        "undecided": [u for u in document["undecided"] if concerns(u)],
    }


def has_an_amount(case: Case) -> bool:
    """Whether the case asks for anything on its board."""
    return any(_asks(pool.obligation["status"], pool.obligation["required"]) for pool in case.pools)


def addressees_of(household: Household, case: Case) -> list[Addressee]:
    """Return to whom of a case there is a letter to make, in the order of the page."""
    asked = dict.fromkeys(
        pool.obligation["person"]
        for pool in case.pools
        if _asks(pool.obligation["status"], pool.obligation["required"])
    )
    people = {person.key: person for person in Person.objects.filter(household=household)}
    return [Addressee(household=household, person=people[k], year=case.year) for k in asked]


def recipients_of(rows: Iterable[Standing], *, year: int) -> Recipients:
    """Arrange the rows of the book by who gets a letter, in the order of the rows."""
    rows = list(rows)
    people = _people(rows)
    asked = dict.fromkeys(
        (row.household_id, row.person, _year_of_letter(row, year))
        for row in rows
        if _asks(row.status, row.required)
    )
    served = {(household, person) for household, person, _year in asked}
    left_out = {
        (row.household_id, row.person): LeftOut(
            household=people[row.household_id, row.person].household,
            name=row.person_name,
            because=_because(row),
        )
        for row in reversed(rows)
        if (row.household_id, row.person) not in served
    }
    addressed = [(people[household, key], letter_year) for household, key, letter_year in asked]
    return Recipients(
        addressees=[
            Addressee(household=person.household, person=person, year=letter_year)
            for person, letter_year in addressed
        ],
        left_out=list(reversed(left_out.values())),
    )


def _asks(status: str, required: str | Decimal | None) -> bool:
    return status not in NOT_IN_A_LETTER and required is not None and Decimal(required) > 0


def _year_of_letter(row: Standing, year: int) -> int:
    """A letter of the book's year also tells what is put off into it; an older miss has its own."""
    is_due_in_it = row.due_on is not None and row.due_on.year == year
    return year if is_due_in_it else row.year


def _because(row: Standing) -> str:
    if row.problem:
        return row.pool_text
    if row.status == "undecided":
        return _("cannot be decided yet")
    return _("nothing is required")


def _people(rows: Iterable[Standing]) -> dict[tuple[UUID, str], Person]:
    households = {row.household_id for row in rows}
    found = Person.objects.filter(household__in=households).select_related("household")
    return {(person.household_id, person.key): person for person in found}
