"""What is a household's tax of a year, from its facts alone?

The one way from facts to a return: who files, what comes in, the tax unit, then the public
functions of `planning.engine.tax`. What cannot be decided is named, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from planning.engine.household import FilingStatus, Household
from planning.engine.law import Law, UnknownYear
from planning.engine.money import ZERO
from planning.engine.tax.caveats import left_out
from planning.engine.tax.explain import Reason, reasons_of_federal_tax
from planning.engine.tax.federal import FederalTax, federal_tax
from planning.engine.tax.irmaa import LOOK_BACK, MedicarePremiums, medicare
from planning.engine.tax.marginal import marginal_rate
from planning.engine.tax.parameters import FIRST_YEAR, LAST_YEAR
from planning.engine.tax.premium_credit import Coverage, PremiumCredit, Region, credit_of
from planning.engine.tax.state.moves import Residence, shares_of_year
from planning.engine.tax.state.tax import TABLE_YEAR, grade, state_tax
from planning.engine.tax.units import TaxUnits, tax_units
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year.accounts import withdrawals_of
from planning.engine.tax_year.filing import age_for_deductions, filing_of
from planning.engine.tax_year.gains import beside_net_gains, gains_of
from planning.engine.tax_year.holdings import holdings_of
from planning.engine.tax_year.incomes import incomes_of
from planning.engine.tax_year.medicare import (
    Premiums,
    first_years,
    life_changing_event,
    on_medicare,
    premiums_of,
)
from planning.engine.tax_year.results import (
    Filing,
    Found,
    Missing,
    Note,
    Source,
    Standing,
    WhatIf,
)
from planning.engine.tax_year.social_security import benefits_of

T = TypeVar("T", Missing, Note)
NOTHING = WhatIf()
DEDUCTIONS = {
    "state_local": "state_and_local_tax",
    "real_estate_tax": "real_estate_tax",
    "mortgage_interest": "mortgage_interest",
    "charity_cash": "charity_cash",
    "medical": "medical_expenses",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLine:
    """One state's income tax of the year."""

    state: str
    share: float  # of the year's days
    tax: float
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxYear:
    """A return with everything it rests on. Figures are of the year, unrounded."""

    year: int
    filing: Filing
    sources: tuple[Source, ...]
    units: TaxUnits
    tax: FederalTax
    reasons: tuple[Reason, ...]
    states: tuple[StateLine, ...]
    marginal_rate: float
    on_medicare: int  # people, this year
    premiums: Premiums  # this year
    on_medicare_later: int  # two years later
    premiums_later: MedicarePremiums  # of each, that this income causes
    coverage: Coverage | None  # None: nobody buys health insurance on the marketplace
    credit: PremiumCredit | None
    missing: tuple[Missing, ...]
    notes: tuple[Note, ...]
    what_if: WhatIf = field(default=NOTHING)

    @property
    def state_tax(self) -> float:
        """The income tax of all states of the year."""
        return sum(line.tax for line in self.states)

    @property
    def surcharges_later(self) -> float:
        """What the year's income adds to the premiums of everybody two years later."""
        return self.on_medicare_later * one(self.premiums_later.irmaa)


