"""Of what is somebody to be reminded on a day? Read from the book, set by set."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from clients.models import Account, Firm, Person
from planning.engine.law import Requirement, load_law
from planning.engine.rmd.applicable_age import first_year_by_age
from planning.facts.gathering import KINDS as ACCOUNT_KINDS
from planning.models import Standing
from planning.reminders.calendar import Hours, Milestone
from planning.reminders.kinds import DECEMBER, KINDS, deadline_of

OCTOBER = 10
AGES = range(68, 78)  # around every applicable age there is


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One thing to be done by a day, the team that looks after it, and the days it is told on."""

    kind: str
    key: str  # kind:subject:tax year
    household: UUID
    team: UUID
    year: int
    on: date
    milestones: tuple[Milestone, ...]


def deadlines_of(
    firm: Firm,
    on: date,
    hours: Hours,
    *,
    off: Collection[str] = (),
    households: Collection[UUID] | None = None,
) -> Iterator[Deadline]:
    """Yield what is open on a day, of a firm or of some of its households."""
    milestones = cache(lambda kind, deadline: KINDS[kind].days(deadline, hours))
    for kind, rule in KINDS.items():
        if kind in off or rule.rows is None:
            continue
        rows = Standing.objects.filter(
            rule.rows(on), firm=firm, book_year=on.year, household__archived_at=None
        )
        if households is not None:
            rows = rows.filter(household__in=households)
        columns = ("household_id", "household__team_id", "owner_id", "pool", "year", rule.deadline)
        for household, team, owner, pool, year, stated in rows.values_list(*columns).iterator():
            deadline = deadline_of(kind, stated=stated, year=year)
            if deadline is None:
                continue
            yield Deadline(
                kind=kind,
                key=f"{kind}:{owner.hex}:{pool}:{year}",
                household=household,
                team=team,
                year=year,
                on=deadline,
                milestones=milestones(kind, deadline),
            )
    if "starter" not in off and on.month >= OCTOBER:
        yield from _starters(firm, on.year + 1, households, milestones)


def _starters(
    firm: Firm, year: int, households: Collection[UUID] | None, milestones: object
) -> Iterator[Deadline]:
    """Yield the people who reach the age at which distributions begin in a year."""
    law = load_law()
    owing = [
        kind
        for kind, known in ACCOUNT_KINDS.items()
        if law.account_kinds[known].requirement is not Requirement.NONE
    ]
    own = Account.objects.filter(
        firm=firm, archived_at=None, inherited__isnull=True, kind__in=owing
    )
    people = Person.objects.filter(
        firm=firm,
        is_member=True,
        archived_at=None,
        died_on=None,
        household__archived_at=None,
        born_on__year__in=[year - age for age in AGES],
        pk__in=own.values("owner"),
    )
    if households is not None:
        people = people.filter(household__in=households)
    deadline = date(year, DECEMBER, 31)
    columns = ("pk", "household_id", "household__team_id", "born_on")
    for person, household, team, born_on in people.values_list(*columns):
        if first_year_by_age(born_on, law) == year:
            yield Deadline(
                kind="starter",
                key=f"starter:{person.hex}:{year}",
                household=household,
                team=team,
                year=year,
                on=deadline,
                milestones=milestones("starter", deadline),  # type: ignore[operator]
            )
