"""Whose required withdrawals begin, and what is the first one's year of payment worth?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planning.engine.household import Person
from planning.engine.law import Law
from planning.engine.opportunities.curve import Return, Returns
from planning.engine.opportunities.facts import ReturnFacts, as_return
from planning.engine.opportunities.results import Kind, Opportunity, Sureness, money
from planning.engine.tax_year import TaxYear

START_LAW = "26 U.S.C. § 401(a)(9)(C)(i); Treas. Reg. 1.401(a)(9)-2(a), -5(a)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Somebody's first two years of requirements, as income."""

    place: int
    facts: ReturnFacts
    person: Person
    years: tuple[TaxYear, TaxYear]
    first: float
    second: float  # where the first was taken in its own year
    second_if_put_off: float  # the balance at the year's end still has it

    def returns(self) -> Iterator[Return]:
        """Yield the two years taken each in its own, then both in the second."""
        name = self.facts.field(self.person)
        one, two = (
            year.units.plus(name, -float(self.facts.required_income(self.person, year)))
            for year in self.years
        )
        first, second = self.years
        yield as_return(first, one.plus(name, self.first))
        yield as_return(second, two.plus(name, self.second))
        yield as_return(first, one)
        yield as_return(second, two.plus(name, self.first + self.second_if_put_off))


def starters(of: Sequence[ReturnFacts], law: Law) -> Iterator[tuple[int, Opportunity]]:
    """Yield, by position, whose requirements begin this year or next.

    The first may be taken until April 1 of the year after: then two fall into one year.
    """
    found = [
        beginning
        for place, facts in enumerate(of)
        for person in facts.people
        if (beginning := _beginning(place, facts, person)) is not None
    ]
    if not found:
        return
    rows = [row for beginning in found for row in beginning.returns()]
    returns = Returns(rows, law)
    costs = returns.cost()
    for number, beginning in enumerate(found):
        each, together = costs[4 * number : 4 * number + 2], costs[4 * number + 2 : 4 * number + 4]
        more = float(together.sum() - each.sum())
        year = beginning.years[0].year
        is_now = year == beginning.facts.now.year
        yield (
            beginning.place,
            Opportunity(
                kind=Kind.RMD_START,
                code=("start_in_year" if more >= 0 else "start_put_off")
                + ("" if is_now else "_next"),
                person=beginning.person.id,
                amount=money(beginning.first),
                value=money(abs(more)),
                sureness=Sureness.AHEAD,
                citation=START_LAW,
                numbers={
                    "year": year,
                    "next": year + 1,
                    "second": money(beginning.second),
                    "each": money(float(each.sum())),
                    "together": money(float(together.sum())),
                },
                caveats=("balances_of_today", "law_of_years_ahead", "no_state_in_it"),
            ),
        )


def _beginning(place: int, facts: ReturnFacts, person: Person) -> Beginning | None:
    now = facts.now.year
    first_year = facts.begins(person)
    if first_year not in (now, now + 1) or first_year is None:
        return None
    held = float(facts.held(person))
    second_divisor = float(facts.divisor(person, first_year + 1))
    if first_year == now:
        required = float(facts.still_required(person, facts.now))
        if not required:
            return None  # taken already
        first, years = required, (facts.now, facts.ahead(now + 1))
        held += required
    else:
        first = held / float(facts.divisor(person, first_year))
        years = (facts.ahead(first_year), facts.ahead(first_year + 1))
    if first < 1:
        return None
    return Beginning(
        place=place,
        facts=facts,
        person=person,
        years=years,
        first=first,
        second=(held - first) / second_divisor,
        second_if_put_off=held / second_divisor,
    )
