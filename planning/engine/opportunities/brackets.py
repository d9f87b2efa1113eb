"""How much room is there in the bracket a household is in, and in its years of low income?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from planning.engine.law import Law
from planning.engine.money import ZERO
from planning.engine.opportunities.curve import Returns, ordinary_income
from planning.engine.opportunities.facts import ReturnFacts, as_return
from planning.engine.opportunities.fill import Fill, best_fill
from planning.engine.opportunities.results import Kind, Opportunity, Sureness, money, whole
from planning.engine.tax import parameters
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.units import TaxUnits
from planning.engine.tax_year import CannotDecide, TaxYear
from planning.engine.tax_year.year import one

MOVED = "roth_conversion"  # added income is looked at as a conversion; a withdrawal costs the same
FURTHEST = 25  # years: what begins later is no reason to act now
BRACKET_LAW = "26 U.S.C. § 1(j), 408A(d)(3)"
GAP_LAW = "26 U.S.C. § 1(j), 401(a)(9)(C), 408A(d)(3)"
NO_INCOME = 0.01  # dollars: the line of a return whose deduction is not used up


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """Where a return stands among the brackets."""

    rate: Decimal
    next_rate: Decimal
    start: float  # of ordinary taxable income
    line: float  # where the next one begins


def bracket_of(units: TaxUnits, law: Law) -> Bracket | None:
    """Return the bracket of the next ordinary dollar; None: there is none above it.

    Where the deduction is not used up the next dollar bears nothing.
    """
    figures = parameters.for_units(units, law)
    tops = [float(top) for top in np.ravel(figures.bracket_tops)]
    rates = [Decimal(repr(float(rate))) for rate in np.ravel(figures.bracket_rates)]
    ordinary = one(federal_tax(units, law).regular.ordinary)
    if ordinary <= 0:
        return Bracket(rate=ZERO, next_rate=rates[0], start=0.0, line=NO_INCOME)
    place = sum(ordinary >= top for top in tops)
    if place == len(tops):
        return None
    start = tops[place - 1] if place else 0.0
    return Bracket(rate=rates[place], next_rate=rates[place + 1], start=start, line=tops[place])


def bracket_rooms(of: Sequence[ReturnFacts], law: Law) -> Iterator[tuple[int, Opportunity]]:
    """Yield, by position, what filling each present bracket is worth."""
    rows = []
    for place, facts in enumerate(of):
        held = sum((facts.held(person) for person in facts.people), ZERO)
        bracket = bracket_of(facts.now.units, law)
        if held and bracket is not None:
            rows.append((place, facts, bracket, held))
    if not rows:
        return
    returns = Returns([as_return(facts.now) for _place, facts, _b, _h in rows], law)
    fills = best_fill(
        returns,
        MOVED,
        ordinary_income,
        np.array([bracket.line for _p, _f, bracket, _h in rows]),
        np.array([float(bracket.next_rate) for _p, _f, bracket, _h in rows]),
        np.array([float(held) for _p, _f, _b, held in rows]),
    )
    for (place, facts, bracket, held), fill in zip(rows, fills, strict=True):
        income = one(facts.now.tax.regular.ordinary)
        yield (
            place,
            Opportunity(
                kind=Kind.BRACKET_ROOM,
                code="bracket" if bracket.rate else "deduction",
                person=facts.head,
                amount=whole(fill.amount),
                value=money(fill.worth),
                sureness=Sureness.AHEAD,
                citation=BRACKET_LAW,
                numbers={
                    "year": facts.now.year,
                    "stops_at": fill.stops_at,
                    "rate": bracket.rate,
                    "next_rate": bracket.next_rate,
                    "ordinary": money(income),
                    "line": money(bracket.line if bracket.rate else 0.0),
                    "room": whole(fill.room),
                    "held": held,
                    "cost": money(fill.cost),
                    "otherwise": money(float(bracket.next_rate) * fill.amount),
                },
                caveats=("taxed_above_otherwise", "no_state_in_it"),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The years of low income ahead of a return, and the bracket that comes after them."""

    facts: ReturnFacts
    years: tuple[TaxYear, ...]
    settled: int
    later: Bracket
    held: Decimal


