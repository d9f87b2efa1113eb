"""What changed from one version of a plan to another: facts, law, and the outcome by cause?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from planning.models import PlanVersion
from planning.plan_difference import MEASURES
from planning.reports.file_changes import FileChange, file_changes
from planning.scenario_catalogue import OBJECTIVES
from planning.wording import spoken_date

CAUSES = {
    "law": lazy("the figures of the law"),
    "engine": lazy("the way it is reckoned"),
    "day": lazy("the day it speaks from"),
    "people": lazy("people and marriages"),
    "accounts": lazy("accounts, balances and payments"),
    "incomes": lazy("incomes"),
    "spending": lazy("spending"),
    "goals": lazy("goals"),
    "limits": lazy("limits and decided withdrawals"),
    "assumptions": lazy("assumptions"),
    "return": lazy("facts of the tax return"),
    "objective": lazy("what the plan is for"),
    "rest": lazy("what none of these explains"),
}
NAMES = {
    "value": lazy("What the plan comes to"),
    "tax": lazy("Tax of the first year, before the plan"),
    "required": lazy("Required in the first year"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """What one cause adds to each measure."""

    cause: str
    parts: Sequence[Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The difference of two plans by cause; the parts of each column add up to its total."""

    names: Sequence[str]
    one: Sequence[Decimal]
    other: Sequence[Decimal]
    steps: Sequence[StepLine]

    @property
    def total(self) -> list[Decimal]:
        return [after - before for before, after in zip(self.one, self.other, strict=True)]

    @property
    def lacking(self) -> list[str]:
        """What is not compared: one of the plans lacks it, or they are for different things."""
        return [str(NAMES[name]) for name in MEASURES if str(NAMES[name]) not in self.names]


def input_changes(one: PlanVersion, other: PlanVersion) -> list[FileChange]:
    """Return what of the facts, the law and the way it is reckoned changed, in words."""
    around = [
        (_("the day it speaks from"), *(_day(version) for version in (one, other))),
        (_("what the plan is for"), *(_aim(version) for version in (one, other))),
        (_("the figures of the law"), one.law_version, other.law_version),
        (_("the way it is reckoned"), one.engine_version, other.engine_version),
    ]
    return [
        *file_changes(one.facts, other.facts),
        *(
            FileChange(what=what, before=before, after=after)
            for what, before, after in around
            if before != after
        ),
    ]


def outcome_of(document: Mapping[str, Any]) -> Outcome:
    """Arrange a difference that was worked out."""
    measures = document["measures"]
    return Outcome(
        names=[str(NAMES[name]) for name in measures],
        one=[Decimal(document["one"][name]) for name in measures],
        other=[Decimal(document["other"][name]) for name in measures],
        steps=[
            StepLine(
                cause=", ".join(str(CAUSES[cause]) for cause in step["causes"]),
                parts=[Decimal(step[name]) for name in measures],
            )
            for step in document["steps"]
        ],
    )


def _day(version: PlanVersion) -> str:
    return spoken_date(date.fromisoformat(version.as_of))


def _aim(version: PlanVersion) -> str:
    return str(OBJECTIVES[version.options["objective"]])
