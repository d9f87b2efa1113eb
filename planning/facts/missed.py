"""What did somebody miss, and what must be so before the case of it is closed?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from clients.models import Person
from planning.engine.law import Law
from planning.engine.money import ZERO
from planning.engine.rmd import Obligation, Schedule, Status, rmd_schedule
from planning.engine.rmd.handling import is_proven
from planning.facts.gathering import gather_facts
from planning.models import MissedCase

YEARS_BACK = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must be so before a case is closed."""

    code: str
    is_so: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What somebody missed, and the years of which nobody can say."""

    schedule: Schedule  # of what was missed, is not on record or was taken elsewhere
    unknown_years: tuple[int, ...]

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """What was missed."""
        return tuple(o for o in self.schedule.obligations if o.shortfall.amount > ZERO)

    @property
    def not_on_record(self) -> tuple[Obligation, ...]:
        """What was due before the records begin: whether it was taken, nobody has said."""
        return tuple(o for o in self.schedule.obligations if o.is_not_on_record)

    @property
    def taken_elsewhere(self) -> tuple[Obligation, ...]:
        return tuple(o for o in self.schedule.obligations if o.elsewhere)

    def of_case(self, case: MissedCase) -> Obligation | None:
        """Return what a case is about, None where nothing is missing any more."""
        key = (case.pool, case.year)
        return next((o for o in self.obligations if (o.pool, o.distribution_year) == key), None)


def missed_of(person: Person, law: Law, *, as_of: date) -> Missed:
    """Return the requirements somebody missed in the last years, made up for since or not.

    A year with a case belongs to them however long ago it was.
    """
    with_cases = person.missed_cases.values_list("year", flat=True)
    years = {*range(as_of.year - YEARS_BACK, as_of.year + 1), *with_cases}
    facts = gather_facts(person.household, as_of=as_of)
    schedule = rmd_schedule(facts, law, years=sorted(y for y in years if y >= law.first_year))
    own = [owed for owed in schedule.obligations if owed.person.id == person.key]
    told = sorted(
        (o for o in own if o.shortfall.amount > ZERO or o.is_not_on_record or o.elsewhere),
        key=lambda owed: -owed.distribution_year,
    )
    unknown = {
        owed.distribution_year
        for owed in own
        if owed.status is Status.UNDECIDED and not owed.is_not_on_record
    }
    return Missed(
        schedule=replace(schedule, obligations=tuple(told), qcds=(), caveats=(), undecided=()),
        unknown_years=tuple(sorted(unknown)),
    )


def checks_of(case: MissedCase, owed: Obligation | None) -> list[Check]:
    """Return what must be so before the case can be closed; nothing is owed where None."""
    corrections = owed.corrections if owed else ()
    no_tax = owed is None or owed.shortfall.taxable == ZERO
    checks = {
        "made_up_for": owed is None or owed.remaining == ZERO,
        "correction_proven": all(is_proven(counted.payment) for counted in corrections),
        "cause_told": bool(case.cause.strip()),
        "steps_told": bool(case.steps_taken.strip()),
        "filed": no_tax
        or case.waiver == MissedCase.Waiver.GRANTED
        or (case.filed_on is not None and case.filing_id is not None),
    }
    return [Check(code=code, is_so=is_so) for code, is_so in checks.items()]