def gap_of(facts: ReturnFacts, law: Law) -> Gap | None:
    """Return the years before required withdrawals in which nobody earns; None where none is.

    What comes after is the first year in which requirements, Social Security and pensions have
    all begun, with what today's balances would then have to pay out.
    """
    now, people = facts.now.year, facts.people
    begun = {person.id: facts.begins(person) for person in people}
    first = min((year for year in begun.values() if year is not None), default=now)
    incomes = [
        income
        for income in facts.case.facts.incomes
        if income.person in {person.id for person in people}
    ]
    starts = [income.start_on.year + 1 for income in incomes if income.start_on]
    works = [income for income in incomes if income.kind == "wages"]
    if first <= now or any(income.to_on is None for income in works):
        return None
    ends = [income.to_on.year + 1 for income in works if income.to_on]
    settled = max([*(year for year in begun.values() if year), *starts, *ends])
    low_from = max([now, *ends])
    if low_from >= first or settled > now + FURTHEST:
        return None
    try:
        units = facts.ahead(settled).units
        years = tuple(
            facts.now if year == now else facts.ahead(year) for year in range(low_from, first)
        )
    except CannotDecide:
        return None  # the return of today is filed no more in one of these years
    for person in people:
        if begun[person.id] is not None:
            required = facts.held(person) / facts.divisor(person, settled)
            units = units.plus(facts.field(person), float(required))
    later = bracket_of(units, law)
    if later is None or not later.rate:
        return None
    held = sum((facts.held(person) for person in people), ZERO)
    return Gap(facts=facts, years=years, settled=settled, later=later, held=held)


def low_years(of: Sequence[ReturnFacts], law: Law) -> Iterator[tuple[int, Opportunity]]:
    """Yield, by position, what the room of low years under the later bracket is worth."""
    gaps = [(place, gap) for place, facts in enumerate(of) if (gap := gap_of(facts, law))]
    rows = [(place, gap, year) for place, gap in gaps for year in gap.years]
    if not rows:
        return
    returns = Returns([as_return(year) for _place, _gap, year in rows], law)
    # The same bracket of another year begins elsewhere: its line is looked up by its rate.
    lines = np.array([_start_of(year.units, gap.later, law) for _p, gap, year in rows])
    later = np.array([float(gap.later.rate) for _p, gap, _y in rows])
    first = best_fill(
        returns,
        MOVED,
        ordinary_income,
        lines,
        later,
        np.array([float(gap.held) for _p, gap, _y in rows]),
    )
    left = _shared(rows, first)
    fills = best_fill(returns, MOVED, ordinary_income, lines, later, left)
    for place, gap in gaps:
        own = [fill for (at, _g, _y), fill in zip(rows, fills, strict=True) if at == place]
        used = [of.year for of, fill in zip(gap.years, own, strict=True) if fill.amount]
        if not used:
            continue
        amount, worth = sum(fill.amount for fill in own), sum(fill.worth for fill in own)
        yield (
            place,
            Opportunity(
                kind=Kind.LOW_YEARS,
                code="low_years" if len(used) > 1 else "low_year",
                person=gap.facts.head,
                amount=whole(amount),
                value=money(worth),
                sureness=Sureness.AHEAD,
                citation=GAP_LAW,
                numbers={
                    "from": used[0],
                    "to": used[-1],
                    "count": len(used),
                    "settled": gap.settled,
                    "rate": gap.later.rate,
                    "room": whole(sum(fill.room for fill in own)),
                    "held": gap.held,
                    "cost": money(sum(fill.cost for fill in own)),
                    "otherwise": money(float(gap.later.rate) * amount),
                    "years": [
                        [year.year, str(whole(fill.amount))]
                        for year, fill in zip(gap.years, own, strict=True)
                    ],
                },
                caveats=("balances_of_today", "law_of_years_ahead", "no_state_in_it"),
            ),
        )


def _start_of(units: TaxUnits, later: Bracket, law: Law) -> float:
    figures = parameters.for_units(units, law)
    rates = [Decimal(repr(float(rate))) for rate in np.ravel(figures.bracket_rates)]
    place = rates.index(later.rate)
    return float(np.ravel(figures.bracket_tops)[place - 1]) if place else NO_INCOME


def _shared(rows: Sequence[tuple[int, Gap, TaxYear]], fills: Sequence[Fill]) -> Dollars:
    """Return what is left for each year where earlier years take what they have room for."""
    left: dict[int, float] = {}
    found = []
    for (place, gap, _year), fill in zip(rows, fills, strict=True):
        there = left.get(place, float(gap.held))
        found.append(there)
        left[place] = there - min(fill.amount, there)
    return np.array(found)
