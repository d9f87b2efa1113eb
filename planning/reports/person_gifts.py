"""What did one person give to charity in a year, and what may still be given?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from clients.models import Account, AccountType, Payment, Person
from planning.engine.document import rmd_document
from planning.engine.household import Household as Facts
from planning.engine.law import load_law
from planning.engine.money import ZERO
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.qcd import (
    deductions_left,
    gift_room,
    gifts_begin_on,
    split_interest_limit,
)
from planning.engine.rmd.results import QcdYear
from planning.facts import gather_facts
from planning.models import PlannedPayment
from planning.reports.gifts import GiftLine, gifts_to_come, remarks_of
from planning.wording import worded

GIVING_KINDS = (AccountType.TRADITIONAL_IRA, AccountType.SEP_IRA, AccountType.SIMPLE_IRA)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonGifts:
    """Everything the page shows."""

    person: Person
    year: int
    as_of: date
    begins_on: date | None  # the day of 70½; None: the birth date is missing
    qcd: QcdYear | None  # None: nothing was given
    room: Decimal | None  # None: no limit is published
    one_time_limit: Decimal | None
    deductions: Mapping[int, Decimal]
    deductions_left: Decimal
    steps: tuple[str, ...]
    remarks: tuple[str, ...]
    lines: tuple[GiftLine, ...]
    to_come: tuple[PlannedPayment, ...]

    @property
    def given(self) -> Decimal:
        return self.qcd.given if self.qcd else ZERO

    @property
    def limit(self) -> Decimal | None:
        """The year's limit; what may be given where nothing was."""
        return self.qcd.limit if self.qcd else self.room

    @property
    def one_time(self) -> Decimal:
        return self.qcd.split_interest if self.qcd else ZERO

    @property
    def excludable(self) -> Decimal | None:
        return self.qcd.excludable if self.qcd else ZERO

    @property
    def planned(self) -> Decimal:
        return sum((plan.amount for plan in self.to_come), ZERO)

    @property
    def room_after(self) -> Decimal | None:
        """What may still be given once the planned gifts are made."""
        return None if self.room is None else max(ZERO, self.room - self.planned)

    @property
    def may_give(self) -> bool:
        """Whether the day of 70½ has come, or comes within the year looked at."""
        return self.begins_on is not None and self.begins_on.year <= self.year

    @property
    def is_waiting(self) -> bool:
        """Whether that day is still to come."""
        return self.begins_on is not None and self.begins_on > self.as_of


def read_person_gifts(person: Person, *, year: int, as_of: date) -> PersonGifts:
    """Return what a person gave and may still give in a year, in a constant number of queries."""
    law = load_law()
    facts = gather_facts(person.household, as_of=as_of)
    giver = next(known for known in facts.people if known.id == person.key)
    schedule = rmd_schedule(facts, law, years=[year])
    spoken = worded(rmd_document(schedule, law, explained=()))
    told = next((one for one in spoken["qcds"] if one["person"] == person.key), None)
    return PersonGifts(
        person=person,
        year=year,
        as_of=as_of,
        begins_on=gifts_begin_on(giver, law),
        qcd=next((qcd for qcd in schedule.qcds if qcd.person.id == person.key), None),
        room=gift_room(facts, giver, law, year),
        one_time_limit=split_interest_limit(year, law),
        deductions=_newest_first(facts, person.key),
        deductions_left=deductions_left(facts, giver, law, year),
        steps=tuple(step["text"] for step in told["steps"]) if told else (),
        remarks=tuple(remarks_of(spoken["caveats"], person.key)),
        lines=tuple(
            GiftLine(payment=gift, year=year, as_of=as_of) for gift in _gifts(person, year)
        ),
        to_come=tuple(gifts_to_come(year).filter(account__owner=person)),
    )


def accounts_that_give(person: Person) -> QuerySet[Account]:
    """Return the accounts a gift may come from: IRAs, inherited ones too, that are looked after."""
    accounts = person.accounts.filter(archived_at=None, kind__in=GIVING_KINDS)
    return accounts.select_related("owner", "custodian")


def _gifts(person: Person, year: int) -> list[Payment]:
    issued = Payment.objects.filter(account__owner=person, kind=Payment.Kind.QCD, undone_at=None)
    rows = (issued.filter(paid_on__year=year) | issued.filter(cleared_on__year=year)).distinct()
    related = rows.select_related("account__owner", "account__custodian", "acknowledgement")
    return list(related.order_by("-paid_on", "pk"))


def _newest_first(facts: Facts, person: str) -> Mapping[int, Decimal]:
    deductions = facts.ira_deductions_after_70_half.get(person, {})
    return dict(sorted(deductions.items(), reverse=True))
