"""What could go wrong with a plan, as changes of the household file?

Four things, each by itself: the one who is expected to die first dies early, all returns are
lower, the last to live lives longer, and one large cost comes. Their sizes are choices, written
here and told with each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Document = Mapping[str, Any]

YEARS_EARLIER = 10
YEARS_LONGER = 5
POINTS = Decimal("0.02")  # off every yearly return
COST_IN = 5  # years
COST_OF = 2  # years' spending
LEAST_COST = Decimal(10_000)
LAST_DEATH = 2100  # of a scenario
OLDEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """One thing that could go wrong: its code, what is said of it, and what it changes."""

    code: str
    numbers: Mapping[str, Any]
    changes: Mapping[str, Any]


def mishaps_of(facts: Document, roadmap: Document, *, yearly: Decimal) -> list[Mishap]:
    """Return what could go wrong with a roadmap; `yearly` is what it spends, in today's dollars."""
    years = roadmap["years"]
    first, last = years[0]["year"], years[-1]["year"]
    ends = _last_years(roadmap)
    return [
        *_early_death(ends, first),
        _lower_returns(),
        *_longer_life(facts, ends, last),
        _large_cost(yearly, first, last),
    ]


def _last_years(roadmap: Document) -> dict[str, int]:
    """Return the last year each person lives to see."""
    return {person: year["year"] for year in roadmap["years"] for person in year["ages"]}


def _early_death(ends: Mapping[str, int], first: int) -> Iterator[Mishap]:
    if len(ends) < 2:
        return
    person = min(ends, key=lambda one: ends[one])
    year = max(ends[person] - YEARS_EARLIER, first + 1)
    if year < ends[person]:
        numbers = {"person": person, "year": year, "instead": ends[person]}
        yield Mishap(code="early_death", numbers=numbers, changes={"dies": {person: year}})


def _lower_returns() -> Mishap:
    return Mishap(
        code="lower_returns",
        numbers={"points": str(POINTS)},
        changes={"returns": {"by": str(-POINTS)}},
    )


def _longer_life(facts: Document, ends: Mapping[str, int], last: int) -> Iterator[Mishap]:
    person = max(ends, key=lambda one: ends[one])
    born = next(one["born_on"] for one in facts["people"] if one["id"] == person)
    year = min(last + YEARS_LONGER, LAST_DEATH, date.fromisoformat(born).year + OLDEST)
    if year > last:
        numbers = {"person": person, "year": year, "instead": last}
        yield Mishap(code="longer_life", numbers=numbers, changes={"dies": {person: year}})


def _large_cost(yearly: Decimal, first: int, last: int) -> Mishap:
    thousands = (yearly * COST_OF / 1000).quantize(Decimal(1), ROUND_HALF_UP)
    amount = max(thousands * 1000, LEAST_COST)
    year = min(first + COST_IN, last)
    said = {"amount": f"{amount:.2f}", "year": year}
    return Mishap(code="large_cost", numbers=said, changes={"cost": said})
