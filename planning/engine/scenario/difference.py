"""Why does one scenario come to more than another: by what was put in, and by what became of it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from planning.engine.scenario.changes import GROUPS, Changes
from planning.engine.scenario.follow import Answer
from planning.engine.scenario.money import Money, money_of

MEASURES = ("spending", "estate", "tax")
Answers: TypeAlias = Callable[[Changes], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one group of inputs changes, after those before it. Units: cents of the as-of day."""

    group: str
    spending: Decimal
    estate: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The difference of two scenarios; `steps` and `money` each add up to it exactly."""

    one: dict[str, Decimal]
    other: dict[str, Decimal]
    steps: tuple[Step, ...]
    money: Money

    @property
    def total(self) -> dict[str, Decimal]:
        """How much more the other comes to, by measure."""
        return {name: self.other[name] - self.one[name] for name in MEASURES}


def difference_of(one: Changes, other: Changes, answers: Answers) -> Difference:
    """Return why the other scenario comes to something else than the one.

    One group of inputs after another is changed, in the order of `GROUPS`, and the whole law
    answers each time: what a step adds holds with the steps before it already made.

    Guarantees: the steps add up to the difference, to the cent.
    """
    mixed = dict(one)
    before = first = answers(mixed)
    measured = start = _measured(first)
    steps = []
    for group in differing(one, other):
        if group in other:
            mixed[group] = other[group]
        else:
            del mixed[group]
        before = answers(mixed)
        now = _measured(before)
        parts = {name: now[name] - measured[name] for name in MEASURES}
        steps.append(Step(group=group, **parts))
        measured = now
    return Difference(
        one=start,
        other=measured,
        steps=tuple(steps),
        money=money_of(before.walk).less(money_of(first.walk)),
    )


def differing(*scenarios: Changes) -> list[str]:
    """Return the groups in which scenarios differ, in their fixed order."""
    return [group for group in GROUPS if _differs([one.get(group) for one in scenarios])]


def _differs(values: Sequence[object]) -> bool:
    return any(value != values[0] for value in values)


def _measured(answer: Answer) -> dict[str, Decimal]:
    return {name: Decimal(f"{getattr(answer, name):.2f}") for name in MEASURES}
