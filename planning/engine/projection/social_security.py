"""What does Social Security pay everybody in every year: own, as a spouse, as a survivor?

Everything is in dollars of the as-of day; prices are put on where the benefits are read. A month
is paid in the next one, so that a year's return has December to November.

Source: 42 U.S.C. § 402, 403, 416(l); the figures in law/parameters/ages and /social_security.
Not modelled: the earnings test by months of the first year, its effect on a spouse's benefit,
remarriage, the family maximum, benefits of divorced spouses and children, a survivor's choice of
which benefit to claim first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from planning.engine.household import Person
from planning.engine.law import Law
from planning.engine.projection.lives import Lives
from planning.engine.tax.arrays import Dollars, Whole
from planning.engine.tax_facts import Income, IncomeKind
from planning.engine.tax_year.benefits import (
    MONTHS,
    SINCE,
    first_of,
    full_retirement_age,
    month_born,
    month_of,
    monthly_benefit,
    more_as_spouse,
    reduction,
    survivor_benefit,
    to_dimes,
)
from planning.engine.tax_year.results import Missing, Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One person's own benefit. Months are counted as years × 12 + months."""

    born_on: date
    full: Decimal | None  # a month at full retirement age; None: only what is paid is known
    start: int
    monthly: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefits:
    """Benefits by year and person, in dollars of the as-of day.

    Deaths are an axis of `survivor`: the position of the year at whose end the partner died.
    """

    own: Dollars  # (year, person)
    spouse: Dollars  # (year, person): added while both live
    survivor: Dollars  # (year, person, death year of the partner): added after the death
    share_left: Dollars  # (person): of the first year, the part that is still to come
    missing: tuple[Missing, ...]
    notes: tuple[Note, ...]

    def in_year(self, year: int, lives: Lives) -> Dollars:
        """Return everybody's benefits of a year: (path, person)."""
        position = year - lives.first_year
        alive = lives.alive(year)
        paid = np.broadcast_to(self.own[position], alive.shape)
        for person, partner in enumerate(lives.partners(year)):
            if partner < 0:
                continue
            death = np.minimum(lives.last_years[:, partner], year) - lives.first_year
            more = np.where(
                alive[:, partner],
                self.spouse[position, person],
                self.survivor[position, person, death],
            )
            paid = paid + np.where(np.arange(paid.shape[1]) == person, more[:, None], 0.0)
        return np.where(alive, paid, 0.0)


def benefits_of(
    incomes: Sequence[Income],
    lives: Lives,
    wages: Dollars,
    law: Law,
    *,
    as_of: date,
    claims: Mapping[str, date] | None = None,
) -> Benefits:
    """Return what everybody receives in every year.

    `wages` are those of each year, in its own dollars (year, person), for the earnings test;
    `claims` are days from which people claim instead of those on record.
    """
    claimed, found = claims or {}, {}
    missing: list[Missing] = []
    for person, (who, born_on) in enumerate(zip(lives.people, lives.born_on, strict=True)):
        for income in incomes:
            if income.person == who.id and income.kind is IncomeKind.SOCIAL_SECURITY:
                worker = _worker(income, born_on, claimed.get(who.id), law, missing)
                if worker is not None:
                    found[person] = worker
    months = _months(lives)
    own = np.zeros((*months.shape, len(lives.people)))
    for person, worker in found.items():
        own[..., person] = _own(worker, months, wages[:, person], lives, law)
        died_on = lives.people[person].died_on
        if died_on is not None:  # the month of a death is not paid for
            own[..., person] *= months < month_of(died_on)
    for person, late in lives.widowed:
        for income in incomes:
            if income.person == late.id and income.kind is IncomeKind.SOCIAL_SECURITY:
                own[..., person] += _of_the_late(late, income, lives, person, own, months, law)
    spouse = np.zeros_like(own)
    survivor = np.zeros((*own.shape, len(lives.years)))
    notes: list[Note] = []
    for person, partner in enumerate(lives.partners(lives.first_year)):
        if partner < 0 or partner not in found:
            continue
        theirs, mine = found[partner], found.get(person)
        spouse[..., person] = _as_spouse(mine, theirs, months, law)
        if mine is None and theirs.full is not None:
            notes.append(Note(code="spouse_benefit_not_claimed", citation="42 U.S.C. § 402(b)"))
        for position, year in enumerate(lives.years):
            survivor[..., person, position] = _as_survivor(
                lives.born_on[person], own[..., person], theirs, months, year, law
            )
    share_left = _share_left(own, months, as_of)
    return Benefits(
        own=own.sum(axis=1),
        spouse=spouse.sum(axis=1),
        survivor=survivor.sum(axis=1),
        share_left=share_left,
        missing=tuple(missing),
        notes=tuple(notes),
    )


