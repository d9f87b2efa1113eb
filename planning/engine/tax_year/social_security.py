"""What does Social Security pay the people of a return in a year?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import cast

from planning.engine.household import Household, Person
from planning.engine.law import Law
from planning.engine.money import ZERO, to_cents
from planning.engine.tax_facts import Income, IncomeKind, TaxFacts
from planning.engine.tax_year.benefits import (
    MONTHS,
    first_of,
    month_of,
    monthly_benefit,
    months_paid,
    more_as_spouse,
    survivor_benefit,
)
from planning.engine.tax_year.filing import spouse_of
from planning.engine.tax_year.paid import earliest, prices_since
from planning.engine.tax_year.results import Filing, Found, Missing, Note, Source


def benefits_of(
    household: Household, facts: TaxFacts, filing: Filing, year: int, law: Law
) -> Found:
    """Return the people's benefits; a survivor has the larger of the own one and the other's."""
    grown = prices_since(facts, household.as_of.year, year)
    people = {person.id: person for person in household.people}
    found = Found()
    monthly: dict[str, tuple[Income, Decimal]] = {}
    for income in facts.incomes:
        if income.kind is IncomeKind.SOCIAL_SECURITY:
            found += _one_benefit(income, people[income.person], monthly, law)
    for person in filing.people:
        own = monthly.get(person.id)
        paid = ZERO
        if own is not None:
            income, amount = own
            ended = earliest(income.to_on, person.died_on)
            paid = amount * months_paid(year, income.start_on, ended)
        for part in _as_spouse(person, facts, household, year, law):
            if isinstance(part, Note):
                found += Found(notes=(part,))
            else:
                paid += part
        widowed = _widowed_by(person, monthly, people, household)
        if widowed is not None:
            whose, died_on = widowed
            paid += _survivors(person, own, monthly[whose], people[whose], died_on, year, law)
            citation = "42 U.S.C. § 402(e), (f)"
            found += Found(notes=(Note(code="survivor_benefit", citation=citation),))
        paid = to_cents(paid * grown)
        if paid:
            place = filing.place_of(person.id)
            source = Source(
                code=IncomeKind.SOCIAL_SECURITY.value,
                gross=paid,
                taxable=paid,  # how much of it is income is a question of the return
                field=f"social_security_{place}",
                person=person.id,
            )
            found += Found(sources=(source,))
    of_return = {person.id for person in filing.people}
    missing = tuple(one for one in found.missing if one.person in of_return)
    return Found(sources=found.sources, missing=missing, notes=found.notes)


def _as_spouse(
    person: Person, facts: TaxFacts, household: Household, year: int, law: Law
) -> Iterator[Decimal | Note]:
    """Yield what a year pays beside the own benefit while the spouse lives, or what is not known.

    A year's amount on record is all that is paid, the spouse's part included.
    """
    of = {
        income.person: income
        for income in facts.incomes
        if income.kind is IncomeKind.SOCIAL_SECURITY
    }
    own, spouse = of.get(person.id), spouse_of(household, person, year)
    theirs = None if spouse is None else of.get(spouse.id)
    if spouse is None or theirs is None or theirs.monthly_at_fra is None or theirs.start_on is None:
        return
    citation = "42 U.S.C. § 402(b), (c), (k)(3)(A)"
    if own is None:
        yield Note(code="spouse_not_known", citation=citation, numbers={"person": person.name})
        return
    if own.monthly_at_fra is None or own.start_on is None or person.born_on is None:
        return
    since = max(own.start_on, theirs.start_on)
    more = more_as_spouse(own.monthly_at_fra, theirs.monthly_at_fra, person.born_on, since, law)
    paid = more * months_paid(year, since, earliest(person.died_on, spouse.died_on))
    if paid:
        yield paid
        yield Note(code="spouse_benefit", citation=citation, numbers={"person": person.name})


def _one_benefit(
    income: Income, owner: Person, monthly: dict[str, tuple[Income, Decimal]], law: Law
) -> Found:
    if income.annual is not None:
        monthly[owner.id] = income, income.annual / MONTHS
        return Found()
    fact = "start_on" if income.monthly_at_fra is not None else "monthly_at_fra"
    if income.monthly_at_fra is None or income.start_on is None or owner.born_on is None:
        code = "benefit_start" if fact == "start_on" else "benefit_amount"
        missing = Missing(code=code, fact=f"incomes.social_security.{fact}", person=income.person)
        return Found(missing=(missing,))
    amount = monthly_benefit(income.monthly_at_fra, owner.born_on, income.start_on, law)
    monthly[owner.id] = income, amount
    return Found()


def _widowed_by(
    person: Person,
    monthly: dict[str, tuple[Income, Decimal]],
    people: dict[str, Person],
    household: Household,
) -> tuple[str, date] | None:
    for marriage in household.marriages:
        if person.id in marriage.people and marriage.to_on is None:
            (other,) = set(marriage.people) - {person.id}
            died_on = people[other].died_on
            if died_on is not None and other in monthly:
                return other, died_on
    return None


def _survivors(
    person: Person,
    own: tuple[Income, Decimal] | None,
    theirs: tuple[Income, Decimal],
    late: Person,
    died_on: date,
    year: int,
    law: Law,
) -> Decimal:
    """Return what a survivor receives over the own benefit."""
    income, monthly = theirs
    start, amount = survivor_benefit(
        None if income.annual is not None else income.monthly_at_fra,
        monthly,
        0 if income.start_on is None else month_of(income.start_on),
        late.born_on,
        died_at=month_of(died_on),
        survivor_born_on=cast(date, person.born_on),  # known: without it no return is begun
        law=law,
    )
    begins = first_of(start)
    since = months_paid(year, begins, person.died_on)
    if own is None:
        return amount * since
    own_since = months_paid(year, max(begins, own[0].start_on or begins), person.died_on)
    return max(amount - own[1], ZERO) * own_since + amount * (since - own_since)
