"""What waits for somebody, kind by kind.

A kind is one rule over stored rows and its words. The rules ask a constant number of questions
for any number of households, and find the same thing under the same name (`kind`, `subject`)
each time they are asked, so that whom it was given to, and which mail told of it, is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from clients.models import Household, Payment
from planning.anchors import pool_anchor
from planning.facts.standing import CLOSINGS, PAYMENTS, TO_COME
from planning.models import CustodianFigure, Standing, Task, YearClosing
from planning.models.standing import pool_text
from planning.reports.headline import MISSED, OPEN

HORIZON = timedelta(days=90)  # earlier before its last day, a payment waits for nobody

PERSON = (
    "account__household",
    "account__household__name",
    "account__owner",
    "account__owner__name",
)
ACCOUNT = (
    *PERSON,
    "account__name",
    "account__kind",
    "account__custodian__name",
    "account__number_last4",
)
STANDING = (
    "household_id",
    "household__name",
    "owner_id",
    "person",
    "person_name",
    "pool",
    "account_name",
    "account_kind",
    "account_custodian",
    "account_last4",
    "year",
    "status",
    "confidence",
    "problem",
    "remaining",
    "due_on",
    "cutoff_on",
    "deadline",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that waits for somebody."""

    kind: str
    subject: str  # names the thing among those of its kind, the same whenever it is read
    household: UUID
    household_name: str
    person: UUID
    person_name: str
    year: int  # the distribution year
    about: tuple[Any, ...] = ()  # an account's name, kind, custodian and last digits; and the pool
    count: int = 1  # of payments it is about
    amount: Decimal | None = None
    due_on: date | None = None  # by law
    cutoff_on: date | None = None  # by the custodian
    place: tuple[Any, ...]  # of the page where it is settled: the view's name and its arguments
    anchor: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other item of the firm."""
        return self.kind, self.subject

    @property
    def deadline(self) -> date | None:
        """The last day that helps: the earlier of the law's and the custodian's."""
        return min((day for day in (self.due_on, self.cutoff_on) if day), default=None)

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
        """Say why it waits."""
        return str(KINDS[self.kind].why).format(year=self.year, before=self.year - 1)

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


# The most pressing first.
KINDS: Mapping[str, Kind] = {
    "rmd_missed": Kind(
        label=lazy("Missed"),
        why=lazy("The last day for {year} has passed and not all of it was taken."),
    ),
    "rmd_due": Kind(
        label=lazy("Still to take"), why=lazy("It is required for {year} and not taken yet.")
    ),
    "unclassified": Kind(
        label=lazy("Undecided"), why=lazy("What is required for {year} cannot be decided yet.")
    ),
    "balance_missing": Kind(
        label=lazy("Balance missing"),
        why=lazy("There is no balance of December 31, {before}."),
    ),
    "balance_conflict": Kind(
        label=lazy("Two figures"),
        why=lazy("Two different figures are on record for December 31, {before}."),
    ),
    "balance_unconfirmed": Kind(
        label=lazy("Balance unconfirmed"),
        why=lazy("The balance of December 31, {before}, is an estimate or has no source."),
    ),
    "custodian_figure": Kind(
        label=lazy("Custodian's figure differs"),
        why=lazy("The custodian's figure for {year} is not ours."),
    ),
    "plan_not_seen": Kind(
        label=lazy("Planned, not seen"),
        why=lazy("It was to be paid by now, and no payment is on record."),
    ),
    "qcd_uncleared": Kind(
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
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose records are looked at, and on which day."""

    households: QuerySet[Household]
    year: int
    as_of: date


Rule: TypeAlias = Callable[[Scope], Iterator[Item]]


def items_of(households: QuerySet[Household], *, year: int, as_of: date) -> list[Item]:
    """Return what waits for somebody in some households of a firm, the most pressing first.

    What can be read from the book is read as it was last worked out for `year`: bring it up to
    date before (`planning.standings`).
    """
    scope = Scope(households=households.filter(archived_at=None), year=year, as_of=as_of)
    places = {kind: place for place, kind in enumerate(KINDS)}
    found = [item for rule in RULES for item in rule(scope)]
    return sorted(
        found,
        key=lambda item: (
            item.deadline or date.max,
            places[item.kind],
            item.household_name,
            item.subject,
        ),
    )


def _of_the_book(scope: Scope) -> Iterator[Item]:
    """What the rows of the book say; one row may wait for more than one thing."""
    near = Q(status__in=OPEN, deadline__lte=scope.as_of + HORIZON)
    doubtful = Q(confidence__in=["missing", "conflict", "estimate", "unstated"])
    waiting = near | doubtful | Q(status__in=[*MISSED, "undecided"])
    rows = Standing.objects.filter(book_year=scope.year, household__in=scope.households)
    for row in rows.filter(waiting).values_list(*STANDING, named=True):
        for kind in _kinds_of(row, scope.as_of):
            yield Item(
                kind=kind,
                subject=f"{row.owner_id}:{row.pool}:{row.year}",
                household=row.household_id,
                household_name=row.household__name,
                person=row.owner_id,
                person_name=row.person_name,
                year=row.year,
                about=(
                    row.account_name,
                    row.account_kind,
                    row.account_custodian,
                    row.account_last4,
                    row.pool,
                ),
                amount=row.remaining,
                due_on=row.due_on,
                cutoff_on=row.cutoff_on,
                place=("household_rmd", row.household_id, scope.year),
                anchor="" if row.problem else pool_anchor(row.person, row.pool, row.year),
            )


