"""Of what is somebody to be reminded on a day? Of what the worklist says waits, or will wait."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from clients.models import Firm, Household
from planning.reminders.calendar import Hours, Milestone
from planning.reminders.kinds import KINDS
from planning.worklist import Item, items_of
from planning.worklist.acts import NO_MARK, Mark, marks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One item of the worklist, the day it counts down to, and the days it is told on."""

    kind: str
    key: str  # kind:subject, which ends with the tax year
    household: UUID
    team: UUID
    year: int
    on: date
    milestones: tuple[Milestone, ...]
    item: Item
    mark: Mark  # to whom it is given, and until when it rests


def deadlines_of(
    firm: Firm,
    on: date,
    hours: Hours,
    *,
    kinds: Collection[str] = KINDS.keys(),
    households: Collection[UUID] | None = None,
) -> Iterator[Deadline]:
    """Yield what is open on a day, of a firm or of some of its households."""
    milestones = cache(lambda kind, deadline: KINDS[kind].days(deadline, hours))
    asked = Household.objects.filter(firm=firm)
    if households is not None:
        asked = asked.filter(pk__in=households)
    marks = marks_of(asked, on)
    for item in items_of(asked, firm=firm, as_of=on, kinds=kinds, is_ahead=True):
        deadline = KINDS[item.kind].until(item, on)
        if deadline is not None:
            yield Deadline(
                kind=item.kind,
                key=f"{item.kind}:{item.subject}",
                household=item.household,
                team=item.team,
                year=item.year,
                on=deadline,
                milestones=milestones(item.kind, deadline),
                item=item,
                mark=marks.get(item.key, NO_MARK),
            )
