"""Why is a return's tax what it is?

Reasons are made on demand for one return, never while a batch is computed. Each is a code with its
numbers and its authority; `planning.tax_catalogue` has the sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from planning.engine.law import Law
from planning.engine.money import to_cents
from planning.engine.tax import parameters
from planning.engine.tax.deductions import people_65
from planning.engine.tax.federal import FederalTax
from planning.engine.tax.itemized import state_and_local_limit
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.social_security import combined_income
from planning.engine.tax.units import TaxUnits

SOURCES = (
    *("wages_head", "wages_spouse", "pension_head", "pension_spouse", "plan_head", "plan_spouse"),
    *("ira_head", "ira_spouse", "roth_conversion", "annuity", "rental", "other_income"),
    *("taxable_interest", "qualified_dividends", "nonqualified_dividends"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One line of a return: what was looked at, what it gave, where it is written."""

    code: str
    value: Decimal
    citation: str
    numbers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Return:
    unit: TaxUnits
    tax: FederalTax
    figures: FederalParameters
    law: Law

    def reason(
        self,
        code: str,
        value: npt.ArrayLike,
        rates: Mapping[str, npt.ArrayLike] | None = None,
        **numbers: npt.ArrayLike,
    ) -> Reason:
        shown = {name: _money(number) for name, number in numbers.items()}
        shown |= {name: _exact(rate) for name, rate in (rates or {}).items()}
        return Reason(
            code=code, value=_money(value), citation=self.law.authority("tax", code), numbers=shown
        )


def reasons_of_federal_tax(unit: TaxUnits, tax: FederalTax, law: Law) -> list[Reason]:
    """Return the lines of one return in their order, to be redone by hand.

    `tax` is the tax of `unit`, a single return; amounts are rounded to the cent here.
    """
    r = _Return(unit, tax, parameters.for_units(unit, law), law)
    return [*_income(r), *_deductions(r), *_taxes(r)]


def _exact(number: npt.ArrayLike) -> Decimal:
    return Decimal(repr(float(np.asarray(number).reshape(()))))


def _money(amount: npt.ArrayLike) -> Decimal:
    return to_cents(_exact(amount))


def _income(r: _Return) -> Iterator[Reason]:
    for source in SOURCES:
        if amount := float(getattr(r.unit, source)):
            yield r.reason(source, amount)
    gains = r.tax.gains
    if float(gains.short) or float(gains.long):
        yield r.reason("gains", gains.included, short=gains.short, long=gains.long)
    if float(r.unit.adjustments):
        yield r.reason("adjustments", -r.unit.adjustments)
    benefits = r.unit.social_security_head + r.unit.social_security_spouse
    if float(benefits):
        combined = combined_income(r.tax.other_income, r.unit)
        yield r.reason(
            "taxable_social_security",
            r.tax.taxable_social_security,
            benefits=benefits,
            combined=combined,
        )
    yield r.reason("adjusted_gross_income", r.tax.adjusted_gross_income)


def _deductions(r: _Return) -> Iterator[Reason]:
    parts, itemized = r.tax.itemized, bool(r.tax.is_itemized)
    if float(parts.total):
        yield from _itemized(r)
    if itemized:
        yield r.reason("deduction_itemized", parts.total)
    else:
        yield r.reason(
            "standard_deduction",
            r.tax.standard_deduction,
            basic=r.figures.standard_deduction,
            addition=r.figures.additional_standard_deduction,
        )
        if float(r.tax.charity_deduction):
            yield r.reason("charity_without_itemizing", r.tax.charity_deduction)
    if int(people_65(r.unit)) and float(r.figures.senior_deduction):
        yield r.reason(
            "senior_deduction",
            r.tax.senior_deduction,
            each=r.figures.senior_deduction,
            start=r.figures.senior_start,
        )
    yield r.reason("taxable_income", r.tax.taxable_income)


def _itemized(r: _Return) -> Iterator[Reason]:
    parts, income = r.tax.itemized, r.tax.adjusted_gross_income
    floor = r.figures.medical_floor * np.maximum(income, 0.0)
    limit = state_and_local_limit(income, r.figures)
    for code, value, numbers in (
        ("medical", parts.medical, {"paid": r.unit.medical_expenses, "floor": floor}),
        ("state_and_local", parts.state_and_local, {"limit": limit}),
        ("mortgage", parts.mortgage, {}),
        ("charity", parts.charity, {"floor": r.figures.charity_floor * income}),
        ("itemized_reduction", -parts.reduction, {}),
    ):
        if float(value):
            yield r.reason(code, value, None, **numbers)


def _taxes(r: _Return) -> Iterator[Reason]:
    regular, tax = r.tax.regular, r.tax
    if float(regular.preferential):
        low, middle, top = r.figures.gain_rates
        yield r.reason(
            "gains_by_rate",
            regular.preferential,
            {"low": low, "middle": middle, "top": top},
            at_zero=regular.at_zero,
            at_middle=regular.at_middle,
            at_top=regular.at_top,
        )
        if float(regular.at_1250) or float(regular.at_collectibles):
            yield r.reason(
                "gains_at_special_rates",
                regular.at_1250 + regular.at_collectibles,
                {"first": r.figures.section_1250_rate, "second": r.figures.collectibles_rate},
                at_1250=regular.at_1250,
                at_collectibles=regular.at_collectibles,
            )
        yield r.reason("regular_tax_with_gains", regular.tax, ordinary=regular.ordinary)
    else:
        yield r.reason("regular_tax", regular.tax, ordinary=regular.ordinary)
    if float(tax.alternative_minimum_tax):
        yield r.reason(
            "alternative_minimum_tax", tax.alternative_minimum_tax, income=tax.minimum_income
        )
    if float(tax.net_investment_income_tax):
        yield r.reason(
            "net_investment_income_tax",
            tax.net_investment_income_tax,
            {"rate": r.figures.niit_rate},
            investment=tax.investment_income,
            over=tax.adjusted_gross_income - r.figures.niit_threshold,
        )
    if float(tax.early_distribution_tax):
        yield r.reason("early_distribution_tax", tax.early_distribution_tax)
    yield r.reason("total_tax", tax.total_tax)
