"""Why does one plan come to something else than another: by law, by what was put in?

Two plans are two household files and what was made of them. One group of facts after another is
changed from the file of the one to that of the other, always in the same order, and everything is
worked out anew each time. What a group adds holds with those before it already changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from planning.engine.errors import EngineError
from planning.engine.law import load_law
from planning.plan_case import compute_plan
from planning.rmd_case import engine_version

Document = Mapping[str, Any]
Measured = dict[str, Decimal | None]
Tell = Callable[[str], None]

VALUE, TAX, REQUIRED = "value", "tax", "required"
MEASURES = (VALUE, TAX, REQUIRED)

# In this order the facts are changed; each group goes whole, and the last takes what is left.
REST = "return"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "day": ("as_of",),
    "people": ("people", "marriages"),
    "accounts": ("accounts", "distributions"),
    "incomes": ("incomes",),
    "spending": ("spending",),
    "goals": ("goals",),
    "limits": ("limits",),
    "assumptions": ("assumptions",),
    REST: (),
}
NAMED = {key for keys in GROUPS.values() for key in keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two plans: its facts, what it was made for, and what it says."""

    facts: Document
    objective: str
    document: Document


def plan_difference(one: Side, other: Side, *, tell: Tell | None = None) -> dict[str, Any]:
    """Return the difference of two plans, by cause, in JSON types.

    A measure that one of the plans lacks is not compared, nor is what two aims came to. What
    `tell` raises ends the work.

    Guarantees: the steps of each measure add up to its difference, to the cent.
    """
    start, end = measured(one.document), measured(other.document)
    if one.objective != other.objective:
        start[VALUE] = end[VALUE] = None
    compared = [name for name in MEASURES if None not in (start[name], end[name])]
    steps, before = [], start
    changes = [*_changes(one, other, compared, tell or (lambda _code: None)), (("rest",), end)]
    for causes, now in changes:
        parts = {name: _of(now, name) - _of(before, name) for name in compared}
        if causes != ("rest",) or any(parts.values()):
            said = {name: f"{part:.2f}" for name, part in parts.items()}
            steps.append({"causes": list(causes), **said})
        before = now
    return {
        "measures": compared,
        "one": {name: f"{_of(start, name):.2f}" for name in compared},
        "other": {name: f"{_of(end, name):.2f}" for name in compared},
        "steps": steps,
        "law_version": load_law().version,
        "engine_version": engine_version(),
    }


def measured(document: Document) -> Measured:
    """Return what a plan comes to; None where it could not be decided."""
    roadmap, year = document["roadmap"], document["first_year"]
    owed = [
        one["required"]
        for one in document["required"]["obligations"]
        if one["distribution_year"] == year
    ]
    returns = document["tax"]
    is_taxed = bool(returns) and all(one["decided"] for one in returns)
    taxes = (
        Decimal(one["totals"][name]) for one in returns for name in ("federal", "state") if is_taxed
    )
    return {
        VALUE: Decimal(roadmap["value"]) if roadmap["feasible"] else None,
        TAX: sum(taxes, Decimal(0)) if is_taxed else None,
        REQUIRED: None if None in owed else sum(map(Decimal, owed), Decimal(0)),
    }


def differing(one: Document, other: Document) -> list[str]:
    """Return the groups of facts in which two household files differ, in their order."""
    return [
        group
        for group in GROUPS
        if any(one.get(key) != other.get(key) for key in _keys(group, one, other))
    ]


def _changes(
    one: Side, other: Side, compared: Sequence[str], tell: Tell
) -> Iterator[tuple[Sequence[str], Measured]]:
    """Yield each cause, and what the plan comes to with it and those before it.

    Where a mixture of the two files makes no sense, or leaves something undecided, its group is
    changed together with the next.
    """
    first = _reckoned_otherwise(one.document)
    if first:
        tell(first[0])
        yield first, _worked_out(one.facts, one.objective)
    last = _reckoned_otherwise(other.document)
    mixed, waiting = dict(one.facts), list[str]()
    groups = differing(one.facts, other.facts)
    is_same_aim = one.objective == other.objective
    for group in groups:
        for key in _keys(group, one.facts, other.facts):
            if key in other.facts:
                mixed[key] = other.facts[key]
            else:
                mixed.pop(key, None)
        waiting.append(group)
        is_whole = group == groups[-1] and is_same_aim
        if is_whole and not last:
            yield tuple(waiting), measured(other.document)
            return
        tell(group)
        try:
            now = _worked_out(mixed, one.objective)
        except EngineError:
            continue
        if None not in (now[name] for name in compared):
            yield tuple(waiting), now
            waiting = []
    if not is_same_aim:
        waiting.append("objective")
    if waiting and last:
        tell(waiting[-1])
        yield tuple(waiting), _worked_out(other.facts, other.objective)
        waiting = []
    if waiting or last:
        yield tuple(waiting or last), measured(other.document)


def _keys(group: str, one: Document, other: Document) -> tuple[str, ...]:
    if group != REST:
        return GROUPS[group]
    return tuple(key for key in dict.fromkeys([*one, *other]) if key not in NAMED)


def _reckoned_otherwise(document: Document) -> tuple[str, ...]:
    """Return what has changed since of that by which a plan was made: the law, the engine."""
    found = []
    if document["law_version"] != load_law().version:
        found.append("law")
    if document["engine_version"] != engine_version():
        found.append("engine")
    return tuple(found)


def _worked_out(facts: Document, objective: str) -> Measured:
    return measured(compute_plan(dict(facts), objective=objective, with_mishaps=False))


def _of(values: Measured, name: str) -> Decimal:
    value = values[name]
    if value is None:
        raise ValueError(f"{name} is undecided.")
    return value
