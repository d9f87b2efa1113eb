"""What does the page of a household say? People, accounts, what is due, missing and was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from clients.models import Account, AuditEvent, Document, Household, Person, YearEndBalance
from planning.engine import household as engine
from planning.engine.law import Requirement, load_law
from planning.facts import BalanceConflict, conflicts_of, effect_of, facts_of, with_records
from planning.facts.conflicts import by_year
from planning.facts.standing import records_of, standing_balances
from planning.models import Standing
from planning.reports.book_rows import Reading, cutoffs_of
from planning.reports.life_dates import LifeDate, life_dates

RECENT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One person, and the days that matter for them."""

    row: Person
    age: int | None
    dates: list[LifeDate]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictLine:
    """Two figures for one December 31, and what each would ask for."""

    conflict: BalanceConflict
    effects: list[tuple[YearEndBalance, Decimal | None, Decimal | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account with its newest balance and who is named to inherit it."""

    row: Account
    balance: YearEndBalance | None
    beneficiaries: list[str]
    conflicts: list[ConflictLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One thing that was done, in words."""

    event: AuditEvent
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPage:
    """Everything the page shows."""

    as_of: date
    people: list[PersonLine]
    owners: list[tuple[Person, list[AccountLine]]]
    archived_accounts: list[Account]
    rows: list[Standing]
    missing: list[str]
    documents: list[Document]
    activity: list[Activity]


def read_household_page(household: Household, *, as_of: date) -> HouseholdPage:
    """Arrange the records of a household, in a constant number of queries."""
    row = with_records(Household.objects.filter(pk=household.pk)).get()
    known = facts_of(row, as_of=as_of)
    reading = Reading(year=as_of.year, as_of=as_of, cutoffs=cutoffs_of(household.firm))
    people = list(row.people.all())
    accounts = [account for account in row.accounts.all() if account.archived_at is None]
    lines = _account_lines(row, accounts, known, as_of)
    documents = list(Document.objects.filter(household=row))
    return HouseholdPage(
        as_of=as_of,
        people=[_person_line(person, as_of) for person in people],
        owners=[
            (person, [line for line in lines if line.row.owner_id == person.pk])
            for person in people
            if any(line.row.owner_id == person.pk for line in lines)
        ],
        archived_accounts=[a for a in row.accounts.all() if a.archived_at is not None],
        rows=sorted(reading.rows(records_of(row), known), key=_by_urgency),
        missing=list(_missing(people, lines, known, as_of)),
        documents=documents,
        activity=_activity(row, people, accounts, documents),
    )


def _by_urgency(row: Standing) -> tuple[int, date, str]:
    return row.urgency, row.deadline or date.max, row.words


def _person_line(person: Person, as_of: date) -> PersonLine:
    age = None
    if person.born_on:
        until = person.died_on or as_of
        had_birthday = (until.month, until.day) >= (person.born_on.month, person.born_on.day)
        age = until.year - person.born_on.year - (not had_birthday)
    return PersonLine(row=person, age=age, dates=life_dates(person, as_of=as_of))


def _account_lines(
    row: Household, accounts: list[Account], known: engine.Household, as_of: date
) -> list[AccountLine]:
    conflicts = conflicts_of(row, as_of=as_of)
    names = {person.pk: person.name for person in row.people.all()}
    return [
        AccountLine(
            row=account,
            balance=_newest(account),
            beneficiaries=[
                names[line.person_id] if line.person_id else line.entity
                for line in account.beneficiaries.all()
                if not line.is_contingent and line.to_on is None
            ],
            conflicts=[_conflict_line(c, known) for c in conflicts if c.account.pk == account.pk],
        )
        for account in accounts
    ]


def _newest(account: Account) -> YearEndBalance | None:
    """Return the figure that is used for the newest December 31."""
    years = by_year(standing_balances(account))
    return years[max(years)][0] if years else None


def _conflict_line(conflict: BalanceConflict, known: engine.Household) -> ConflictLine:
    effects = effect_of(conflict, known, load_law())
    return ConflictLine(
        conflict=conflict, effects=[(e.figure, e.required, e.difference) for e in effects]
    )


def _missing(
    people: list[Person], lines: list[AccountLine], known: engine.Household, as_of: date
) -> Iterator[str]:
    for person in people:
        if person.born_on is None:
            yield _("{name}: the birth date").format(name=person.name)
    if not lines:
        yield _("Any account")
    kinds = load_law().account_kinds
    last = as_of.year - 1
    facts = {account.id: account for account in known.accounts}
    for line in lines:
        account = facts[line.row.key]
        if kinds[account.kind].requirement is Requirement.NONE:
            continue
        if last not in account.year_end_balances:
            yield _("{account}: the balance of December 31, {year}").format(
                account=line.row, year=last
            )
        if not line.beneficiaries:
            yield _("{account}: a beneficiary").format(account=line.row)
        if kinds[account.kind].may_delay_while_working and account.plan is None:
            yield _("{account}: whether the owner still works for the employer").format(
                account=line.row
            )


def _activity(
    household: Household,
    people: list[Person],
    accounts: list[Account],
    documents: list[Document],
) -> list[Activity]:
    """Return what was done last, with the names of what it was done to."""
    names = {str(row.pk): str(row) for row in (household, *people, *accounts, *documents)}
    for account in accounts:
        for figure in account.standing_balances:  # type: ignore[attr-defined]
            names[str(figure.pk)] = _("{account}, balance of {year}").format(
                account=account, year=figure.year
            )
        for payment in account.standing_payments:  # type: ignore[attr-defined]
            names[str(payment.pk)] = _("{account}, payment").format(account=account)
    events = (
        AuditEvent.objects.filter(firm=household.firm_id, object_id__in=names)
        .exclude(act="read")
        .select_related("actor")
        .order_by("-sequence")[:RECENT]
    )
    return [Activity(event=event, subject=names[event.object_id]) for event in events]
