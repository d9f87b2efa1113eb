"""What is the federal income tax of a return, line by line?

`federal_tax` is the only public function: one pass over any number of returns. Steps and
citations of a single return are made on demand by `explain.py`, never here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from planning.engine.law import Law
from planning.engine.tax import parameters
from planning.engine.tax.amt import alternative_minimum_tax
from planning.engine.tax.arrays import Dollars, Flags, is_all_zero, positive
from planning.engine.tax.capital_gains import (
    LossCarryover,
    NetGains,
    PreferentialTax,
    loss_carryover,
    net_gains,
    preferential_tax,
)
from planning.engine.tax.deductions import (
    charity_without_itemizing,
    senior_deduction,
    standard_deduction,
)
from planning.engine.tax.early_distribution import early_distribution_tax
from planning.engine.tax.itemized import Itemized, itemized_deduction
from planning.engine.tax.niit import investment_income, net_investment_income_tax
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.payroll import additional_medicare_tax, payroll_tax
from planning.engine.tax.social_security import taxable_social_security
from planning.engine.tax.units import TaxUnits


@dataclass(frozen=True, slots=True, kw_only=True)
class FederalTax:
    """The lines of a federal return, in the order in which they arise."""

    other_income: Dollars  # adjusted gross income without benefits
    gains: NetGains
    taxable_social_security: Dollars
    adjusted_gross_income: Dollars
    standard_deduction: Dollars  # basic and additions; zero where the return itemizes
    charity_deduction: Dollars  # of a return that does not itemize
    itemized: Itemized  # what itemizing comes to, whether or not it is chosen
    is_itemized: Flags
    senior_deduction: Dollars
    taxable_income: Dollars
    regular: PreferentialTax
    minimum_income: Dollars
    alternative_minimum_tax: Dollars
    tax_before_credits: Dollars
    investment_income: Dollars
    net_investment_income_tax: Dollars
    early_distribution_tax: Dollars
    total_tax: Dollars  # the above; payroll taxes stand apart
    payroll_tax: Dollars
    additional_medicare_tax: Dollars
    loss_carryover: LossCarryover
    is_projected: Flags

    @property
    def itemized_deduction(self) -> Dollars:
        """The itemized deduction where it is taken."""
        return np.where(self.is_itemized, self.itemized.total, 0.0)

    @property
    def magi_for_irmaa(self) -> Dollars:
        """Adjusted gross income is made whole by tax-exempt interest, 42 U.S.C. § 1395r(i)(4)."""
        return self.adjusted_gross_income + self._tax_exempt_interest

    _tax_exempt_interest: Dollars

    def taken(self, where: npt.NDArray[np.intp]) -> FederalTax:
        """Return the lines of some returns of a one-dimensional batch."""
        return _taken(self, where)


Lines: TypeAlias = Any  # an array of lines, or a dataclass of such arrays


def _taken(lines: Lines, where: npt.NDArray[np.intp]) -> Lines:
    if isinstance(lines, np.ndarray):
        return lines[where] if lines.ndim and lines.shape != (1,) else lines
    chosen = {entry.name: _taken(getattr(lines, entry.name), where) for entry in fields(lines)}
    return type(lines)(**chosen)


@dataclass(frozen=True, slots=True)
class _Deducted:
    """What follows from one choice of deduction."""

    before_floor: Dollars
    taxable_income: Dollars
    regular: PreferentialTax
    minimum_income: Dollars
    minimum_tax: Dollars

    @property
    def tax(self) -> Dollars:
        return self.regular.tax + self.minimum_tax


def federal_tax(units: TaxUnits, law: Law) -> FederalTax:
    """Return every federal line of any number of returns.

    Shapes: any that broadcast, with the year of each return in `units`.
    Units:  dollars a year, unrounded.
    Source: tax.md § 1, the order of computation; each rule in its own file.
    Not modelled: credits (parameters/not_modelled.toml says which), self-employment, QBI.
    Raises: UnknownYear before 2021, and past the published years unless `law` is projected.
    """
    figures = parameters.for_units(units, law)
    gains = net_gains(units, figures)
    other = _other_income(units, gains)
    benefits = taxable_social_security(other, units, figures)
    income = other + benefits
    senior = senior_deduction(units, income, figures)
    standard = standard_deduction(units, figures)
    charity = charity_without_itemizing(units, figures)
    itemized = itemized_deduction(units, income, senior, figures)

    plain = _deducted(units, gains, figures, income, senior, standard + charity, standard)
    chosen, is_itemized = plain, np.zeros(plain.tax.shape, dtype=np.bool_)
    if not is_all_zero(itemized.total):
        listed = _deducted(
            units, gains, figures, income, senior, itemized.total, itemized.state_and_local
        )
        is_itemized = _itemizes(plain, listed, itemized.total - standard - charity)
        chosen = _chosen(is_itemized, listed, plain)

    investment = investment_income(units, gains)
    niit = net_investment_income_tax(investment, income, figures)
    early = early_distribution_tax(units, figures)
    return FederalTax(
        other_income=other,
        gains=gains,
        taxable_social_security=benefits,
        adjusted_gross_income=income,
        standard_deduction=np.where(is_itemized, 0.0, standard),
        charity_deduction=np.where(is_itemized, 0.0, charity),
        itemized=itemized,
        is_itemized=is_itemized,
        senior_deduction=senior,
        taxable_income=chosen.taxable_income,
        regular=chosen.regular,
        minimum_income=chosen.minimum_income,
        alternative_minimum_tax=chosen.minimum_tax,
        tax_before_credits=chosen.tax,
        investment_income=investment,
        net_investment_income_tax=niit,
        early_distribution_tax=early,
        total_tax=chosen.tax + niit + early,
        payroll_tax=payroll_tax(units, figures),
        additional_medicare_tax=additional_medicare_tax(units, figures),
        loss_carryover=loss_carryover(gains, chosen.before_floor),
        is_projected=figures.is_projected,
        _tax_exempt_interest=units.tax_exempt_interest,
    )


def _other_income(units: TaxUnits, gains: NetGains) -> Dollars:
    """Return adjusted gross income without Social Security: tax.md § 1, steps 1 and 2."""
    wages = units.wages_head + units.wages_spouse
    pensions = units.pension_head + units.pension_spouse + units.annuity
    plans = units.plan_head + units.plan_spouse
    accounts = plans + units.ira_head + units.ira_spouse + units.roth_conversion
    dividends = units.qualified_dividends + units.nonqualified_dividends
    other = units.rental + units.other_income - units.adjustments
    return wages + pensions + accounts + units.taxable_interest + dividends + gains.included + other


def _deducted(
    units: TaxUnits,
    gains: NetGains,
    figures: FederalParameters,
    income: Dollars,
    senior: Dollars,
    deduction: Dollars,
    denied_for_minimum_tax: Dollars,
) -> _Deducted:
    """Work a return on from its deduction; the minimum tax gives part of it back, § 56(b)(1)."""
    before_floor = income - deduction - senior
    taxable = positive(before_floor)
    regular = preferential_tax(taxable, units, gains, figures)
    minimum = before_floor + senior + denied_for_minimum_tax + units.amt_preferences
    return _Deducted(
        before_floor,
        taxable,
        regular,
        minimum,
        alternative_minimum_tax(minimum, units, gains, regular, figures),
    )


def _itemizes(plain: _Deducted, listed: _Deducted, more: Dollars) -> Flags:
    """Choose what leaves the smaller tax; where the tax is the same, the larger deduction."""
    difference = listed.tax - plain.tax
    return np.asarray((difference < -0.005) | ((np.abs(difference) <= 0.005) & (more > 0)))


def _chosen(first: Flags, one: _Deducted, other: _Deducted) -> _Deducted:
    def pick(a: Dollars, b: Dollars) -> Dollars:
        return np.where(first, a, b)

    regular = PreferentialTax(
        **{
            line.name: pick(getattr(one.regular, line.name), getattr(other.regular, line.name))
            for line in fields(PreferentialTax)
        }
    )
    return _Deducted(
        pick(one.before_floor, other.before_floor),
        pick(one.taxable_income, other.taxable_income),
        regular,
        pick(one.minimum_income, other.minimum_income),
        pick(one.minimum_tax, other.minimum_tax),
    )