def _kinds_of(row: Any, as_of: date) -> Iterator[str]:
    if row.status in MISSED:
        yield "rmd_missed"
    elif row.status in OPEN and row.deadline and row.deadline <= as_of + HORIZON:
        yield "rmd_due"
    if row.confidence == "missing":
        yield "balance_missing"
    elif row.status == "undecided":
        yield "unclassified"
    if row.confidence == "conflict":
        yield "balance_conflict"
    elif row.confidence in ("estimate", "unstated") and row.status in OPEN:
        yield "balance_unconfirmed"


def _plans(scope: Scope) -> Iterator[Item]:
    """What was to be paid by now, of which nobody saw a payment."""
    plans = TO_COME.filter(account__household__in=scope.households, pay_by__lt=scope.as_of)
    for plan in plans.values_list("pk", "year", "amount", "pay_by", *ACCOUNT, named=True):
        yield Item(
            kind="plan_not_seen",
            subject=str(plan.pk),
            year=plan.year,
            amount=plan.amount,
            due_on=plan.pay_by,
            place=("record_planned", plan.pk),
            **_account(plan),
        )


def _gifts(scope: Scope) -> Iterator[Item]:
    """Cheques to charities that nobody saw cleared."""
    gifts = _recent(scope).filter(kind=Payment.Kind.QCD, cleared_on=None)
    for gift in gifts.values_list("pk", "amount", "paid_on", *ACCOUNT, named=True):
        yield Item(
            kind="qcd_uncleared",
            subject=str(gift.pk),
            year=gift.paid_on.year,
            amount=gift.amount,
            due_on=date(gift.paid_on.year, 12, 31),
            place=("gift", gift.pk),
            **_account(gift),
        )


def _evidence(scope: Scope) -> Iterator[Item]:
    """A person's payments of a year that are not proven, as long as the year is not closed."""
    closed = CLOSINGS.filter(person=OuterRef("account__owner"), year=OuterRef("paid_on__year"))
    bare = Q(evidence="", document__isnull=True)
    unseen = Q(verification__isnull=True, account__firm__needs_second_person=True)
    for kind, waits in (("evidence_missing", bare), ("evidence_to_verify", ~bare & unseen)):
        payments = _recent(scope).filter(waits).filter(~Exists(closed))
        sums = {"payments": Count("pk"), "amount_of_all": Sum("amount")}
        years = payments.order_by().values("paid_on__year", *PERSON).annotate(**sums)
        for one in years.values_list("paid_on__year", *PERSON, *sums, named=True):
            yield Item(
                kind=kind,
                subject=f"{one.account__owner}:{one.paid_on__year}",
                household=one.account__household,
                household_name=one.account__household__name,
                person=one.account__owner,
                person_name=one.account__owner__name,
                year=one.paid_on__year,
                count=one.payments,
                amount=one.amount_of_all,
                place=("person_year", one.account__owner, one.paid_on__year),
            )


def _figures(scope: Scope) -> Iterator[Item]:
    """Custodians' figures that are not ours, until somebody says why."""
    tasks = Task.objects.filter(household__in=scope.households, done_at=None)
    subjects = list(tasks.values_list("subject", flat=True))
    figures = CustodianFigure.objects.filter(pk__in=subjects)
    for figure in figures.values_list("pk", "year", "amount", "account", *ACCOUNT, named=True):
        yield Item(
            kind="custodian_figure",
            subject=str(figure.pk),
            year=figure.year,
            amount=figure.amount,
            place=("custodian_figure", figure.account, figure.year),
            **_account(figure),
        )


def _closings(scope: Scope) -> Iterator[Item]:
    """Years that were closed and wait for somebody else's approval."""
    closings = YearClosing.objects.filter(
        household__in=scope.households, approved_at=None, reopened_at=None
    )
    columns = ("pk", "year", "person", "person__name", "household", "household__name")
    for closing in closings.values_list(*columns, named=True):
        yield Item(
            kind="certificate_to_sign",
            subject=str(closing.pk),
            household=closing.household,
            household_name=closing.household__name,
            person=closing.person,
            person_name=closing.person__name,
            year=closing.year,
            place=("person_year", closing.person, closing.year),
        )


RULES: tuple[Rule, ...] = (_of_the_book, _plans, _gifts, _evidence, _figures, _closings)


def _recent(scope: Scope) -> QuerySet[Payment]:
    since = date(scope.year - 1, 1, 1)
    return PAYMENTS.filter(account__household__in=scope.households, paid_on__gte=since)


def _account(row: Any) -> dict[str, Any]:
    """Return whose account a row is about, and what it is called."""
    return {
        "household": row.account__household,
        "household_name": row.account__household__name,
        "person": row.account__owner,
        "person_name": row.account__owner__name,
        "about": (
            row.account__name,
            row.account__kind,
            row.account__custodian__name,
            row.account__number_last4,
        ),
    }
