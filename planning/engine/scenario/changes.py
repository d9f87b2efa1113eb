"""What does a scenario change in a household file?

Each group of changes is one function from a file to another; nothing is changed in place, and the
order in which they are made does not matter. A change that cannot be made says which and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from planning.engine.errors import EngineError
from planning.engine.rmd.balance import DEFAULT_GROWTH

Document: TypeAlias = dict[str, Any]
Changes: TypeAlias = Mapping[str, Any]

ASSETS = ("stocks", "bonds", "cash")
LOWEST, HIGHEST = Decimal("-0.2"), Decimal("0.3")  # of a yearly rate
FIRST_CLAIM, LAST_CLAIM = 62, 70
LAST_YEAR = 2100
OLDEST = 120
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
WITH_YIELDS = ("taxable", "cash")  # what these are invested in decides what is taxed each year


class RefusedChange(EngineError):
    """A change that cannot be made; `field` names it."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        super().__init__(problem)


def changed(document: Document, changes: Changes) -> Document:
    """Return a household file with the changes of a scenario made in it.

    Raises: RefusedChange, where a change names somebody or something the household has not got,
    or says what cannot be.
    """
    for group in changes:
        if group not in GROUPS:
            raise RefusedChange(group, f"{group} is nothing a scenario changes; remove it.")
    for group, make in GROUPS.items():
        if group in changes and make is not None:
            document = make(document, changes[group])
    return document


def _returns(document: Document, asked: Mapping[str, Any]) -> Document:
    """Set the return of each class of asset, or move all of them by the same."""
    stated = dict(document.get("assumptions", {}).get("returns") or {})
    before = {asset: Decimal(str(stated.get(asset, 0))) for asset in ASSETS}
    if not stated:
        before = dict.fromkeys(ASSETS, DEFAULT_GROWTH)
    if "by" in asked:
        by = _rate(asked["by"], "returns")
        after = {asset: _rate(rate + by, "returns") for asset, rate in before.items()}
    else:
        after = {asset: _rate(asked.get(asset, before[asset]), "returns") for asset in ASSETS}
    said = {asset: float(rate) for asset, rate in after.items()}
    document = _with(document, "assumptions", returns=said)
    return {**document, "accounts": [_invested(one, before) for one in document["accounts"]]}


def _invested(account: Document, before: Mapping[str, Decimal]) -> Document:
    """Let an account that is not said to be invested in anything move with the others.

    It is taken as a mixture that returned what it is assumed to return without the change.
    """
    if account.get("allocation") or account["kind"] in WITH_YIELDS:
        return account
    high = max(ASSETS, key=lambda asset: before[asset])
    low = min(ASSETS, key=lambda asset: before[asset])
    spread = before[high] - before[low]
    if not spread:
        return {**account, "allocation": {high: 1}}
    share = min(max((DEFAULT_GROWTH - before[low]) / spread, Decimal(0)), Decimal(1))
    share = round(share, 6)
    return {**account, "allocation": {high: float(share), low: float(1 - share)}}


def _inflation(document: Document, asked: Any) -> Document:  # noqa: ANN401 - JSON
    return _with(document, "assumptions", inflation=float(_rate(asked, "inflation")))


def _spending(document: Document, asked: Any) -> Document:  # noqa: ANN401 - JSON
    return _with(document, "spending", annual=f"{_dollars(asked, 'spending'):.2f}")


def _claims(document: Document, asked: Mapping[str, str]) -> Document:
    """Let people claim Social Security in other months."""
    for person, month in asked.items():
        field = f"claims.{person}"
        match = _MONTH.fullmatch(str(month))
        if match is None:
            raise RefusedChange(field, "Write the month as in 2030-05.")
        start = date(int(match[1]), int(match[2]), 1)
        known = _person(document, person, field)
        own = [
            income
            for income in document.get("incomes", [])
            if income["person"] == person and income["kind"] == "social_security"
        ]
        if not own:
            problem = f"{known['name']} has no Social Security on record; enter it first."
            raise RefusedChange(field, problem)
        as_of = date.fromisoformat(document["as_of"])
        begun = own[0].get("start_on")
        if begun is not None and date.fromisoformat(begun) <= as_of:
            raise RefusedChange(field, f"{known['name']} has claimed already, in {begun[:7]}.")
        age = _months(start) - _months(date.fromisoformat(known["born_on"]))
        if not FIRST_CLAIM * 12 <= age <= LAST_CLAIM * 12 + 1:
            problem = f"Choose a month between the ages of {FIRST_CLAIM} and {LAST_CLAIM}."
            raise RefusedChange(field, problem)
        if start < as_of.replace(day=1):
            raise RefusedChange(field, "Choose a month that is still to come.")
        document = _income(document, own[0], start_on=start.isoformat())
    return document


def _retires(document: Document, asked: Mapping[str, str]) -> Document:
    """Let wages end on other days."""
    for person, day in asked.items():
        field = f"retires.{person}"
        known = _person(document, person, field)
        ends = _day(day, field)
        own = [
            income
            for income in document.get("incomes", [])
            if income["person"] == person and income["kind"] == "wages"
        ]
        if not own:
            problem = f"{known['name']} has no wages on record; enter them first."
            raise RefusedChange(field, problem)
        for income in own:
            document = _income(document, income, to=ends)
        document = _people(document, person, retired_on=ends)
    return document


