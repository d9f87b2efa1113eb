"""What comes in from elsewhere than the accounts, year by year?

Wages, pensions, annuities, rents and other income, by person. What moves with prices is kept in
dollars of the as-of day, what has an increase of its own in dollars of its year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from planning.engine.projection.lives import Lives
from planning.engine.tax.arrays import Dollars
from planning.engine.tax_facts import Income, IncomeKind
from planning.engine.tax_year.incomes import WITH_OWN_INCREASE, share_of_year
from planning.engine.tax_year.results import Missing, Note

KINDS: tuple[IncomeKind, ...] = tuple(
    kind for kind in IncomeKind if kind is not IncomeKind.SOCIAL_SECURITY
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One income of one person in every year; shapes (year).

    `taxed` is what the return of the year shows, `cash` what is still to come: in the first year
    only what follows the as-of day.
    """

    kind: IncomeKind
    person: int
    taxed: Dollars
    cash: Dollars
    survivor_share: float
    moves_with_prices: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomes:
    """All incomes but Social Security."""

    streams: tuple[Stream, ...]
    missing: tuple[Missing, ...]
    notes: tuple[Note, ...]

    def in_year(
        self, year: int, lives: Lives, prices: Dollars, *, is_cash: bool = False
    ) -> Mapping[IncomeKind, Dollars]:
        """Return each kind's amounts of a year, (path, person); `prices` are (path, year).

        A pension that goes on for a survivor is the survivor's from the year after the death.
        """
        position = year - lives.first_year
        alive, partners = lives.alive(year), lives.partners(year)
        found = {kind: np.zeros(alive.shape) for kind in KINDS}
        for stream in self.streams:
            amount = (stream.cash if is_cash else stream.taxed)[position]
            if not amount:
                continue
            moved = amount * (prices[:, position] if stream.moves_with_prices else 1.0)
            found[stream.kind][:, stream.person] += moved * alive[:, stream.person]
            partner = partners[stream.person]
            if stream.survivor_share and partner >= 0:
                left = alive[:, partner] & ~alive[:, stream.person]
                found[stream.kind][:, partner] += moved * stream.survivor_share * left
        return found

    def wages(self, lives: Lives, prices: Dollars) -> Dollars:
        """Return everybody's wages of every year while all live, on the first path."""
        total = np.zeros((len(lives.years), len(lives.people)))
        for stream in self.streams:
            if stream.kind is IncomeKind.WAGES:
                moved = prices[0] if stream.moves_with_prices else 1.0
                total[:, stream.person] += stream.taxed * moved
        return total


def incomes_of(incomes: Sequence[Income], lives: Lives, *, as_of: date) -> Incomes:
    """Return the incomes of the people in the plan, by years.

    Not modelled: an annuity's exclusion ratio; wages are in Social Security.
    """
    streams, missing, notes = [], [], []
    for income in incomes:
        receiver = _receiver(income, lives)
        if income.kind is IncomeKind.SOCIAL_SECURITY or receiver is None:
            continue
        if income.annual is None:
            fact = f"incomes.{income.kind}.annual"
            missing.append(Missing(code="income_amount", fact=fact, person=income.person))
            continue
        streams.append(_stream(income, *receiver, lives, as_of))
        if income.kind is IncomeKind.ANNUITY:
            notes.append(Note(code="annuity_all_taxable", citation="recalled: 26 U.S.C. § 72(b)"))
    return Incomes(streams=tuple(streams), missing=tuple(missing), notes=tuple(notes))


def _receiver(income: Income, lives: Lives) -> tuple[int, float] | None:
    """Return who receives an income, and how much of it; None: nobody in the plan.

    What goes on after a death before the plan begins is the survivor's.
    """
    if income.person in lives.ids:
        return lives.ids.index(income.person), 1.0
    for survivor, late in lives.widowed:
        if late.id == income.person and income.survivor_share:
            return survivor, float(income.survivor_share)
    return None


def _stream(income: Income, person: int, part: float, lives: Lives, as_of: date) -> Stream:
    has_own = income.kind in WITH_OWN_INCREASE
    own_rate = (income.cola or 0) if has_own else income.growth
    ends = [day for day in (income.to_on, lives.people[person].died_on) if day is not None]
    end = min(ends, default=None)
    annual = float(income.annual or 0) * part
    amounts = np.array(
        [
            annual
            * float(share_of_year(year, income.start_on, end))
            * (1 + float(own_rate or 0)) ** (year - as_of.year)
            for year in lives.years
        ]
    )
    cash = amounts.copy()
    if lives.first_year == as_of.year:
        tomorrow = as_of + timedelta(days=1)
        start = max(tomorrow, income.start_on or tomorrow)
        cash[0] = annual * float(share_of_year(as_of.year, start, end))
    return Stream(
        kind=income.kind,
        person=person,
        taxed=amounts,
        cash=cash,
        survivor_share=float(income.survivor_share or 0) if part == 1 else 0.0,
        moves_with_prices=own_rate is None,
    )
