"""What does an income pay in a year, to whom, and what of it is its investment coming back?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import inf

import numpy as np

from planning.engine.household import Household
from planning.engine.money import ZERO
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.basis import returned_investment
from planning.engine.tax_facts import Income, IncomeKind, TaxFacts
from planning.engine.tax_year.filing import spouse_of

INFLATION = Decimal("0.025")  # where nobody assumes otherwise
WITH_OWN_INCREASE = frozenset({IncomeKind.PENSION, IncomeKind.ANNUITY})
ENDS_SINCE = 1987


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What one person receives of an income in a year."""

    amount: Decimal
    tax_free: Decimal  # while the investment has not come back


def paid_in(income: Income, household: Household, facts: TaxFacts, year: int) -> dict[str, Paid]:
    """Return what an income whose amount is known pays each who receives it, by person.

    A survivor goes on with the tax-free part of a pension, and with a share of an annuity's as of
    its payments.

    Source: IRS Pub. 575, "Survivors of retirees".
    """
    owner = next(person for person in household.people if person.id == income.person)
    amount = (income.annual or ZERO) * _grown(income, facts, household.as_of.year, year)
    tax_free = income.tax_free_annual or ZERO
    own = share_of_year(year, income.start_on, earliest(income.to_on, owner.died_on))
    paid = {owner.id: Paid(amount=amount * own, tax_free=tax_free * own)}
    if income.survivor_share and owner.died_on is not None:
        survivor = spouse_of(household, owner, owner.died_on.year)
        if survivor is not None:
            after = owner.died_on + timedelta(days=1)
            start, end = max(after, income.start_on or after), income.to_on
            left = share_of_year(year, start, earliest(end, survivor.died_on))
            paid[survivor.id] = Paid(
                amount=amount * income.survivor_share * left,
                tax_free=tax_free * survivors_part(income, income.survivor_share) * left,
            )
    return paid


def survivors_part(income: Income, share: Decimal) -> Decimal:
    """Return the part of the tax-free amount that a survivor with a share of the payments has."""
    return share if income.kind is IncomeKind.ANNUITY else Decimal(1)


def returned_in(
    income: Income, household: Household, facts: TaxFacts, year: int
) -> dict[str, Decimal]:
    """Return what of a year's payments is the investment coming back, by person."""
    if not income.tax_free_annual:
        return {}
    years = range(min(_counted_from(income, year), year), year + 1)
    who, found = _returned(income, household, facts, years)
    return {one: Decimal(repr(float(amount))) for one, amount in zip(who, found[-1], strict=True)}


def investment_left(income: Income, household: Household, facts: TaxFacts, year: int) -> float:
    """Return what of the investment has not come back when a year begins; inf: it never ends."""
    investment = _investment(income)
    years = range(_counted_from(income, year), year)
    if not years:
        return investment
    _who, found = _returned(income, household, facts, years)
    return investment - float(found.sum())


def is_for_life(income: Income) -> bool:
    """Whether payments began before the tax-free part of them had an end, 26 U.S.C. § 72(b)(2)."""
    return income.start_on is not None and income.start_on.year < ENDS_SINCE


def share_of_year(year: int, start_on: date | None, ended_on: date | None) -> Decimal:
    """Return the part of a year's days from one day to another, both among them."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    whole = (last - first).days + 1
    start, end = max(first, start_on or first), min(last, ended_on or last)
    return Decimal(max((end - start).days + 1, 0)) / whole


def prices_since(facts: TaxFacts, known_in: int, year: int) -> Decimal:
    """Return prices of a year over those of the one the facts speak from."""
    return (1 + (INFLATION if facts.inflation is None else facts.inflation)) ** (year - known_in)


def earliest(one: date | None, other: date | None) -> date | None:
    """Return the first of two days of which either may not be there."""
    return min((day for day in (one, other) if day is not None), default=None)


def _grown(income: Income, facts: TaxFacts, known_in: int, year: int) -> Decimal:
    rate = income.growth
    if income.kind in WITH_OWN_INCREASE:
        rate = income.cola or ZERO
    return prices_since(facts, known_in, year) if rate is None else (1 + rate) ** (year - known_in)


def _returned(
    income: Income, household: Household, facts: TaxFacts, years: range
) -> tuple[tuple[str, ...], Dollars]:
    """Return who is paid, and what comes back in each year: (year, person)."""
    paid = [paid_in(income, household, facts, year) for year in years]
    who = tuple(paid[0])
    amounts = np.array([[float(of[one].amount) for one in who] for of in paid])
    tax_free = np.array([[float(of[one].tax_free) for one in who] for of in paid])
    return who, returned_investment(amounts, tax_free, _investment(income))


def _investment(income: Income) -> float:
    investment = income.investment_in_contract
    return inf if investment is None or is_for_life(income) else float(investment)


def _counted_from(income: Income, year: int) -> int:
    """Return the year an investment begins to come back; the present one where it never ends."""
    return year if income.start_on is None or _investment(income) == inf else income.start_on.year