def _dies(document: Document, asked: Mapping[str, Any]) -> Document:
    """Let people live to the end of another year."""
    for person, year in asked.items():
        field = f"dies.{person}"
        known = _person(document, person, field)
        born = date.fromisoformat(known["born_on"]).year
        first = date.fromisoformat(document["as_of"]).year
        last = _year(year, field, first)
        if last - born > OLDEST:
            problem = f"Choose a year up to {born + OLDEST}, the year of age {OLDEST}."
            raise RefusedChange(field, problem)
        document = _people(document, person, plan_to_age=last - born)
    return document


def _conversions(document: Document, asked: Mapping[str, Any]) -> Document:
    """Allow conversions in some years, up to an amount, or not at all."""
    first_year = date.fromisoformat(document["as_of"]).year
    if asked.get("none"):
        return _with(document, "limits", max_conversion="0.00")
    said: Document = {}
    for name, key in (("from", "conversions_from"), ("to", "conversions_to")):
        if asked.get(name) not in (None, ""):
            said[key] = _year(asked[name], f"conversions.{name}", first_year)
    if said.get("conversions_from", first_year) > said.get("conversions_to", LAST_YEAR):
        raise RefusedChange("conversions.to", "Choose a last year that is not before the first.")
    if asked.get("most") not in (None, ""):
        said["max_conversion"] = f"{_dollars(asked['most'], 'conversions.most'):.2f}"
    return _with(document, "limits", **said)


def _cost(document: Document, asked: Mapping[str, Any]) -> Document:
    """Add one large cost of one year."""
    first_year = date.fromisoformat(document["as_of"]).year
    goal = {
        "name": str(asked.get("name") or "One large cost"),
        "year": _year(asked.get("year"), "cost.year", first_year),
        "amount": f"{_dollars(asked.get('amount'), 'cost.amount'):.2f}",
        "kind": "expense",
    }
    return {**document, "goals": [*document.get("goals", []), goal]}


def _move(document: Document, asked: Mapping[str, Any]) -> Document:
    """Move the household to another state; moves on record after that day are left out."""
    on = _day(asked.get("on"), "move.on")
    if on <= document["as_of"]:
        raise RefusedChange("move.on", "Choose a day that is still to come.")
    kept = [move for move in document.get("moves", []) if move["on"] < on]
    return {**document, "moves": [*kept, {"on": on, "state": str(asked.get("state", ""))}]}


# In this order a difference is explained. The objective stands in no file.
GROUPS: Mapping[str, Callable[[Document, Any], Document] | None] = {
    "returns": _returns,
    "inflation": _inflation,
    "dies": _dies,
    "retires": _retires,
    "claims": _claims,
    "move": _move,
    "cost": _cost,
    "spending": _spending,
    "conversions": _conversions,
    "objective": None,
}


def _with(document: Document, section: str, **said: Any) -> Document:  # noqa: ANN401 - JSON
    return {**document, section: {**(document.get(section) or {}), **said}}


def _income(document: Document, income: Document, **said: Any) -> Document:  # noqa: ANN401 - JSON
    incomes = [{**one, **said} if one == income else one for one in document["incomes"]]
    return {**document, "incomes": incomes}


def _people(document: Document, person: str, **said: Any) -> Document:  # noqa: ANN401 - JSON
    people = [{**one, **said} if one["id"] == person else one for one in document["people"]]
    return {**document, "people": people}


def _person(document: Document, person: str, field: str) -> Document:
    found: list[Document] = [one for one in document["people"] if one["id"] == person]
    if not found or found[0].get("died_on"):
        raise RefusedChange(field, "Name a living member of the household.")
    if not found[0].get("born_on"):
        raise RefusedChange(field, f"{found[0]['name']} has no birth date; enter it first.")
    return found[0]


def _rate(written: Any, field: str) -> Decimal:  # noqa: ANN401 - JSON
    rate = _number(written, field)
    if not LOWEST <= rate <= HIGHEST:
        problem = f"Choose a yearly rate between {LOWEST:.0%} and {HIGHEST:.0%}."
        raise RefusedChange(field, problem)
    return rate


def _dollars(written: Any, field: str) -> Decimal:  # noqa: ANN401 - JSON
    amount = _number(written, field)
    if not 0 <= amount <= 10**9:
        raise RefusedChange(field, "Write an amount from nothing to a billion dollars.")
    return amount


def _number(written: Any, field: str) -> Decimal:  # noqa: ANN401 - JSON
    try:
        number = Decimal(str(written))
    except InvalidOperation:
        raise RefusedChange(field, "Write a number.") from None
    if not number.is_finite():
        raise RefusedChange(field, "Write a number.")
    return number


def _year(written: Any, field: str, first: int) -> int:  # noqa: ANN401 - JSON
    number = _number(written, field)
    if number != int(number) or not first <= number <= LAST_YEAR:
        raise RefusedChange(field, f"Choose a year between {first} and {LAST_YEAR}.")
    return int(number)


def _day(written: Any, field: str) -> str:  # noqa: ANN401 - JSON
    try:
        return date.fromisoformat(str(written)).isoformat()
    except ValueError:
        raise RefusedChange(field, "Write a day as in 2029-06-30.") from None


def _months(day: date) -> int:
    return day.year * 12 + day.month
