"""Who of a firm missed what, the most urgent first, and of which years does nobody know?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clients.models import Household, Person
from planning.engine.money import ZERO
from planning.models import MissedCase, Standing


@dataclass(kw_only=True)
class MissedRow:
    """One pool of one missed year, as far as the book is worked out."""

    person: Person
    household: Household
    year: int
    as_of: date
    case: MissedCase | None = None
    standing: Standing | None = None

    @property
    def shortfall(self) -> Decimal | None:
        """What was missed; None: not worked out, or over."""
        return self.standing.shortfall if self.standing else None

    @property
    def remaining(self) -> Decimal | None:
        """What still has to be taken."""
        return self.standing.remaining if self.standing else None

    @property
    def excise_tax(self) -> Decimal | None:
        """The tax at the full rate, nothing once it was waived."""
        if self._is_granted:
            return ZERO
        return self.standing.excise_tax if self.standing else None

    @property
    def window_ends_on(self) -> date | None:
        return self.standing.window_ends_on if self.standing else None

    @property
    def days_left(self) -> int | None:
        """How many days the lower rate can still be reached; None: no longer, or never."""
        if self.window_ends_on is None or self._is_granted:
            return None
        days = (self.window_ends_on - self.as_of).days
        return days if days >= 0 else None

    @property
    def _is_granted(self) -> bool:
        return self.case is not None and self.case.waiver == MissedCase.Waiver.GRANTED

    @property
    def is_closed(self) -> bool:
        return self.case is not None and self.case.closed_at is not None

    @property
    def state(self) -> str:
        if self.case is None:
            return _("Not opened")
        return _("Closed") if self.is_closed else _("Open")

    @property
    def tone(self) -> str:
        if self.case is None:
            return "bad"
        return "good" if self.is_closed else "open"

    @property
    def urgency(self) -> tuple[bool, bool, int, bool, Decimal, str, int]:
        """The window that closes first comes first, then what nobody has taken up, then money."""
        days = self.days_left
        return (
            self.is_closed,
            days is None,
            days or 0,
            self.case is not None,
            -(self.remaining or ZERO),
            self.person.name,
            self.year,
        )


@dataclass(kw_only=True)
class Asked:
    """The years of one person that were due before the records begin."""

    person: Person
    household: Household
    years: list[int] = field(default_factory=list)
    required: Decimal = ZERO


def missed_rows(households: QuerySet[Household], *, year: int, as_of: date) -> list[MissedRow]:
    """Return who missed what in any year, with and without a case, the most urgent first.

    What has no case is read from the book, as far as it is worked out.
    """
    rows: dict[tuple[UUID, str, int], MissedRow] = {}
    cases = MissedCase.objects.filter(household__in=households, elsewhere_told_by="")
    for case in cases.select_related("person", "household"):
        rows[case.person_id, case.pool, case.year] = MissedRow(
            person=case.person, household=case.household, year=case.year, as_of=as_of, case=case
        )
    standings = _standings(households, year).filter(status__in=("missed", "correcting"))
    for standing in standings:
        place = standing.owner_id, standing.pool, standing.year
        row = rows.setdefault(
            place,
            MissedRow(
                person=standing.owner,
                household=standing.household,
                year=standing.year,
                as_of=as_of,
            ),
        )
        row.standing = standing
    return sorted(rows.values(), key=lambda row: row.urgency)


def asked_of(households: QuerySet[Household], *, year: int) -> list[Asked]:
    """Return the people of whom years are not on record, the most money first."""
    people: dict[UUID, Asked] = {}
    for standing in _standings(households, year).filter(next_step="ask_if_taken"):
        asked = people.setdefault(
            standing.owner_id, Asked(person=standing.owner, household=standing.household)
        )
        asked.years.append(standing.year)
        asked.required += standing.required or ZERO
    for asked in people.values():
        asked.years.sort()
    return sorted(people.values(), key=lambda asked: (-asked.required, asked.person.name))


def next_window(rows: Sequence[MissedRow]) -> MissedRow | None:
    """Return the open miss whose lower rate ends first."""
    return next((row for row in rows if row.days_left is not None and not row.is_closed), None)


def still_to_take(rows: Sequence[MissedRow]) -> Decimal:
    return sum((row.remaining or ZERO for row in rows), ZERO)


def _standings(households: QuerySet[Household], year: int) -> QuerySet[Standing]:
    return Standing.objects.filter(
        household__in=households, household__archived_at=None, book_year=year
    ).select_related("owner", "household")
