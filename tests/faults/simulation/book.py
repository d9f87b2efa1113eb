"""A firm with a few people and their book around a year end, and what may be expected of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from random import Random

from django.db.models import F

from clients.models import Firm, Holiday, Household, Membership, Person, Role, Team, User
from planning import standings
from planning.models import ReminderSettings, Standing, StandingStamp

YEAR = 2026
ENDS = date(YEAR, 12, 31)
ZONES = ("America/New_York", "Pacific/Honolulu", "America/Los_Angeles", "America/St_Johns")
OPEN, DONE = "calculated", "satisfied"


class Book:
    """Two households whose distributions of the year are open, until they are taken."""

    def __init__(self, dice: Random) -> None:
        self.firm = Firm.objects.create(name="Firm", time_zone=dice.choice(ZONES))
        slots = dice.choice(["08:00", "08:00,13:00", "09:30"])
        ReminderSettings.objects.create(
            firm=self.firm,
            slots=slots,
            opens_at=time(8),
            closes_at=time(18),
            sends_on_weekends=dice.random() < 0.7,
        )
        Holiday.objects.create(firm=self.firm, on=date(YEAR + 1, 1, 1), name="New Year")
        team = Team.objects.create(firm=self.firm, name="Team")
        for role in (Role.ADVISOR, Role.OWNER):
            user = User.objects.create(email=f"{role}@played.example", password="!")
            membership = Membership.objects.create(firm=self.firm, user=user, role=role)
            membership.teams.set([team])
        self.people = [self._enter(team, number) for number in range(2)]

    def _enter(self, team: Team, number: int) -> Person:
        household = Household.objects.create(firm=self.firm, team=team, name=f"House {number}")
        person = Person.objects.create(
            firm=self.firm,
            household=household,
            key="pat",
            name="Pat",
            born_on=date(1945, 5, 10),
        )
        of = {"firm": self.firm, "household": household, "owner": person, "person": "pat"}
        rows = [
            Standing(**of, book_year=book, position=place, words="", pool="ira", year=year,
                     status=status, urgency=0, due_on=date(year, 12, 31),
                     deadline=date(year, 12, 31), remaining=Decimal(100))
            for place, (book, year, status) in enumerate(
                ((YEAR, YEAR, OPEN), (YEAR + 1, YEAR, "missed"), (YEAR + 1, YEAR + 1, OPEN))
            )
        ]  # fmt: skip
        Standing.objects.bulk_create(rows)
        StandingStamp.objects.bulk_create(
            StandingStamp(
                firm=self.firm,
                household=household,
                year=book,
                facts_revision=1,
                rules=standings.rules_digest(),
                worked_out_on=date(YEAR, 1, 1),
                good_until=date(YEAR + 2, 1, 1),
            )
            for book in (YEAR, YEAR + 1)
        )
        return person

    def change(self, dice: Random) -> None:
        """Take what is due for somebody, or find that it was not."""
        person = dice.choice(self.people)
        rows = Standing.objects.filter(owner=person, year=YEAR)
        was_open = rows.exclude(status=DONE).exists()
        rows.filter(book_year=YEAR).update(status=DONE if was_open else OPEN)
        rows.filter(book_year=YEAR + 1).update(status=DONE if was_open else "missed")
        rows.update(remaining=0 if was_open else 100)
        Household.objects.filter(pk=person.household_id).update(
            facts_revision=F("facts_revision") + 1
        )
        StandingStamp.objects.filter(household=person.household_id).update(
            facts_revision=F("facts_revision") + 1
        )

    def keys(self) -> set[str]:
        """Return the names of everything there can be a reminder of."""
        return {
            f"{kind}:{person.pk.hex}:ira:{year}"
            for person in self.people
            for kind, year in (("rmd", YEAR), ("missed", YEAR), ("rmd", YEAR + 1))
        }

    def still_open(self, on: date) -> Iterator[tuple[str, str, date]]:
        """Yield kind, key and deadline of what is open on a day."""
        for person in self.people:
            rows = Standing.objects.filter(owner=person, book_year=on.year)
            for row in rows.exclude(status=DONE):
                kind = "missed" if row.status == "missed" else "rmd"
                yield kind, f"{kind}:{person.pk.hex}:ira:{row.year}", row.due_on
