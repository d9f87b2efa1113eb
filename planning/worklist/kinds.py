"""What waits for somebody: its kinds, and what one such thing is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from planning.models.standing import pool_text

LATE = "rmd_late"  # the custodian's day is over, the law's is not
OF_DEATH = "rmd_death"  # who died that year left it to be taken
LAST_YEAR = "rmd_last"  # of an inherited account: all that is left in it
TO_TAKE = {LATE, OF_DEATH, LAST_YEAR, "rmd", "rmd_first"}
UNDER_WAY = {"planned": lazy("It is planned."), "ordered": lazy("It is ordered.")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that waits for somebody, or will from a day on."""

    kind: str
    subject: str  # names the thing among those of its kind, the same whenever it is read
    household: UUID
    household_name: str
    team: UUID  # that looks after the household
    person: UUID
    person_name: str
    year: int  # the distribution year
    # An account's name, kind, custodian and last digits; the pool, and from whom it was inherited.
    about: tuple[Any, ...] = ()
    count: int = 1  # of payments it is about
    amount: Decimal | None = None
    status: str = ""  # of the requirement, where it is about one
    due_on: date | None = None  # by law
    cutoff_on: date | None = None  # by the custodian
    waits_from: date | None = None  # None: from when it is there
    place: tuple[Any, ...]  # of the page where it is settled: the view's name and its arguments
    anchor: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells the matter from every other, also once it waits for another reason."""
        return KINDS[self.kind].matter or self.kind, self.subject

    @property
    def code(self) -> str:
        """How forms and addresses name the matter."""
        return ":".join(self.key)

    @property
    def deadline(self) -> date | None:
        """The last day that helps: the custodian's, as long as that is ahead, else the law's."""
        if self.kind == LATE:
            return self.due_on
        return min((day for day in (self.due_on, self.cutoff_on) if day), default=None)

    def waits(self, on: date) -> bool:
        """Whether it waits already."""
        return self.waits_from is None or self.waits_from <= on

    @property
    def what(self) -> str:
        """Name the pool or the account it is about."""
        return pool_text(*self.about) if self.about else str(self.year)

    @property
    def label(self) -> str:
        """What such items are called."""
        return str(KINDS[self.kind].label)

    @property
    def why(self) -> str:
        """Say why it waits, and how far it is."""
        why = str(KINDS[self.kind].why).format(year=self.year, before=self.year - 1)
        is_under_way = self.kind in TO_TAKE and self.status in UNDER_WAY
        return f"{why} {UNDER_WAY[self.status]}" if is_under_way else why

    @property
    def address(self) -> str:
        """The page where it is settled."""
        view, *args = self.place
        return reverse(f"planning:{view}", args=args) + (self.anchor and f"#{self.anchor}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What such items are called, and why they wait for somebody."""

    label: Any
    why: Any
    # What waits under one name for one reason after the other: whom it was given to stays so.
    matter: str = ""


# The most pressing first. Where people are reminded of a kind, `planning.reminders.kinds` names it.
KINDS: Mapping[str, Kind] = {
    "from_client": Kind(
        label=lazy("From a client"),
        why=lazy("A client sent or asked something in the portal."),
    ),
    "missed": Kind(
        label=lazy("Missed"),
        why=lazy("The last day for {year} has passed and not all of it was taken."),
        matter="rmd",
    ),
    "correcting": Kind(
        label=lazy("Correction open"),
        why=lazy("{year} was missed, and its case is open until it is made up for and filed."),
        matter="rmd",
    ),
    LATE: Kind(
        label=lazy("Past the custodian’s day"),
        why=lazy("It is required for {year}, and the custodian’s last day has passed."),
        matter="rmd",
    ),
    LAST_YEAR: Kind(
        label=lazy("Last year, all of it"),
        why=lazy("{year} is the last year of an inherited account: all that is left is due."),
        matter="rmd",
    ),
    OF_DEATH: Kind(
        label=lazy("Left in the year of death"),
        why=lazy("Something of {year}, a year of death, was left: it falls to the beneficiaries."),
        matter="rmd",
    ),
    "rmd": Kind(
        label=lazy("Still to take"),
        why=lazy("It is required for {year} and not taken yet."),
        matter="rmd",
    ),
    "rmd_first": Kind(
        label=lazy("First, put off"),
        why=lazy("The first distribution, for {year}, was put off into the next year."),
        matter="rmd",
    ),
    "unclassified": Kind(
        label=lazy("Undecided"), why=lazy("What is required for {year} cannot be decided yet.")
    ),
    "ask_if_taken": Kind(
        label=lazy("Not on record"),
        why=lazy("{year} was due before the records begin: ask whether it was taken."),
    ),
    "balance": Kind(
        label=lazy("Balance missing"),
        why=lazy("There is no balance of December 31, {before}."),
        matter="balance",
    ),
    "balance_conflict": Kind(
        label=lazy("Two figures"),
        why=lazy("Two different figures are on record for December 31, {before}."),
        matter="balance",
    ),
    "balance_unconfirmed": Kind(
        label=lazy("Balance unconfirmed"),
        why=lazy("The balance of December 31, {before}, is an estimate or has no source."),
        matter="balance",
    ),
    "custodian_figure": Kind(
        label=lazy("Custodian's figure differs"),
        why=lazy("The custodian's figure for {year} is not ours."),
    ),
    "plan_not_seen": Kind(
        label=lazy("Planned, not seen"),
        why=lazy("It was to be paid by now, and no payment is on record."),
    ),
    "qcd": Kind(
        label=lazy("QCD not cleared"),
        why=lazy("The check to the charity has not cleared; it counts for the year it clears in."),
    ),
    "evidence_missing": Kind(
        label=lazy("Evidence missing"), why=lazy("A payment is on record without its evidence.")
    ),
    "evidence_to_verify": Kind(
        label=lazy("Evidence to verify"),
        why=lazy("Somebody other than who recorded the payment has to look at its evidence."),
    ),
    "certificate_to_sign": Kind(
        label=lazy("Closing to approve"),
        why=lazy("The year {year} was closed and waits for somebody else's approval."),
    ),
    "starter": Kind(
        label=lazy("Begins next year"),
        why=lazy("Distributions begin in {year}: tell the client, and find out what is needed."),
    ),
}
