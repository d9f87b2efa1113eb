"""How are a scenario's changes said, each beside what is on record?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from planning.scenario_catalogue import AS_ON_RECORD, OBJECTIVES, SAYS
from planning.wording import sentence

Said = Mapping[str, Any]


def change_text(group: str, changes: Said, people: Mapping[str, str]) -> str:
    """Say one group of changes; `people` are the names by key."""
    if group not in changes:
        return str(AS_ON_RECORD)
    said = changes[group]
    if group == "objective":
        return str(OBJECTIVES[said])
    return ", ".join(_SAY[group](said, people))


def _returns(said: Said, _people: Mapping[str, str]) -> Iterator[str]:
    if "by" in said:
        by = Decimal(str(said["by"]))
        code = "returns_higher" if by >= 0 else "returns_lower"
        yield sentence(SAYS[code], {"rate": abs(by)})
    else:
        yield sentence(SAYS["returns_each"], said)


def _inflation(said: str, _people: Mapping[str, str]) -> Iterator[str]:
    yield sentence(SAYS["inflation"], {"rate": said})


def _spending(said: str, _people: Mapping[str, str]) -> Iterator[str]:
    yield sentence(SAYS["spending"], {"amount": said})


def _dies(said: Said, people: Mapping[str, str]) -> Iterator[str]:
    for person, year in said.items():
        yield sentence(SAYS["dies"], {"person": people.get(person, person), "year": year})


def _retires(said: Said, people: Mapping[str, str]) -> Iterator[str]:
    for person, on in said.items():
        yield sentence(SAYS["retires"], {"person": people.get(person, person), "on": on})


def _claims(said: Said, people: Mapping[str, str]) -> Iterator[str]:
    for person, month in said.items():
        written = date_format(date.fromisoformat(f"{month}-01"), "F Y")
        yield sentence(SAYS["claims"], {"person": people.get(person, person), "month": written})


def _move(said: Said, _people: Mapping[str, str]) -> Iterator[str]:
    yield sentence(SAYS["move"], said)


def _cost(said: Said, _people: Mapping[str, str]) -> Iterator[str]:
    yield sentence(SAYS["cost"], said)


def _conversions(said: Said, _people: Mapping[str, str]) -> Iterator[str]:
    if said.get("none"):
        yield str(SAYS["conversions_none"])
        return
    given = [name for name in ("from", "to") if said.get(name)]
    if given:
        code = "conversions_years" if len(given) > 1 else f"conversions_{given[0]}"
        yield sentence(SAYS[code], said)
    if said.get("most"):
        yield sentence(SAYS["conversions_most"], said)


_SAY: dict[str, Any] = {
    "returns": _returns,
    "inflation": _inflation,
    "dies": _dies,
    "retires": _retires,
    "claims": _claims,
    "move": _move,
    "cost": _cost,
    "spending": _spending,
    "conversions": _conversions,
}
