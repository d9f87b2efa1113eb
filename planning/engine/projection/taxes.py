"""What does a year cost in taxes, on every path and for every candidate of flows?

The units of the tax engine are filled from persons' amounts and priced in one pass; nothing of
the law is stated here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from planning.engine.law import Law
from planning.engine.projection.accounts import YIELDS
from planning.engine.projection.returns import Returns
from planning.engine.projection.sold import lines_sold
from planning.engine.projection.state import State
from planning.engine.projection.withdrawals import Taxed
from planning.engine.tax.arrays import Dollars, Flags, Whole
from planning.engine.tax.federal import FederalTax, federal_tax
from planning.engine.tax.state.moves import Residence, tax_with_moves
from planning.engine.tax.state.tax import state_tax
from planning.engine.tax.units import TaxUnits
from planning.engine.tax_facts import IncomeKind, TaxFacts
from planning.engine.tax_year.year import DEDUCTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLines:
    """The taxes of a year, all returns together (…, path), and figures of each return."""

    federal: Dollars  # income tax, before the two below
    niit: Dollars
    early: Dollars
    state: Dollars
    payroll: Dollars
    income: Dollars  # adjusted gross income and untaxed Social Security
    taxable_income: Dollars
    taxable_social_security: Dollars
    ordinary: Dollars  # (…, path, return): taxed by the rate schedule
    magi: Dollars  # (…, path, return): for Medicare
    short_losses: Dollars  # (…, path, return): carried on
    long_losses: Dollars  # (…, path, return)

    @property
    def total(self) -> Dollars:
        """Everything due for the year."""
        return self.federal + self.niit + self.early + self.state + self.payroll

    def chosen(self, which: Whole) -> TaxLines:
        """Return the lines of one candidate for every path; `which` is (path)."""
        paths = np.arange(len(which))
        picked = {e.name: getattr(self, e.name)[which, paths] for e in fields(self)}
        return TaxLines(**picked)


def units_of(
    year: int,
    returns: Returns,
    facts: TaxFacts,
    blind: Flags,
    incomes: Mapping[IncomeKind, Dollars],
    benefits: Dollars,
    found: Taxed | None,
    state: State,
    prices: Dollars,
) -> TaxUnits:
    """Return the units of a year: incomes (path, person), flows (…, path, person)."""
    lines: dict[str, Any] = {}
    for name, key in DEDUCTIONS.items():
        amount = float(getattr(facts.deductions, name) or 0)
        if amount:
            lines[key] = amount * prices[:, None] * returns.is_first
    shared = {
        "rental": incomes[IncomeKind.RENTAL],
        "annuity": incomes[IncomeKind.ANNUITY],
        "other_income": incomes[IncomeKind.OTHER],
    }
    apart = {
        "wages": incomes[IncomeKind.WAGES],
        "pension": incomes[IncomeKind.PENSION],
        "social_security": benefits,
    }
    if found is not None:
        shared["annuity"] = shared["annuity"] + found.annuity
        shared["other_income"] = shared["other_income"] + found.roth
        shared |= {
            "roth_conversion": found.conversions,
            "net_long_gain": found.gains,
            "early_distribution": found.early,
            **dict(zip(YIELDS, found.payouts, strict=True)),
        }
        apart["plan"] = found.plan
        # The one line that is always there: it has the shape of the candidates.
        lines["ira_head"], lines["ira_spouse"] = returns.head(found.ira), returns.spouse(found.ira)
        if state.short_losses.any() or state.long_losses.any():
            lines["short_loss_carryover"] = returns.head(state.short_losses)
            lines["long_loss_carryover"] = returns.head(state.long_losses)
    for name, amounts in shared.items():
        if amounts.any():  # what is nowhere costs nothing
            lines[name] = returns.both(amounts)
    for name, amounts in apart.items():
        if amounts.any():
            lines[f"{name}_head"] = returns.head(amounts)
            lines[f"{name}_spouse"] = returns.spouse(amounts)
    if found is not None:
        for name, amount in lines_sold(facts, year).items():
            if amount:
                lines[name] = lines.get(name, 0.0) + amount * returns.is_first
    return TaxUnits(
        year=np.array(year),
        status=returns.status,
        age_head=returns.age_head,
        age_spouse=returns.age_spouse,
        blind_head=blind[returns.heads],
        blind_spouse=blind[returns.spouses] & returns.is_joint,
        dependents=facts.dependents * returns.is_first,
        lived_with_spouse=np.array(facts.lived_with_spouse),
        spouse_itemizes=np.array(facts.spouse_itemizes),
        **lines,
    )


def _state_tax(
    units: TaxUnits, tax: FederalTax, residences: list[Residence], year: int, law: Law
) -> Dollars:
    """Return the tax of where the household lives; of several states by the days in each."""
    if len(residences) > 1:
        return tax_with_moves(units, tax, residences, year, law)
    state = residences[0].state
    return state_tax(units, tax, state, law).tax if state else np.zeros(1)


def tax_lines(units: TaxUnits, year: int, residences: list[Residence], law: Law) -> TaxLines:
    """Return the taxes of a year."""
    tax = federal_tax(units, law)
    shape = tax.total_tax.shape
    states = _state_tax(units, tax, residences, year, law)
    benefits = units.social_security_head + units.social_security_spouse
    untaxed = benefits - tax.taxable_social_security

    def whole(lines: Dollars) -> Dollars:
        return lines if lines.shape == shape else np.broadcast_to(lines, shape)

    def together(lines: Dollars) -> Dollars:
        return whole(lines).sum(axis=-1)

    return TaxLines(
        federal=together(tax.tax_before_credits),
        niit=together(tax.net_investment_income_tax),
        early=together(tax.early_distribution_tax),
        state=together(states),
        payroll=together(tax.payroll_tax + tax.additional_medicare_tax),
        income=together(tax.adjusted_gross_income + untaxed),
        taxable_income=together(tax.taxable_income),
        taxable_social_security=together(tax.taxable_social_security),
        ordinary=whole(tax.regular.ordinary),
        magi=whole(tax.magi_for_irmaa),
        short_losses=whole(tax.loss_carryover.short),
        long_losses=whole(tax.loss_carryover.long),
    )
