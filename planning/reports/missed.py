"""What was missed by somebody, what does it cost, and what is still to do about it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Person
from planning.anchors import pool_anchor
from planning.catalogue import CASE_CHECKS
from planning.engine.document import rmd_document
from planning.engine.law import Law, load_law
from planning.engine.money import ZERO
from planning.engine.rmd import Obligation
from planning.engine.rmd.correction import (
    Form5329,
    assessable_until,
    forms_5329,
    is_corrected_in_time,
    is_of_iras,
)
from planning.engine.rmd.handling import is_proven
from planning.engine.rmd.pool_years import total_required
from planning.facts.missed import checks_of, missed_of
from planning.models import MissedCase
from planning.templatetags.money import day
from planning.wording import worded

# Part IX of the form, as its lines are called.
FORM_5329_LINES = {
    "required": lazy("Minimum required distribution"),
    "required_lower": lazy("Minimum required distribution, where it was made up for in time"),
    "required_full": lazy("Minimum required distribution, where it was not"),
    "distributed": lazy("Amount actually distributed"),
    "distributed_lower": lazy("Amount actually distributed by the due date, of line 52a"),
    "distributed_full": lazy("Amount actually distributed by the due date, of line 52b"),
    "shortfall": lazy("Line 52 less line 53: the shortfall"),
    "tax_lower": lazy("Additional tax at the lower rate, on what was corrected in time"),
    "tax_full": lazy("Additional tax at the full rate"),
    "tax": lazy("Additional tax"),
}


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
        return choice_of(self.owed)

    @property
    def is_waived_for_now(self) -> bool:
        """Whether the heirs may still take it without a tax."""
        until = self.owed.waived_until
        return until is not None and self.as_of <= until

    @property
    def is_granted(self) -> bool:
        """Whether the tax was waived on request."""
        return _is_granted(self.case)

    @property
    def is_in_time(self) -> bool:
        """Whether the lower rate has been reached."""
        return is_corrected_in_time(self.owed)

    @property
    def days_left(self) -> int:
        """How many days the window is still open."""
        window = self.owed.shortfall.window_ends_on
        return (window - self.as_of).days if window else 0

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
class Question:
    """A year that was due before the records begin: was it taken?"""

    owed: Obligation
    pool_text: str
    required: Decimal

    @property
    def choice(self) -> str:
        """How a form names it."""
        return choice_of(self.owed)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenElsewhere:
    """A year that was taken from where nothing is on record, with the answer that says so."""

    owed: Obligation
    pool_text: str
    case: MissedCase


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedPage:
    """Everything the desk knows of one person."""

    person: Person
    misses: tuple[Miss, ...]
    questions: tuple[Question, ...]
    elsewhere: tuple[TakenElsewhere, ...]
    forms: tuple[FormDraft, ...]
    unknown_years: tuple[int, ...]
    as_of: date

    @property
    def without_case(self) -> list[Miss]:
        return [miss for miss in self.misses if miss.case is None]

    @property
    def may_be_answered(self) -> list[tuple[Obligation, str]]:
        """What somebody may still say about: all but what is closed."""
        return [
            *((asked.owed, asked.pool_text) for asked in self.questions),
            *(
                (miss.owed, miss.pool_text)
                for miss in self.misses
                if miss.case is None or miss.case.closed_at is None
            ),
        ]

    @property
    def remaining(self) -> Decimal:
        return sum((miss.owed.remaining or ZERO for miss in self.misses), ZERO)

    @property
    def may_cost_less(self) -> bool:
        """Whether there is a lower tax still to be reached."""
        return any(
            miss.owed.shortfall.taxable and miss.window_is_open and not miss.is_granted
            for miss in self.misses
        )

    def of_tax_year(self, year: int) -> list[Miss]:
        """Return what Form 5329 of a tax year is about."""
        return [
            miss
            for miss in self.misses
            if miss.owed.shortfall.tax_year == year
            and miss.owed.shortfall.taxable > ZERO
            and not miss.is_granted
        ]


def read_missed(person: Person, *, as_of: date) -> MissedPage:
    """Return the misses of a person with their cases, the newest first."""
    law = load_law()
    missed = missed_of(person, law, as_of=as_of)
    owed = missed.obligations
    rows = person.missed_cases.select_related(
        "filing", "elsewhere_proof", "opened_by", "closed_by", "household"
    )
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
        questions=tuple(
            Question(
                owed=o,
                pool_text=pools[o.pool, o.distribution_year],
                required=total_required(o.amounts),
            )
            for o in missed.not_on_record
        ),
        elsewhere=tuple(
            TakenElsewhere(
                owed=o,
                pool_text=pools[o.pool, o.distribution_year],
                case=cases[o.pool, o.distribution_year],
            )
            for o in missed.taken_elsewhere
        ),
        forms=tuple(
            FormDraft(form=form, lines=tuple(_line(line) for line in form.lines))
            for form in forms_5329(
                [o for o in owed if not _is_granted(cases.get((o.pool, o.distribution_year)))], law
            )
        ),
        unknown_years=missed.unknown_years,
        as_of=as_of,
    )


def _is_granted(case: MissedCase | None) -> bool:
    return case is not None and case.waiver == MissedCase.Waiver.GRANTED


def choice_of(owed: Obligation) -> str:
    """Return how a form names a pool of a year."""
    return f"{owed.distribution_year} {owed.pool}"


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
    if not is_of_iras(owed):
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
