"""What does the page of a household say? People, accounts, heirs, what is due and missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from clients.models import (
    Account,
    Beneficiary,
    Document,
    Household,
    Marriage,
    Person,
    YearEndBalance,
)
from planning.engine import household as engine
from planning.engine.law import load_law
from planning.facts import (
    BalanceConflict,
    as_known_on,
    conflicts_of,
    effect_of,
    facts_of,
    with_records,
)
from planning.facts.conflicts import by_year
from planning.facts.standing import records_of, standing_balances
from planning.models import Standing
from planning.reports.activity import Activity, events_about, told
from planning.reports.book_rows import Reading
from planning.reports.completeness import Missing, is_former_spouse, missing_of
from planning.reports.cut_offs import cut_offs_of
from planning.reports.life_dates import LifeDate, life_dates

RECENT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One person, and the days that matter for them."""

    row: Person
    age: int | None
    dates: list[LifeDate]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarriageLine:
    """One marriage; `ended_on` is the divorce or the first death."""

    row: Marriage
    ended_on: date | None
    by_death: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictLine:
    """Two figures for one December 31, and what each would ask for."""

    conflict: BalanceConflict
    effects: list[tuple[YearEndBalance, Decimal | None, Decimal | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeirLine:
    """One line of a designation."""

    row: Beneficiary
    name: str
    percent: str
    is_former_spouse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account: its balances with their evidence, and who inherits it in which order."""

    row: Account
    balances: list[tuple[YearEndBalance, Document | None]]
    first: list[HeirLine]
    then: list[HeirLine]
    ended: list[HeirLine]
    conflicts: list[ConflictLine]

    @property
    def balance(self) -> YearEndBalance | None:
        """The figure that is used for the newest December 31."""
        return self.balances[0][0] if self.balances else None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPage:
    """Everything the page shows; what is beside the facts only where they are today's."""

    as_of: date
    people: list[PersonLine]
    marriages: list[MarriageLine]
    owners: list[tuple[Person, list[AccountLine]]]
    rows: list[Standing]
    missing: list[Missing]
    archived_accounts: list[Account]
    archived_people: list[Person]
    documents: list[Document]
    activity: list[Activity]

    @property
    def accounts(self) -> list[AccountLine]:
        return [line for _owner, lines in self.owners for line in lines]


def read_household_page(household: Household, *, as_of: date, with_reads: bool) -> HouseholdPage:
    """Arrange the records of a household, in a constant number of queries."""
    row = with_records(Household.objects.filter(pk=household.pk)).get()
    documents = list(household.documents.filter(withdrawn_at=None).select_related("uploaded_by"))
    events = events_about(household, with_reads=with_reads)[:RECENT]
    return _page(row, as_of, documents, told(household, events))


def read_past_page(household: Household, *, on: date) -> HouseholdPage | None:
    """Arrange the records as they were known when a day ended; None before there were any."""
    row = as_known_on(household, on)
    return None if row is None else _page(row, on, [], [])


def _page(
    row: Household, as_of: date, documents: list[Document], activity: list[Activity]
) -> HouseholdPage:
    known = facts_of(row, as_of=as_of)
    reading = Reading(year=as_of.year, as_of=as_of, cutoffs=cut_offs_of(row.firm))
    people = list(row.people.all())
    current = [account for account in row.accounts.all() if account.archived_at is None]
    lines = _account_lines(row, current, known, as_of, documents)
    return HouseholdPage(
        as_of=as_of,
        people=[_person_line(person, as_of) for person in people],
        marriages=[_marriage_line(marriage, people) for marriage in row.marriages.all()],
        owners=[
            (person, [line for line in lines if line.row.owner_id == person.pk])
            for person in people
            if any(line.row.owner_id == person.pk for line in lines)
        ],
        rows=sorted(reading.rows(records_of(row), known), key=_by_urgency),
        missing=list(missing_of(row, current, known, as_of)),
        archived_accounts=[a for a in row.accounts.all() if a.archived_at is not None],
        archived_people=list(Person.objects.filter(household=row.pk, archived_at__isnull=False)),
        documents=documents,
        activity=activity,
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


def _marriage_line(marriage: Marriage, people: list[Person]) -> MarriageLine:
    named = {person.pk: person for person in people}
    marriage.one, marriage.other = named[marriage.one_id], named[marriage.other_id]
    died = [spouse.died_on for spouse in (marriage.one, marriage.other) if spouse.died_on]
    death = min(died, default=None)
    by_death = death is not None and (marriage.to_on is None or death < marriage.to_on)
    ended_on = death if by_death else marriage.to_on
    return MarriageLine(row=marriage, ended_on=ended_on, by_death=by_death)


def _account_lines(
    row: Household,
    accounts: list[Account],
    known: engine.Household,
    as_of: date,
    documents: list[Document],
) -> list[AccountLine]:
    conflicts = conflicts_of(row, as_of=as_of)
    files = {document.pk: document for document in documents}
    people = {person.pk: person for person in row.people.all()}
    lines = []
    for account in accounts:
        heirs = [_heir(row, account, line, people, as_of) for line in account.beneficiaries.all()]
        standing = [heir for heir in heirs if not _is_over(heir.row, as_of)]
        figures = sorted(by_year(standing_balances(account)).items(), reverse=True)
        lines.append(
            AccountLine(
                row=account,
                balances=[
                    (figure, files.get(figure.document_id) if figure.document_id else None)
                    for _year, of_year in figures
                    for figure in of_year
                ],
                first=[heir for heir in standing if not heir.row.is_contingent],
                then=[heir for heir in standing if heir.row.is_contingent],
                ended=[heir for heir in heirs if _is_over(heir.row, as_of)],
                conflicts=[
                    _conflict_line(c, known) for c in conflicts if c.account.pk == account.pk
                ],
            )
        )
    return lines


def _heir(
    household: Household,
    account: Account,
    line: Beneficiary,
    people: dict[UUID, Person],
    as_of: date,
) -> HeirLine:
    person = people.get(line.person_id) if line.person_id else None
    return HeirLine(
        row=line,
        name=person.name if person else line.entity,
        percent=f"{(line.share * 100).normalize():f}%",
        is_former_spouse=person is not None
        and is_former_spouse(household, people[account.owner_id], person, as_of),
    )


def _is_over(line: Beneficiary, as_of: date) -> bool:
    return line.to_on is not None and line.to_on <= as_of


def _conflict_line(conflict: BalanceConflict, known: engine.Household) -> ConflictLine:
    effects = effect_of(conflict, known, load_law())
    return ConflictLine(
        conflict=conflict, effects=[(e.figure, e.required, e.difference) for e in effects]
    )
