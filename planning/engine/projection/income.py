"""What comes in from elsewhere than the accounts, year by year?

Wages, pensions, annuities, rents and other income, by person. What moves with prices is kept in
dollars of the as-of day, what has an increase of its own in dollars of its year. What of a pension
or annuity is its investment coming back is cash, and no income.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum, auto

import numpy as np

from planning.engine.household import Household
from planning.engine.projection.lives import Lives
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.basis import returned_investment
from planning.engine.tax_facts import Income, IncomeKind, TaxFacts
from planning.engine.tax_year.incomes import notes_of
from planning.engine.tax_year.paid import (
    WITH_OWN_INCREASE,
    investment_left,
    share_of_year,
    survivors_part,
)
from planning.engine.tax_year.results import Missing, Note

KINDS: tuple[IncomeKind, ...] = tuple(
    kind for kind in IncomeKind if kind is not IncomeKind.SOCIAL_SECURITY
)
WHOLE = Decimal(1)


class Amount(Enum):
    """Which amount of a year is asked for."""

    PAID = auto()  # in the whole year
    TO_COME = auto()  # of it: in the first year only what follows the as-of day
    TAXED = auto()  # on the return of the year
    TAXED_BEFORE = auto()  # of it: what was paid through the as-of day


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One income of one person in every year; shapes (year)."""

    kind: IncomeKind
    person: int
    paid: Dollars
    to_come: Dollars
    tax_free: Dollars  # while the investment has not come back
    investment: float  # when the plan begins
    survivor_share: float
    survivor_tax_free: float  # a survivor's part of what is tax-free
    moves_with_prices: bool

    def shares(
        self, lives: Lives, year: int, survivor_share: float
    ) -> Iterator[tuple[int, Dollars]]:
        """Yield who receives which part of it in a year: a person, and (path)."""
        alive, partner = lives.alive(year), lives.partners(year)[self.person]
        yield self.person, np.asarray(alive[:, self.person], dtype=np.float64)
        if survivor_share and partner >= 0:
            left = alive[:, partner] & ~alive[:, self.person]
            yield partner, np.asarray(survivor_share * left, dtype=np.float64)

    def returned(self, lives: Lives, year: int) -> Dollars:
        """Return what of a year's payments is the investment coming back: (path, person)."""
        position = year - lives.first_year
        shape = (position + 1, len(lives.last_years), len(lives.people))
        paid, tax_free = np.zeros(shape), np.zeros(shape)
        for place, of in enumerate(lives.years[: position + 1]):
            for person, part in self.shares(lives, of, self.survivor_share):
                paid[place, :, person] = self.paid[place] * part
            for person, part in self.shares(lives, of, self.survivor_tax_free):
                tax_free[place, :, person] = self.tax_free[place] * part
        return np.asarray(returned_investment(paid, tax_free, self.investment)[position])


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomes:
    """All incomes but Social Security."""

    streams: tuple[Stream, ...]
    missing: tuple[Missing, ...]
    notes: tuple[Note, ...]

    def in_year(
        self, year: int, lives: Lives, prices: Dollars, amount: Amount
    ) -> Mapping[IncomeKind, Dollars]:
        """Return each kind's amounts of a year, (path, person); `prices` are (path, year).

        A pension that goes on for a survivor is the survivor's from the year after the death.
        """
        position = year - lives.first_year
        found = {kind: np.zeros((len(lives.last_years), len(lives.people))) for kind in KINDS}
        for stream in self.streams:
            paid, to_come = stream.paid[position], stream.to_come[position]
            asked = {Amount.TO_COME: to_come, Amount.TAXED_BEFORE: paid - to_come}.get(amount, paid)
            if not asked:
                continue
            moved = asked * (prices[:, position] if stream.moves_with_prices else 1.0)
            for person, part in stream.shares(lives, year, stream.survivor_share):
                found[stream.kind][:, person] += moved * part
            if amount in {Amount.TAXED, Amount.TAXED_BEFORE} and stream.tax_free[position]:
                found[stream.kind] -= stream.returned(lives, year) * (asked / paid)
        return found

    def wages(self, lives: Lives, prices: Dollars) -> Dollars:
        """Return everybody's wages of every year while all live, on the first path."""
        total = np.zeros((len(lives.years), len(lives.people)))
        for stream in self.streams:
            if stream.kind is IncomeKind.WAGES:
                moved = prices[0] if stream.moves_with_prices else 1.0
                total[:, stream.person] += stream.paid * moved
        return total


def incomes_of(household: Household, facts: TaxFacts, lives: Lives) -> Incomes:
    """Return the incomes of the people in the plan, by years.

    Not modelled: wages are in Social Security.
    """
    streams, missing = [], []
    notes: list[Note] = []
    for income in facts.incomes:
        receiver = _receiver(income, lives)
        if income.kind is IncomeKind.SOCIAL_SECURITY or receiver is None:
            continue
        if income.annual is None:
            fact = f"incomes.{income.kind}.annual"
            missing.append(Missing(code="income_amount", fact=fact, person=income.person))
            continue
        streams.append(_stream(income, *receiver, household, facts, lives))
        notes += notes_of(income)
    return Incomes(streams=tuple(streams), missing=tuple(missing), notes=tuple(notes))


def _receiver(income: Income, lives: Lives) -> tuple[int, Decimal] | None:
    """Return who receives an income, and how much of it; None: nobody in the plan.

    What goes on after a death before the plan begins is the survivor's.
    """
    if income.person in lives.ids:
        return lives.ids.index(income.person), WHOLE
    for survivor, late in lives.widowed:
        if late.id == income.person and income.survivor_share:
            return survivor, income.survivor_share
    return None


def _stream(
    income: Income,
    person: int,
    part: Decimal,
    household: Household,
    facts: TaxFacts,
    lives: Lives,
) -> Stream:
    as_of, has_own = household.as_of, income.kind in WITH_OWN_INCREASE
    own_rate = (income.cola or 0) if has_own else income.growth
    ends = [day for day in (income.to_on, lives.people[person].died_on) if day is not None]
    end = min(ends, default=None)
    annual, is_survivors = (
        float(income.annual or 0) * float(part),
        income.person != lives.ids[person],
    )
    tax_free = income.tax_free_annual or 0
    if is_survivors:
        tax_free *= survivors_part(income, part)
    goes_on = Decimal(0) if is_survivors else income.survivor_share or Decimal(0)
    days = np.array([float(share_of_year(year, income.start_on, end)) for year in lives.years])
    grown = (1 + float(own_rate or 0)) ** (np.array(lives.years) - as_of.year)
    paid = annual * days * grown
    to_come = paid.copy()
    if lives.first_year == as_of.year:
        tomorrow = as_of + timedelta(days=1)
        start = max(tomorrow, income.start_on or tomorrow)
        to_come[0] = annual * float(share_of_year(as_of.year, start, end))
    return Stream(
        kind=income.kind,
        person=person,
        paid=paid,
        to_come=to_come,
        tax_free=float(tax_free) * days,
        investment=investment_left(income, household, facts, lives.first_year),
        survivor_share=float(goes_on),
        survivor_tax_free=float(survivors_part(income, goes_on)) if goes_on else 0.0,
        moves_with_prices=own_rate is None,
    )
