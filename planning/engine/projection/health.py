"""What does health insurance cost in a year: on the marketplace before 65, Medicare after?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from planning.engine.law import Law
from planning.engine.projection.lives import Lives
from planning.engine.projection.returns import Returns
from planning.engine.projection.state import State
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.irmaa import medicare
from planning.engine.tax.premium_credit import (
    CLIFF,
    Region,
    coverage_year_figures,
    premium_credit,
)
from planning.engine.tax.units import SEPARATE
from planning.engine.tax_facts import TaxFacts
from planning.engine.tax_year.benefits import MONTHS

CLIFF_CODE = "aca_cliff"
REGIONS = {"AK": Region.ALASKA, "HI": Region.HAWAII}


@dataclass(frozen=True, slots=True, kw_only=True)
class Premiums:
    """Medicare premiums of a year; they follow from earlier years' returns: (path)."""

    standard: Dollars
    irmaa: Dollars

    @property
    def total(self) -> Dollars:
        """Everything deducted for Parts B and D."""
        return self.standard + self.irmaa


def medicare_premiums(
    year: int, lives: Lives, state: State, facts: TaxFacts, law: Law, part_of_year: float
) -> Premiums:
    """Return the premiums of everybody on Medicare, from the month of the 65th birthday on.

    A return of two years before that is not known causes no surcharge.

    Source: 42 U.S.C. § 1395r; tax.md § 14.
    Not modelled: the price of a drug plan or a supplement (put them into spending), a move to a
    later year's income after a death or the end of work, 20 CFR 418.1201.
    """
    covered = months_on_medicare(year, lives, facts, law) * lives.alive(year) * part_of_year
    if not covered.any():
        nothing = np.zeros(len(covered))
        return Premiums(standard=nothing, irmaa=nothing)
    magi = np.nan_to_num(state.magi_before)
    each = medicare(
        magi,
        state.status_before,
        np.array(year),
        law,
        lived_with_spouse=facts.lived_with_spouse,
    )
    standard = (covered * each.standard_premium).sum(axis=1)
    return Premiums(standard=standard, irmaa=(covered * each.irmaa).sum(axis=1))


def months_on_medicare(year: int, lives: Lives, facts: TaxFacts, law: Law) -> Dollars:
    """Return the part of a year everybody has Medicare for: (person)."""
    has_it = [facts.part_b.get(person.id, True) for person in lives.people]
    return (1 - months_before_65(year, lives, law)) * has_it


def months_before_65(year: int, lives: Lives, law: Law) -> Dollars:
    """Return the part of a year before the month of the birthday Medicare begins with: (person)."""
    age = law.parameters["medicare"].on(date(year, 1, 1)).integer("age")
    months = [(born.year + age - year) * MONTHS + born.month - 1 for born in lives.born_on]
    return np.clip(np.array(months), 0, MONTHS) / MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Marketplace:
    """What marketplace coverage of a year rests on besides income: (path)."""

    benchmark: Dollars  # of those covered, for the months covered
    people: Dollars  # on the return, dependents among them
    region: Region
    part_of_year: float


def marketplace_of(
    year: int, lives: Lives, facts: TaxFacts, law: Law, as_of: date, part_of_year: float
) -> Marketplace | None:
    """Return the year's benchmark premium of those under 65; None where nobody is covered.

    The premium on record is that of everybody under 65 on the as-of day, an equal part each, and
    grows with the assumed cost of health.

    Not modelled: that premiums rise with age.
    """
    if not facts.aca_benchmark:
        return None
    insured_then = months_before_65(as_of.year, lives, law)
    insured = months_before_65(year, lives, law) * lives.alive(year)
    if not insured.any() or not insured_then.sum():
        return None
    costs = law.parameters["part_b_premium"].assumed or DEFAULT_INDEXING
    rate = float(costs.rate if costs.medicare is None else costs.medicare)
    each = float(facts.aca_benchmark) / insured_then.sum() * (1 + rate) ** (year - as_of.year)
    return Marketplace(
        benchmark=each * insured.sum(axis=1),
        people=np.maximum(lives.alive(year).sum(axis=1) + facts.dependents, 1),
        region=REGIONS.get(facts.state or "", Region.CONTIGUOUS),
        part_of_year=part_of_year,
    )


def marketplace_credit(
    market: Marketplace, magi: Dollars, returns: Returns, year: int, law: Law
) -> Dollars:
    """Return the credit of the year's income, for what is left of the year: (…, path).

    `magi` is that of the returns with untaxed Social Security: (…, path, return); the return
    that comes first has the coverage.
    """
    income = (magi * returns.is_first).sum(axis=-1)
    found = premium_credit(
        income,
        np.asarray(market.people),
        market.benchmark,
        year,
        law,
        region=market.region,
        is_separate=(returns.is_first & (returns.status == SEPARATE)).any(axis=1),
    )
    return found.credit * market.part_of_year


def coverage_line(market: Marketplace, year: int, law: Law) -> Dollars | None:
    """Return the income at which the credit of a year ends, None where it has no such end: (path).

    Source: 26 U.S.C. § 36B(c)(1)(A).
    """
    figures = coverage_year_figures(law, year, market.region)
    if not figures.has_cliff:
        return None
    guideline = figures.first_person + figures.each_more * (market.people - 1)
    return np.asarray(CLIFF * guideline)
