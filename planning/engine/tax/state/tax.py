"""What is a state's income tax?

One road for all states, with the rules a state's table names; what only one state does stands in
`special.py`, `subtractions.py` and `credits.py` under its name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from planning.engine.law import Law
from planning.engine.tax.arrays import Dollars, positive
from planning.engine.tax.federal import FederalTax
from planning.engine.tax.irmaa import MONTHS, premium_year_table
from planning.engine.tax.state.credits import forgiven_share, nonrefundable_credits
from planning.engine.tax.state.deductions import (
    exemptions,
    exemptions_beside_age_deduction,
    standard_deduction,
)
from planning.engine.tax.state.income import additions, excluded_gains, starting_income
from planning.engine.tax.state.retirement import age_deduction, excluded_retirement
from planning.engine.tax.state.returns import StateReturn, state_return
from planning.engine.tax.state.social_security import excluded_benefits
from planning.engine.tax.state.special import gains_excise, schedule
from planning.engine.tax.state.subtractions import federal_tax_deduction, other_subtractions
from planning.engine.tax.state.table import StateTable
from planning.engine.tax.units import TaxUnits

TABLE_YEAR = 2026  # the one table of a state serves every year; other years are marked
GRADES = ("A", "B", "C")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTax:
    """The lines of a state return. Refundable credits and local taxes are not in them."""

    income: Dollars  # the state's own adjusted gross income
    taxable_income: Dollars
    tax: Dollars


def known_states(law: Law) -> tuple[str, ...]:
    """Return the codes of all states and the District of Columbia."""
    found = [p.name for p in law.parameters.values() if p.path.startswith("states/")]
    return tuple(sorted(found))


def grade(law: Law, state: str) -> str:
    """Return how well a state's table was verified: A, B or C; below A a caution is due."""
    return law.parameters[state].values[-1].text("verified")


def state_tax(units: TaxUnits, federal: FederalTax, state: str, law: Law) -> StateTax:
    """Return the income tax of returns that are all of one state.

    Shapes: (…,).
    Units:  dollars a year.
    Source: planning/engine/law/parameters/states; tax.md § 18.
    Not modelled: local taxes, itemized deductions of the state's own, refundable credits, moves
    within the year (`moves.py` has them).
    """
    value = law.parameters[state].on(date(TABLE_YEAR, 1, 1))
    shape = np.broadcast(units.status, federal.adjusted_gross_income).shape
    status = np.broadcast_to(units.status, shape)
    r = state_return(StateTable(state, value, status), units, federal, _premiums(units, law))
    if value.text("kind") == "none":
        nothing = np.zeros(shape)
        return StateTax(income=nothing, taxable_income=nothing, tax=gains_excise(r))
    return _worked(r)


def _premiums(units: TaxUnits, law: Law) -> Dollars:
    """Return a year of the standard Medicare premium, which Idaho lets people 65 deduct."""
    if not units.year.ndim:
        return np.asarray(MONTHS * premium_year_table(law, int(units.year)).standard)
    years = {
        int(year): premium_year_table(law, int(year)).standard for year in np.unique(units.year)
    }
    return MONTHS * np.vectorize(years.__getitem__, otypes=[np.float64])(units.year)


def _worked(r: StateReturn) -> StateTax:
    benefits = excluded_benefits(r)
    usual = _from(r, benefits, excluded_retirement(r, benefits), exemptions)
    if "age_deduction" not in r.table:
        return usual
    # Michigan: the better of two deductions; the second may cost the personal exemptions.
    by_age = _from(r, benefits, age_deduction(r), exemptions_beside_age_deduction)
    better = by_age.tax < usual.tax
    return StateTax(
        income=np.where(better, by_age.income, usual.income),
        taxable_income=np.where(better, by_age.taxable_income, usual.taxable_income),
        tax=np.minimum(by_age.tax, usual.tax),
    )


def _from(
    r: StateReturn,
    benefits: Dollars,
    retirement: Dollars,
    exempted: Callable[[StateReturn, Dollars], Dollars],
) -> StateTax:
    """Work a return on from what it leaves out of its income."""
    income = starting_income(r) + additions(r) - benefits.sum(axis=0)
    income = income - excluded_gains(r) - retirement.sum(axis=0)
    income = income - other_subtractions(r, retirement)
    deducted = exempted(r, income) + federal_tax_deduction(r, income)
    if r.table.raw("base") != "federal_taxable_income":
        deducted = deducted + standard_deduction(r, income)
    taxable = positive(income - deducted)
    tax = schedule(r, income, taxable)
    tax = positive(tax - nonrefundable_credits(r, income, tax))
    tax = tax + np.where(taxable > 0, r.table.amount("tax_per_return"), 0.0)
    if "tax_forgiveness" in r.table:
        tax = tax * (1 - forgiven_share(r, income))
    if "no_tax_under" in r.table:
        tax = np.where(income <= r.table.amount("no_tax_under"), 0.0, tax)
    return StateTax(income=income, taxable_income=taxable, tax=tax)


def tax_of_states(
    units: TaxUnits, federal: FederalTax, states: npt.NDArray[np.str_], law: Law
) -> Dollars:
    """Return the state tax of a batch whose returns are of different states; "" has none."""
    result = np.zeros(states.shape)
    for state in np.unique(states):
        if state:
            (where,) = np.nonzero(states == state)
            result[where] = state_tax(units.taken(where), federal.taken(where), str(state), law).tax
    return result
