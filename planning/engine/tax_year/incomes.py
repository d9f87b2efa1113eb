"""What do the incomes on record pay in a year, Social Security apart?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planning.engine.household import Household
from planning.engine.money import ZERO, to_cents
from planning.engine.tax_facts import Income, IncomeKind, TaxFacts
from planning.engine.tax_year.paid import is_for_life, paid_in, returned_in
from planning.engine.tax_year.results import Filing, Found, Missing, Note, Source

# The place of a kind in the tax unit; "{}" becomes head or spouse.
FIELDS = {
    IncomeKind.WAGES: "wages_{}",
    IncomeKind.PENSION: "pension_{}",
    IncomeKind.ANNUITY: "annuity",
    IncomeKind.RENTAL: "rental",
    IncomeKind.OTHER: "other_income",
}


def incomes_of(household: Household, facts: TaxFacts, filing: Filing, year: int) -> Found:
    """Return what the people of a return receive in a year from elsewhere than their accounts.

    Amounts are in dollars of the day the facts speak from: other years' are moved by the growth on
    record, or by prices. An income that begins or ends within the year counts by its days.
    """
    found = Found()
    for income in facts.incomes:
        if income.kind is not IncomeKind.SOCIAL_SECURITY:
            found += _of_days(income, household, facts, filing, year)
    return found


def notes_of(income: Income) -> Iterator[Note]:
    """Say what is taken for granted of the part of an income that is not taxed."""
    citation = "26 U.S.C. § 72(b), (d)"
    if income.kind is IncomeKind.ANNUITY and income.tax_free_annual is None:
        yield Note(code="annuity_all_taxable", citation=citation)
    is_unknown = income.investment_in_contract is None and not is_for_life(income)
    if income.tax_free_annual and is_unknown:
        yield Note(code="tax_free_for_life", citation=citation)


def _of_days(
    income: Income, household: Household, facts: TaxFacts, filing: Filing, year: int
) -> Found:
    if income.annual is None:
        on_it = filing.place_of(income.person) is not None
        fact = f"incomes.{income.kind}.annual"
        missing = Missing(code="income_amount", fact=fact, person=income.person)
        return Found(missing=(missing,) if on_it else ())
    returned = returned_in(income, household, facts, year)
    sources = tuple(
        source
        for person, paid in paid_in(income, household, facts, year).items()
        for source in _source(income, filing, person, paid.amount, returned.get(person, ZERO))
    )
    notes = list(notes_of(income)) if sources else []
    if sources and year != household.as_of.year:
        notes.append(Note(code="incomes_moved", numbers={"year": household.as_of.year}))
    return Found(sources=sources, notes=tuple(notes))


def _source(
    income: Income, filing: Filing, person: str, paid: Decimal, returned: Decimal
) -> Iterator[Source]:
    place, gross = filing.place_of(person), to_cents(paid)
    if place is not None and gross:
        yield Source(
            code=income.kind.value,
            gross=gross,
            taxable=gross - to_cents(returned),
            field=FIELDS[income.kind].format(place),
            person=person,
        )
