"""What does the page of opportunities say of each row, and of the households without one?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from clients.account_names import account_name
from clients.models import Account, Household
from clients.spreadsheets import Cell, csv_lines
from planning.catalogue import KINDS as ACCOUNT_KINDS
from planning.engine.opportunities import Kind
from planning.models import Opportunity, OpportunityStamp
from planning.opportunity_catalogue import CAVEATS, KINDS, STOPS, SURENESS, TELLS
from planning.opportunity_catalogue import MISSING as OWN_MISSING
from planning.tax_catalogue import MISSING
from planning.wording import sentence

Rows = QuerySet[Opportunity]
HEADINGS = (
    "household", "person", "year", "kind", "amount", "value", "rests_on", "text", "remarks",
    "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One opportunity, in words."""

    row: Opportunity
    kind: str
    text: str
    stop: str
    caveats: list[str]
    sureness: str
    address: str

    @property
    def household(self) -> Household:
        """Whose."""
        return self.row.household


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A household of which something cannot be decided, and what it waits for."""

    household: Household
    missing: list[str]
    is_undecided: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How many there are and what they come to, by kind."""

    kinds: list[tuple[str, Any, int]]
    rows: int
    households: int
    value: Decimal
    undecided: int


def opportunities_in(households: QuerySet[Household], *, as_of: date) -> Rows:
    """Return the opportunities of this year in some households."""
    current = households.filter(archived_at=None)
    return Opportunity.objects.filter(year=as_of.year, household__in=current)


def narrowed(rows: Rows, asked: Mapping[str, Any]) -> Rows:
    """Return the rows that answer every question but the kind."""
    for word in (asked.get("q") or "").split():
        rows = rows.filter(Q(household__name__icontains=word) | Q(person_name__icontains=word))
    if asked.get("sure"):
        rows = rows.filter(sureness=asked["sure"])
    return rows


def waiting_in(households: QuerySet[Household], *, as_of: date) -> QuerySet[OpportunityStamp]:
    """Return the households of which something cannot be decided."""
    stamps = OpportunityStamp.objects.filter(year=as_of.year, household__in=households)
    return stamps.exclude(missing=[]).filter(household__archived_at=None)


def summed(rows: Rows, waiting: QuerySet[OpportunityStamp]) -> Summary:
    """Count the rows of each kind, and add up what they are worth."""
    counted = rows.order_by().values_list("kind").annotate(Count("pk"))
    found: dict[str, int] = dict(counted)
    totals = rows.order_by().aggregate(
        value=Sum("value"), households=Count("household", distinct=True)
    )
    return Summary(
        kinds=[(kind, label, found.get(kind, 0)) for kind, label in KINDS.items()],
        rows=sum(found.values()),
        households=totals["households"],
        value=totals["value"] or Decimal(0),
        undecided=waiting.count(),
    )


def lines_of(rows: Iterable[Opportunity]) -> list[Line]:
    """Word some rows, read with their households."""
    return [_line(row) for row in rows]


def waiting_lines(stamps: Sequence[OpportunityStamp]) -> list[Waiting]:
    """Word what some households wait for, in two queries."""
    households = [stamp.household for stamp in stamps]
    accounts = Account.objects.filter(household__in=households).select_related("custodian")
    names = {(one.household_id, one.key): _named(one) for one in accounts}
    people = {
        (household.pk, person.key): person.name
        for household in households
        for person in household.people.all()
    }
    return [
        Waiting(
            household=stamp.household,
            missing=list(dict.fromkeys(_missing(stamp, people, names))),
            is_undecided=stamp.is_undecided,
            address=reverse("planning:tax_year", args=[stamp.household_id, stamp.year]),
        )
        for stamp in stamps
    ]


def write_csv(rows: Iterable[Opportunity]) -> Iterator[str]:
    """Return the rows as a file, line by line."""
    return csv_lines(HEADINGS, map(_cells, rows))


def _line(row: Opportunity) -> Line:
    numbers = {**row.numbers, "amount": row.amount, "value": row.value}
    return Line(
        row=row,
        kind=str(KINDS[row.kind]),
        text=sentence(TELLS[row.code], numbers),
        stop=sentence(STOPS[numbers.get("stops_at", "line")], numbers),
        caveats=[str(CAVEATS[code]) for code in row.caveats],
        sureness=str(SURENESS[row.sureness]),
        address=_address(row),
    )


def _address(row: Opportunity) -> str:
    """Return where more is to be seen: of many years the roadmap, of this one its taxes."""
    if row.kind == Kind.LOW_YEARS:
        return reverse("planning:roadmap", args=[row.household_id])
    return reverse("planning:tax_year", args=[row.household_id, row.year])


def _missing(
    stamp: OpportunityStamp, people: Mapping[Any, str], accounts: Mapping[Any, str]
) -> Iterator[str]:
    for one in stamp.missing:
        words = OWN_MISSING.get(one["code"]) or MISSING[one["code"]]
        numbers = {
            "person": people.get((stamp.household_id, one["person"]), ""),
            "account": accounts.get((stamp.household_id, one["account"]), ""),
            **one["numbers"],
        }
        yield sentence(words, numbers)


def _named(account: Account) -> str:
    custodian = account.custodian.name if account.custodian else None
    kind = str(ACCOUNT_KINDS[account.kind])
    return account_name(account.name, kind, custodian, account.number_last4)


def _cells(row: Opportunity) -> list[Cell]:
    line = _line(row)
    return [
        row.household.name,
        row.person_name,
        row.year,
        line.kind,
        row.amount,
        row.value,
        line.sureness,
        line.text,
        " ".join([line.stop, *line.caveats]).strip(),
        row.citation,
    ]
