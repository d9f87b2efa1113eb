"""Why was somebody told, or not? The account of a household and of one mail, as pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clients.models import Household, Membership, Person
from planning.catalogue import POOLS
from planning.models import Digest, Reminder, Standing
from planning.reminders.explaining import Account, account_of, tone_of
from planning.reminders.kinds import KINDS

Place = tuple[UUID, str, int]  # the person, the pool, the tax year


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One deadline of a household, and who was told of it."""

    kind_text: Any
    person: str
    pool: str
    year: int
    deadline: date
    is_open: bool
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One reminder of a mail."""

    reminder: Reminder
    person: str
    pool: str

    @property
    def tone(self) -> str:
        return tone_of(self.reminder.state)

    @property
    def kind_text(self) -> str:
        return str(KINDS[self.reminder.kind].label)


def matters_of(
    household: Household, at: datetime, *, recipient: Membership | None = None
) -> list[Matter]:
    """Return what somebody was or will be told of in a household, what is open first."""
    accounts = account_of(household, at, recipient=recipient)
    by_key: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        by_key[account.deadline_key].append(account)
    names = _Names([household.pk], [_place(key) for key in by_key])
    matters = [_matter(key, by_key[key], names) for key in by_key]
    return sorted(matters, key=lambda one: (not one.is_open, one.deadline, one.person))


def members_of_digest(digest: Digest, households: QuerySet[Household]) -> list[Member]:
    """Return what a mail told, or was to tell, of the households somebody may see."""
    rows = Reminder.objects.filter(digest=digest, household__in=households)
    rows = rows.select_related("household").order_by("deadline", "household__name")
    found = list(rows)
    names = _Names({row.household_id for row in found}, [_place(row.deadline_key) for row in found])
    order = {kind: place for place, kind in enumerate(KINDS)}
    found.sort(key=lambda row: order.get(row.kind, len(order)))
    return [
        Member(reminder=row, person=names.person(place), pool=names.pool(place))
        for row in found
        for place in [_place(row.deadline_key)]
    ]


def _matter(key: str, accounts: list[Account], names: _Names) -> Matter:
    first, place = accounts[0], _place(key)
    return Matter(
        kind_text=first.kind_text,
        person=names.person(place),
        pool=names.pool(place),
        year=place[2],
        deadline=first.deadline,
        is_open=first.is_open,
        accounts=tuple(sorted(accounts, key=lambda one: (one.level, str(one.recipient.user)))),
    )


class _Names:
    """What the people and pools of some deadlines are called."""

    def __init__(self, households: Collection[UUID], places: Iterable[Place]) -> None:
        places = list(places)
        people = Person.objects.filter(pk__in={place[0] for place in places})
        self.people = dict(people.values_list("pk", "name"))
        rows = Standing.objects.filter(
            household__in=households, year__in={place[2] for place in places}
        )
        self.pools = {(row.owner_id, row.pool, row.year): row.pool_text for row in rows}

    def person(self, place: Place) -> str:
        return self.people.get(place[0], _("Somebody"))

    def pool(self, place: Place) -> str:
        kind, _colon, plan = place[1].partition(":")
        return self.pools.get(place) or ("" if plan else str(POOLS.get(kind, "")))


def _place(key: str) -> Place:
    _kind, person, *pool, year = key.split(":")
    return UUID(person), ":".join(pool), int(year)
