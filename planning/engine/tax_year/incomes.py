"""What do the incomes on record pay in a year?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
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
from planning.engine.tax_year.filing import spouse_of, were_married
from planning.engine.tax_year.results import Filing, Found, Missing, Note, Source

INFLATION = Decimal("0.025")  # where nobody assumes otherwise
# The place of a kind in the tax unit; "{}" becomes head or spouse.
FIELDS = {
    IncomeKind.WAGES: "wages_{}",
    IncomeKind.SOCIAL_SECURITY: "social_security_{}",
    IncomeKind.PENSION: "pension_{}",
    IncomeKind.ANNUITY: "annuity",
    IncomeKind.RENTAL: "rental",
    IncomeKind.OTHER: "other_income",
}
WITH_OWN_INCREASE = frozenset({IncomeKind.PENSION, IncomeKind.ANNUITY})


def incomes_of(household: Household, facts: TaxFacts, filing: Filing, year: int, law: Law) -> Found:
    """Return what the people of a return receive in a year from elsewhere than their accounts.

    Amounts are in dollars of the day the facts speak from: other years' are moved by the growth on
    record, or by prices. An income that begins or ends within the year counts by its days.

    Not modelled: an annuity's exclusion ratio.
    """
    people = {person.id: person for person in household.people}
    found = Found()
    for income in facts.incomes:
        if income.kind is not IncomeKind.SOCIAL_SECURITY:
            found += _of_days(income, people, household, facts, filing, year)
    found += _benefits(household, facts, filing, year, law)
    return found


def _of_days(
    income: Income,
    people: dict[str, Person],
    household: Household,
    facts: TaxFacts,
    filing: Filing,
    year: int,
) -> Found:
    owner = people[income.person]
    if income.annual is None:
        on_it = filing.place_of(income.person) is not None
        fact = f"incomes.{income.kind}.annual"
        missing = Missing(code="income_amount", fact=fact, person=income.person)
        return Found(missing=(missing,) if on_it else ())
    amount = income.annual * _grown(income, facts, household.as_of.year, year)
    own = amount * share_of_year(year, income.start_on, _first(income.to_on, owner.died_on))
    sources = list(_source(income, filing, income.person, own))
    if income.survivor_share and owner.died_on is not None:
        after = owner.died_on + timedelta(days=1)
        left = (
            amount
            * income.survivor_share
            * share_of_year(year, max(after, income.start_on or after), income.to_on)
        )
        for survivor in filing.people:
            if survivor.id != owner.id and were_married(household, (survivor,), owner.died_on.year):
                sources += _source(income, filing, survivor.id, left)
    notes = []
    if sources and income.kind is IncomeKind.ANNUITY:
        notes.append(Note(code="annuity_all_taxable", citation="recalled: 26 U.S.C. § 72(b)"))
    if sources and year != household.as_of.year:
        notes.append(Note(code="incomes_moved", numbers={"year": household.as_of.year}))
    return Found(sources=tuple(sources), notes=tuple(notes))


def _source(income: Income, filing: Filing, person: str, amount: Decimal) -> Iterator[Source]:
    place, amount = filing.place_of(person), to_cents(amount)
    if place is not None and amount:
        yield Source(
            code=income.kind.value,
            gross=amount,
            taxable=amount,
            field=FIELDS[income.kind].format(place),
            person=person,
        )


def _grown(income: Income, facts: TaxFacts, known_in: int, year: int) -> Decimal:
    if income.kind in WITH_OWN_INCREASE:
        rate = income.cola if income.cola is not None else ZERO
    else:
        prices = facts.inflation if facts.inflation is not None else INFLATION
        rate = income.growth if income.growth is not None else prices
    return (1 + rate) ** (year - known_in)


def share_of_year(year: int, start_on: date | None, ended_on: date | None) -> Decimal:
    """Return the part of a year's days from one day to another, both among them."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    whole = (last - first).days + 1
    start, end = max(first, start_on or first), min(last, ended_on or last)
    return Decimal(max((end - start).days + 1, 0)) / whole


def _first(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return min(days, default=None)


def _benefits(household: Household, facts: TaxFacts, filing: Filing, year: int, law: Law) -> Found:
    """Return the people's benefits; a survivor has the larger of the own one and the other's."""
    prices = facts.inflation if facts.inflation is not None else INFLATION
    grown = (1 + prices) ** (year - household.as_of.year)
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
            ended = _first(income.to_on, person.died_on)
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
    paid = more * months_paid(year, since, _first(person.died_on, spouse.died_on))
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
