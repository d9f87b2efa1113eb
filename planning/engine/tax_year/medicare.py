"""What do the people of a return pay for Medicare, and from whose income of which year?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from planning.engine.household import FilingStatus, Household, Person
from planning.engine.law import Law
from planning.engine.money import to_cents
from planning.engine.tax.federal import FederalTax
from planning.engine.tax.irmaa import LOOK_BACK, MedicarePremiums, medicare
from planning.engine.tax.units import CODES, JOINT, TaxUnits
from planning.engine.tax_facts import IncomeKind, TaxFacts
from planning.engine.tax_year.filing import were_married
from planning.engine.tax_year.results import Filing, Missing, Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Premiums:
    """The premiums of a year, a person each; nobody's where an income is not known."""

    each: tuple[MedicarePremiums, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def standard(self) -> float:
        """The standard Part B premium of everybody."""
        return sum(float(one.standard_premium) for one in self.each)

    @property
    def irmaa(self) -> float:
        """The surcharges of everybody."""
        return sum(float(one.irmaa) for one in self.each)


def on_medicare(facts: TaxFacts, filing: Filing, year: int, law: Law) -> tuple[Person, ...]:
    """Return the people of a return who pay Medicare premiums in a year, as far as is known."""
    age = law.parameters["medicare"].on(date(year, 1, 1)).integer("age")
    return tuple(
        person
        for person in filing.people
        if person.born_on is not None
        and year - person.born_on.year >= age
        and person.died_on is None
        and facts.part_b.get(person.id, True)
    )


def premiums_of(
    household: Household, facts: TaxFacts, filing: Filing, year: int, law: Law
) -> Premiums:
    """Return what each pays for the income of the return of two years before.

    Who was married then is in the joint row with the income of both, unless they file separately;
    anybody else with the income of a return of their own.

    Source: 42 U.S.C. § 1395r(i)(4); 20 CFR 418.1101 to 418.1150; tax.md § 14.
    Not modelled: a status on record that was another two years before.
    """
    looked_at = year - LOOK_BACK
    each, missing = [], []
    for person in on_medicare(facts, filing, year, law):
        jointly = filed_jointly(household, filing, person, looked_at)
        own = facts.own_magi.get(person.id, {}).get(looked_at)
        magi = facts.prior_magi.get(looked_at)
        if not jointly and (own is not None or filing.spouse is not None):
            magi = own
        if magi is None:
            of_one = not jointly and len(household.people) > 1
            missing.append(
                Missing(
                    code="own_prior_magi" if of_one else "prior_magi",
                    fact=f"people.{person.id}.prior_magi" if of_one else f"prior_magi.{looked_at}",
                    person=person.id if of_one else None,
                    numbers={"year": looked_at},
                )
            )
            continue
        status = CODES[FilingStatus.SINGLE] if filing.spouse is not None else CODES[filing.status]
        each.append(
            medicare(
                np.array(float(magi)),
                np.array(JOINT if jointly else status),
                np.array(year),
                law,
                lived_with_spouse=facts.lived_with_spouse,
            )
        )
    return Premiums(missing=tuple(missing)) if missing else Premiums(each=tuple(each))


def first_years(facts: TaxFacts, filing: Filing, year: int, law: Law) -> Iterator[Note]:
    """Say whose first year of premiums is not a whole one: it begins with the month of 65."""
    age = law.parameters["medicare"].on(date(year, 1, 1)).integer("age")
    for of in (year, year + LOOK_BACK):
        for person in on_medicare(facts, filing, of, law):
            if person.born_on is not None and of - person.born_on.year == age:
                numbers: dict[str, object] = {"person": person.name, "year": of}
                yield Note(code="medicare_begins", citation="42 U.S.C. § 1395c", numbers=numbers)


def filed_jointly(household: Household, filing: Filing, person: Person, year: int) -> bool:
    """Tell whether somebody's return of an earlier year was a joint one, as far as is known."""
    is_separate = filing.status is FilingStatus.SEPARATE
    return not is_separate and were_married(household, (person,), year)


def life_changing_event(
    household: Household,
    facts: TaxFacts,
    filing: Filing,
    year: int,
    law: Law,
    units: TaxUnits,
    tax: FederalTax,
    premiums: Premiums,
) -> Iterator[Note]:
    """Say what the surcharges would be by the year's own income, where an event allows to ask.

    Source: 20 CFR 418.1201 to 418.1210, 418.1230; Form SSA-44.
    Not modelled: loss of property or of a pension; whether the event is why income fell.
    """
    if not premiums.irmaa:
        return
    by_now = medicare(
        tax.magi_for_irmaa, units.status, units.year, law, lived_with_spouse=units.lived_with_spouse
    )
    instead = len(premiums.each) * float(by_now.irmaa)
    event = next(_events(household, facts, filing, year), None)
    if event is None or instead >= premiums.irmaa:
        return
    code, who, on = event
    numbers: dict[str, object] = {
        "person": who,
        "when": on.year,
        "year": year,
        "surcharges": to_cents(Decimal(repr(premiums.irmaa))),
        "instead": to_cents(Decimal(repr(instead))),
    }
    yield Note(code=code, citation="20 CFR 418.1201 to 418.1210; Form SSA-44", numbers=numbers)


def _events(
    household: Household, facts: TaxFacts, filing: Filing, year: int
) -> Iterator[tuple[str, str, date]]:
    people = {person.id: person for person in household.people}
    on_it = {person.id for person in filing.people}

    def counts(day: date | None) -> bool:
        return day is not None and year - LOOK_BACK <= day.year <= year

    for marriage in household.marriages:
        for one in on_it & set(marriage.people):
            (other,) = set(marriage.people) - {one}
            died_on = people[other].died_on
            if died_on is not None and counts(died_on):
                yield "event_death", people[other].name, died_on
            if marriage.to_on is not None and counts(marriage.to_on):
                yield "event_divorce", people[one].name, marriage.to_on
            if marriage.from_on is not None and counts(marriage.from_on):
                yield "event_marriage", people[one].name, marriage.from_on
    for income in facts.incomes:
        ends = income.kind is IncomeKind.WAGES and income.person in on_it
        if ends and income.to_on is not None and counts(income.to_on):
            yield "event_work", people[income.person].name, income.to_on