def tax_year(
    household: Household,
    facts: TaxFacts,
    law: Law,
    year: int,
    *,
    of: str | None = None,
    what_if: WhatIf = NOTHING,
) -> TaxYear:
    """Return the tax of one of a household's returns.

    `law` is projected where the year is not published. `of` chooses among several returns.

    Guarantees: the same facts, law and day give the same figures.
    Raises: CannotDecide where no return can be begun; UnknownYear outside the law at hand.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        asked = f"ask for a year from {FIRST_YEAR} to {LAST_YEAR}."
        raise UnknownYear(f"There is no income tax law for {year} here; {asked}")
    filing = filing_of(household, facts, year, of)
    found = incomes_of(household, facts, filing, year)
    found += benefits_of(household, facts, filing, year, law)
    found += withdrawals_of(household, facts, filing, year, law, what_if)
    found += holdings_of(household, facts, filing, year)
    found += gains_of(facts, filing, year, found)
    found += _gain_tried(filing, what_if)
    units = _units(facts, filing, year, found.sources)
    tax = federal_tax(units, law)
    states = tuple(_states(units, tax, facts, year, law))
    premiums = premiums_of(household, facts, filing, year, law)
    later = len(on_medicare(facts, filing, year + LOOK_BACK, law))
    coverage = coverage_of(facts, filing, year, law)
    notes = [
        *found.notes,
        *life_changing_event(household, facts, filing, year, law, units, tax, premiums),
        *first_years(facts, filing, year, law),
        *_notes(tax, states, facts, filing, year, law),
        *_left_out(units, tax, states, later, coverage),
    ]
    return TaxYear(
        year=year,
        filing=filing,
        sources=found.sources,
        units=units,
        tax=tax,
        reasons=tuple(reasons_of_federal_tax(units, tax, law)),
        states=states,
        marginal_rate=one(marginal_rate(units, tax, law)),
        on_medicare=len(on_medicare(facts, filing, year, law)),
        premiums=premiums,
        on_medicare_later=later,
        premiums_later=medicare(
            tax.magi_for_irmaa,
            units.status,
            units.year + LOOK_BACK,
            law,
            lived_with_spouse=units.lived_with_spouse,
        ),
        coverage=coverage,
        credit=None if coverage is None else credit_of(units, tax, coverage, law),
        missing=_once((*found.missing, *premiums.missing)),
        notes=_once(notes),
        what_if=what_if,
    )


def one(figure: npt.ArrayLike) -> float:
    """Return the figure of a return that is alone in its batch."""
    return float(np.asarray(figure).reshape(()))


def _gain_tried(filing: Filing, what_if: WhatIf) -> Found:
    if not what_if.gain:
        return Found()
    source = Source(
        code="gain_more",
        gross=what_if.gain,
        taxable=what_if.gain,
        field="net_long_gain",
        person=filing.head.id,
        standing=Standing.WHAT_IF,
    )
    return Found(sources=(source,))


def _units(facts: TaxFacts, filing: Filing, year: int, sources: Iterable[Source]) -> TaxUnits:
    amounts: dict[str, float] = {}
    for source in sources:
        if source.field is not None:
            amount = source.gross if source.field == "tax_exempt_interest" else source.taxable
            amounts[source.field] = amounts.get(source.field, 0.0) + float(amount)
    for name, line in DEDUCTIONS.items():
        amounts[line] = float(getattr(facts.deductions, name) or ZERO)
    amounts |= beside_net_gains(facts, year)
    spouse, is_separate = filing.spouse, filing.status is FilingStatus.SEPARATE
    return tax_units(
        year=year,
        status=filing.status,
        age_head=age_for_deductions(filing.head, year),
        age_spouse=age_for_deductions(spouse, year) if spouse else 0,
        blind_head=filing.head.id in facts.blind,
        blind_spouse=spouse is not None and spouse.id in facts.blind,
        dependents=facts.dependents,
        lived_with_spouse=is_separate and facts.lived_with_spouse,
        spouse_itemizes=is_separate and facts.spouse_itemizes,
        **amounts,
    )


def residences(facts: TaxFacts) -> list[Residence]:
    """Return where the household lives, from the first day on."""
    moves = [Residence(state=state, from_on=day) for day, state in sorted(facts.moves)]
    return [Residence(state=facts.state or "", from_on=date.min), *moves]


def _states(
    units: TaxUnits, tax: FederalTax, facts: TaxFacts, year: int, law: Law
) -> Iterator[StateLine]:
    for state, share in shares_of_year(residences(facts), year).items():
        if state:
            whole = one(state_tax(units, tax, state, law).tax)
            yield StateLine(state=state, share=share, tax=share * whole, grade=grade(law, state))


def coverage_of(facts: TaxFacts, filing: Filing, year: int, law: Law) -> Coverage | None:
    """Return what the health insurance credit rests on; None where nobody is covered so."""
    age = law.parameters["medicare"].on(date(year, 1, 1)).integer("age")
    covered = [p for p in filing.people if p.born_on and year - p.born_on.year < age]
    if facts.aca_benchmark is None or not covered:
        return None
    return Coverage(
        household_size=len(filing.people) + facts.dependents,
        benchmark=float(facts.aca_benchmark),
        region={"AK": Region.ALASKA, "HI": Region.HAWAII}.get(facts.state or "", Region.CONTIGUOUS),
        is_separate=filing.status is FilingStatus.SEPARATE,
    )


def _notes(
    tax: FederalTax,
    states: tuple[StateLine, ...],
    facts: TaxFacts,
    filing: Filing,
    year: int,
    law: Law,
) -> Iterator[Note]:
    if bool(np.any(tax.is_projected)):
        numbers: dict[str, object] = {"years": str(year)}
        yield Note(code="projected_law", citation="docs/LAW.md", numbers=numbers)
    if facts.filing_status is None:
        yield Note(code="status_derived", citation="recalled: 26 U.S.C. § 2, 7703(a)")
    if filing.status is FilingStatus.SEPARATE and not facts.lived_with_spouse:
        yield Note(code="separate_apart", citation="26 U.S.C. § 86(c)(1)(C)")
    if filing.others:
        yield Note(code="other_returns", numbers={"who": ", ".join(o.name for o in filing.others)})
    if not facts.state:
        yield Note(code="no_state")
    for line in states:
        yield from _of_state(line, year, law)
    if any(line.share < 1 for line in states):
        yield Note(code="part_years", citation="4 U.S.C. § 114")


def _left_out(
    units: TaxUnits,
    tax: FederalTax,
    states: tuple[StateLine, ...],
    later: int,
    coverage: Coverage | None,
) -> Iterator[Note]:
    figures: dict[str, npt.ArrayLike] = {
        "minimum_tax": tax.alternative_minimum_tax,
        "niit": tax.net_investment_income_tax,
        "itemized": tax.itemized_deduction,
        "senior_deduction": tax.senior_deduction,
        "state": bool(states),
        "medicare": later,
        "premium_credit": coverage is not None,
    }
    for caveat in left_out(units, figures):
        yield Note(code=caveat.code, citation=caveat.citation, numbers=caveat.numbers)


def _of_state(line: StateLine, year: int, law: Law) -> Iterator[Note]:
    value = law.parameters[line.state].values[-1]
    if line.grade != "A":
        numbers: Mapping[str, object] = {
            "state": line.state,
            "grade": line.grade,
            "share": value.decimal("match_near"),
        }
        yield Note(code="state_grade", citation=value.source, numbers=numbers)
    table_year = int(str(value.fields.get("values_year", TABLE_YEAR)))
    if year != table_year:
        numbers = {"state": line.state, "table_year": table_year}
        yield Note(code="state_year", citation=value.source, numbers=numbers)


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