def _worker(
    income: Income, born_on: date, claim: date | None, law: Law, missing: list[Missing]
) -> Worker | None:
    start_on = claim or income.start_on
    if income.monthly_at_fra is not None and start_on is not None:
        monthly = monthly_benefit(income.monthly_at_fra, born_on, start_on, law)
        return Worker(
            born_on=born_on, full=income.monthly_at_fra, start=month_of(start_on), monthly=monthly
        )
    if income.annual is not None:
        start = 0 if income.start_on is None else month_of(income.start_on)
        return Worker(born_on=born_on, full=None, start=start, monthly=income.annual / MONTHS)
    known = income.monthly_at_fra is not None
    missing.append(
        Missing(
            code="benefit_start" if known else "benefit_amount",
            fact=f"incomes.social_security.{'start_on' if known else 'monthly_at_fra'}",
            person=income.person,
        )
    )
    return None


def _months(lives: Lives) -> Whole:
    """Return the months paid for in each year, December to November: (year, month)."""
    firsts = np.array([year * MONTHS - 1 for year in lives.years], dtype=np.int64)
    return firsts[:, None] + np.arange(MONTHS)


def _own(worker: Worker, months: Whole, wages: Dollars, lives: Lives, law: Law) -> Dollars:
    """Return the own benefit by month, with the earnings test before full retirement age.

    What is withheld is credited in whole months from full retirement age on: 20 CFR 404.412.
    """
    paid = np.where(months >= worker.start, float(worker.monthly), 0.0)
    full_at = month_born(worker.born_on) + full_retirement_age(worker.born_on, law)
    if worker.full is None or worker.start >= full_at or not worker.monthly:
        return paid
    withheld = 0.0
    for position, year in enumerate(lives.years):
        before = months[position] < full_at
        tested = paid[position] * before
        kept_back = min(float(_withheld(wages[position], year, full_at, law)), float(tested.sum()))
        if kept_back > 0:
            paid[position] -= tested * (kept_back / tested.sum())
            withheld += kept_back
    credited = int(withheld / float(worker.monthly))
    early = max(full_at - worker.start - credited, 0)
    rule = law.parameters["full_retirement_age"].on(SINCE)
    later = to_dimes(worker.full * _decimal(1 - reduction(early, rule)))
    return np.where((months >= full_at) & (months >= worker.start), float(later), paid)


def _withheld(wages: float, year: int, full_at: int, law: Law) -> float:
    """Return what a year's earnings withhold: 42 U.S.C. § 403(b), (f)."""
    full_year, full_month = divmod(full_at, MONTHS)
    if year > full_year or (year == full_year and not full_month):
        return 0.0
    is_last = year == full_year
    name = "earnings_test_last_year" if is_last else "earnings_test"
    rule = law.parameters[name].on(date(year, 1, 1))
    counted = wages * full_month / MONTHS if is_last else wages
    return max(counted - rule.number("limit"), 0.0) * float(Fraction(rule.text("withheld")))


def _as_spouse(mine: Worker | None, theirs: Worker, months: Whole, law: Law) -> Dollars:
    """Return what being a spouse adds by month, from when both have claimed."""
    if mine is None or mine.full is None or theirs.full is None:
        return np.zeros(months.shape)
    start = max(mine.start, theirs.start)
    more = more_as_spouse(mine.full, theirs.full, mine.born_on, first_of(start), law)
    return np.where(months >= start, float(more), 0.0)


def _as_survivor(
    born_on: date, own: Dollars, theirs: Worker, months: Whole, died_in: int, law: Law
) -> Dollars:
    """Return by how much a survivor's benefit exceeds the own one, by month.

    It begins in the month after the death, or at the earliest age.
    """
    start, amount = survivor_benefit(
        theirs.full,
        theirs.monthly,
        theirs.start,
        theirs.born_on,
        died_at=died_in * MONTHS + MONTHS - 1,  # December, the month of the death itself
        survivor_born_on=born_on,
        law=law,
    )
    return np.where(months >= start, np.maximum(float(amount) - own, 0.0), 0.0)


def _of_the_late(
    late: Person,
    income: Income,
    lives: Lives,
    person: int,
    own: Dollars,
    months: Whole,
    law: Law,
) -> Dollars:
    """Return what a death before the plan begins adds to the survivor's own benefit, by month."""
    if late.born_on is None or late.died_on is None:
        return np.zeros(months.shape)
    worker = _worker(income, late.born_on, None, law, [])
    if worker is None:
        return np.zeros(months.shape)
    died_in = late.died_on.year
    return _as_survivor(lives.born_on[person], own[..., person], worker, months, died_in, law)


def _share_left(own: Dollars, months: Whole, as_of: date) -> Dollars:
    """Return the part of the first year's payments that is still to come, by person."""
    whole = own[0].sum(axis=0)
    due = months[0] >= month_of(as_of)  # paid in the month after it
    left = own[0][due].sum(axis=0)
    even = np.full_like(whole, due.mean())
    return np.divide(left, whole, out=even, where=whole > 0)


def _decimal(part: Fraction) -> Decimal:
    return Decimal(part.numerator) / Decimal(part.denominator)
