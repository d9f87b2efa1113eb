"""What was missed by somebody, what does it cost, and what is still to do about it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clients.models import Household, Person
from planning.anchors import pool_anchor
from planning.catalogue import CASE_CHECKS, FORM_5329_LINES
from planning.engine.document import rmd_document
from planning.engine.law import Law, load_law
from planning.engine.money import ZERO
from planning.engine.rmd import Obligation
from planning.engine.rmd.correction import (
    IRA_POOLS,
    Form5329,
    assessable_until,
    forms_5329,
    is_corrected_in_time,
)
from planning.engine.rmd.handling import is_proven
from planning.facts.missed import checks_of, missed_of
from planning.models import MissedCase, Standing
from planning.templatetags.money import day
from planning.wording import worded


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One line of a case's checklist."""

    text: str
    is_so: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One payment that makes up for the miss."""

    amount: Decimal
    on: date
    account: str
    is_proven: bool
    is_in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One pool of one year, with the case about it if one was opened."""

    owed: Obligation
    pool_text: str
    case: MissedCase | None
    corrections: tuple[Correction, ...]
    limitation: str
    checks: tuple[CheckLine, ...]
    as_of: date

    @property
    def anchor(self) -> str:
        """Where the page has it."""
        return pool_anchor(self.owed.person.id, self.owed.pool, self.owed.distribution_year)

    @property
    def choice(self) -> str:
        """How a form names it."""
        return f"{self.owed.distribution_year} {self.owed.pool}"

    @property
    def is_waived_for_now(self) -> bool:
        """Whether the heirs may still take it without a tax."""
        until = self.owed.waived_until
        return until is not None and self.as_of <= until

    @property
    def is_in_time(self) -> bool:
        """Whether the lower rate has been reached."""
        return is_corrected_in_time(self.owed)

    @property
    def window_is_open(self) -> bool:
        """Whether the lower rate can still be reached."""
        window = self.owed.shortfall.window_ends_on
        return window is not None and self.as_of <= window and not self.is_in_time

    @property
    def tone(self) -> str:
        if self.case is not None and self.case.closed_at is not None:
            return "good" if self.owed.remaining == ZERO else "bad"
        return "open" if self.case is not None else "bad"

    @property
    def may_close(self) -> bool:
        return self.case is not None and all(check.is_so for check in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the form, as it is written there."""

    number: str
    text: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDraft:
    """Part IX of Form 5329 of one tax year."""

    form: Form5329
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedPage:
    """Everything the desk knows of one person."""

    person: Person
    misses: tuple[Miss, ...]
    forms: tuple[FormDraft, ...]
    unknown_years: tuple[int, ...]
    as_of: date

    @property
    def without_case(self) -> list[Miss]:
        return [miss for miss in self.misses if miss.case is None]

    @property
    def remaining(self) -> Decimal:
        return sum((miss.owed.remaining or ZERO for miss in self.misses), ZERO)

    def of_tax_year(self, year: int) -> list[Miss]:
        """Return what Form 5329 of a tax year is about."""
        return [
            miss
            for miss in self.misses
            if miss.owed.shortfall.tax_year == year and miss.owed.shortfall.taxable > ZERO
        ]


def read_missed(person: Person, *, as_of: date) -> MissedPage:
    """Return the misses of a person with their cases, the newest first."""
    law = load_law()
    missed = missed_of(person, law, as_of=as_of)
    owed = missed.obligations
    rows = person.missed_cases.select_related("filing", "opened_by", "closed_by", "household")
    cases = {(case.pool, case.year): case for case in rows}
    spoken = worded(rmd_document(missed.schedule, law, explained=()))
    pools = {(o["pool"], o["distribution_year"]): o["pool_text"] for o in spoken["obligations"]}
    accounts = {key: account["name"] for key, account in spoken["accounts"].items()}
    return MissedPage(
        person=person,
        misses=tuple(
            _miss(o, cases.get((o.pool, o.distribution_year)), pools, accounts, law, as_of)
            for o in owed
        ),
        forms=tuple(
            FormDraft(form=form, lines=tuple(_line(line) for line in form.lines))
            for form in forms_5329(owed, law)
        ),
        unknown_years=missed.unknown_years,
        as_of=as_of,
    )


def missed_rows(households: QuerySet[Household], *, year: int) -> list[dict[str, Any]]:
    """Return who missed what: open cases, closed ones last, and what has no case yet.

    What has no case is read from the book, as far as it is worked out.
    """
    cases = MissedCase.objects.filter(household__in=households)
    rows: list[dict[str, Any]] = [
        {
            "person": case.person,
            "household": case.household,
            "year": case.year,
            "pool": case.pool,
            "case": case,
            "remaining": None,
        }
        for case in cases.select_related("person", "household")
    ]
    found = {(row["person"].pk, row["pool"], row["year"]): row for row in rows}
    standings = Standing.objects.filter(
        household__in=households, book_year=year, status__in=("missed", "correcting")
    ).select_related("owner", "household")
    for standing in standings:
        row = found.setdefault(
            (standing.owner_id, standing.pool, standing.year),
            {
                "person": standing.owner,
                "household": standing.household,
                "year": standing.year,
                "pool": standing.pool,
                "case": None,
            },
        )
        row["remaining"] = standing.remaining
    return sorted(found.values(), key=_urgency)


def _urgency(row: Mapping[str, Any]) -> tuple[bool, bool, str, int]:
    case = row["case"]
    is_closed = case is not None and case.closed_at is not None
    return is_closed, case is not None, row["person"].name, row["year"]


def _miss(
    owed: Obligation,
    case: MissedCase | None,
    pools: Mapping[tuple[str, int], str],
    accounts: Mapping[str, str],
    law: Law,
    as_of: date,
) -> Miss:
    window = owed.shortfall.window_ends_on
    return Miss(
        owed=owed,
        pool_text=pools[owed.pool, owed.distribution_year],
        case=case,
        corrections=tuple(
            Correction(
                amount=counted.counted,
                on=counted.on,
                account=accounts[counted.payment.account],
                is_proven=is_proven(counted.payment),
                is_in_time=window is not None and counted.on <= window,
            )
            for counted in owed.corrections
        ),
        limitation=_limitation(owed, case, law),
        checks=tuple(
            CheckLine(text=str(CASE_CHECKS[check.code]), is_so=check.is_so)
            for check in (checks_of(case, owed) if case else ())
        ),
        as_of=as_of,
    )


def _limitation(owed: Obligation, case: MissedCase | None, law: Law) -> str:
    """Say until when the tax may be assessed, or why nobody can say."""
    filed_on = case.return_filed_on if case else None
    until = assessable_until(owed, law, return_filed_on=filed_on)
    if until is not None:
        return _(
            "The tax may be assessed until {day}: three years from the day the income tax return "
            "was filed. A return filed early counts as filed on its due date."
        ).format(day=day(until))
    if owed.pool not in IRA_POOLS:
        return _(
            "For an employer’s plan it is unsettled when the time to assess the tax ends: the "
            "three years of IRC 6501(l)(4) are written for IRAs."
        )
    since = law.parameters["shortfall_limitation"].values[-1].effective
    if owed.due_on is not None and owed.due_on < since:
        return _(
            "This miss is older than IRC 6501(l)(4): without a Form 5329 the time to assess the "
            "tax may not have begun to run. Ask a tax adviser."
        )
    return _(
        "The time to assess the tax runs for three years from the income tax return of {year}. "
        "Record when that was filed."
    ).format(year=owed.shortfall.tax_year)


def _line(line: Any) -> Line:
    return Line(number=line.number, text=str(FORM_5329_LINES[line.code]), amount=line.amount)
