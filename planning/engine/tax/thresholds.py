"""Which thresholds have the returns, and which line does each of them turn?

The lines stand in the order of the returns. What is compared here is a quantity of a rule with the
amount at which the rule looks at it anew; the rules themselves stand in their own files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from planning.engine.tax import parameters
from planning.engine.tax.arrays import Dollars, Flags, positive
from planning.engine.tax.deductions import people_65
from planning.engine.tax.federal import FederalTax
from planning.engine.tax.irmaa import LOOK_BACK, kind_of_return, premium_year_table
from planning.engine.tax.itemized import Itemized
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.premium_credit import CLIFF, LOWEST, coverage_year_figures
from planning.engine.tax.situation import Situation, Touched
from planning.engine.tax.social_security import base_amounts, combined_income
from planning.engine.tax.state.table import starts_of_brackets
from planning.engine.tax.units import STATUSES, TaxUnits

ROUNDING = 1e-6  # dollars: below it two amounts are the same
NOTHING = np.zeros(())

# A name, the quantity a rule looks at (NaN where it does not look), and the rule's threshold.
Threshold = tuple[str, Dollars, Dollars]
LineOf = Callable[[Touched], Dollars]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the returns, with the thresholds of its rule."""

    name: str  # of a bend that begins with this line, at none of its thresholds
    of: LineOf
    thresholds: tuple[Threshold, ...] = ()


def federal_lines(units: TaxUnits, whole: Touched, situation: Situation) -> Iterator[Line]:
    """Yield the lines of the federal return, and of the health insurance credit."""
    tax, figures = whole.tax, parameters.for_units(units, situation.law)
    net = tax.gains.short + tax.gains.long
    used_up = ("loss_used_up", net, NOTHING)
    within = ("loss_within_limit", net, -figures.loss_limit)
    yield Line("loss_within_limit", lambda w: w.tax.gains.included, (within,))
    yield Line("gain_rates", lambda w: w.tax.gains.net_capital_gain, (used_up,))
    benefits = _of_benefits(units, tax, figures)
    yield Line("social_security", lambda w: w.tax.taxable_social_security, tuple(benefits))
    senior = _of_senior_deduction(units, tax, figures)
    yield Line("senior_deduction_falls", lambda w: w.tax.senior_deduction, tuple(senior))
    yield from _items(units, tax, figures)
    choice = ("deduction_choice", _as_number(tax.is_itemized), np.array(0.5))
    yield Line("deduction_choice", lambda w: _as_number(w.tax.is_itemized), (choice,))
    used = ("deduction_used_up", tax.taxable_income, NOTHING)
    yield Line("deduction_used_up", lambda w: w.tax.taxable_income, (used,))
    yield Line("gain_rates", lambda w: w.tax.regular.tax, tuple(_of_rates(tax, figures)))
    minimum = _of_minimum_tax(tax, figures)
    yield Line("alternative_minimum_tax", lambda w: w.tax.alternative_minimum_tax, tuple(minimum))
    investment = (used_up, *_of_investment_income(tax, figures))
    yield Line("net_investment_income_tax", lambda w: w.tax.net_investment_income_tax, investment)
    credit = _of_the_credit(units, whole, situation)
    yield Line("premium_credit_share", lambda w: w.costs[2], tuple(credit))


def _as_number(flags: Flags) -> Dollars:
    return flags.astype(np.float64)


def state_lines(units: TaxUnits, whole: Touched, situation: Situation) -> Iterator[Line]:
    """Yield the lines of the returns of the states."""
    for state, worked in whole.states.items():
        rates = situation.law.parameters[state].values[-1].fields.get("rates")
        brackets = tuple(
            (
                "state_bracket" if start else "state_tax_begins",
                worked.taxable_income,
                np.array(start),
            )
            for start in starts_of_brackets(rates, STATUSES[int(units.status)])
        )

        def income(w: Touched, state: str = state) -> Dollars:
            return w.states[state].income

        def deducted(w: Touched, state: str = state) -> Dollars:
            return w.states[state].taxable_income - w.states[state].income

        def tax(w: Touched, state: str = state) -> Dollars:
            return w.states[state].tax

        yield Line("state_income", income)
        yield Line("state_deduction", deducted)
        yield Line("state_rule", tax, tuple(brackets))


def medicare_lines(units: TaxUnits, whole: Touched, situation: Situation) -> Iterator[Line]:
    """Yield the line of the surcharges; some returns pass several tiers at once."""
    table = premium_year_table(situation.law, int(units.year) + LOOK_BACK)
    row = table.over[int(kind_of_return(units.status, units.lived_with_spouse))].tolist()
    tiers = {amount: tier for tier, amount in enumerate(row, start=1)}
    income = whole.tax.magi_for_irmaa
    passed = ((f"irmaa_tier_{tier}", income, np.array(at)) for at, tier in tiers.items())
    yield Line("irmaa", lambda w: w.surcharges, tuple(passed))


def _of_benefits(
    units: TaxUnits, tax: FederalTax, figures: FederalParameters
) -> Iterator[Threshold]:
    benefits = units.social_security_head + units.social_security_spouse
    combined = combined_income(tax.other_income, units)
    base, adjusted_base = base_amounts(units, figures)
    yield "social_security_begins", tax.taxable_social_security, NOTHING
    half = np.where(combined < adjusted_base, combined - base, np.nan)
    yield "social_security_half_taxed", half, benefits
    yield "social_security_85", combined, adjusted_base
    left = figures.benefit_shares[1] * benefits - tax.taxable_social_security
    yield "social_security_all_taxed", -left, np.array(-ROUNDING)


def _of_senior_deduction(
    units: TaxUnits, tax: FederalTax, figures: FederalParameters
) -> Iterator[Threshold]:
    if people_65(units).any() and figures.senior_rate.any():
        income, start = tax.adjusted_gross_income, figures.senior_start
        yield "senior_deduction_falls", income, start
        gone = start + figures.senior_deduction / figures.senior_rate
        yield "senior_deduction_gone", income, gone


def _items(units: TaxUnits, tax: FederalTax, figures: FederalParameters) -> Iterator[Line]:
    if not tax.is_itemized.any():
        return
    items, income = tax.itemized, tax.adjusted_gross_income
    yield _item(lambda i: i.medical, ("medical_floor", items.medical, NOTHING))
    taxes = units.state_and_local_tax + units.real_estate_tax
    limit = [("state_and_local_limit_reached", taxes, items.state_and_local + ROUNDING)]
    if figures.salt_rate.any():
        start = figures.salt_start * figures.salt_fraction
        room = (figures.salt_limit - figures.salt_floor) / figures.salt_rate
        limit.insert(0, ("state_and_local_limit_falls", income, start))
        limit.insert(1, ("state_and_local_limit_lowest", income, start + room))
    yield _item(lambda i: i.state_and_local, *limit)
    within = items.charity + figures.charity_floor * positive(income)
    given = units.charity_cash + units.charity_property
    yield _item(
        lambda i: i.charity,
        ("charity_limit", within, given - ROUNDING),
        ("charity_floor", items.charity, NOTHING),
    )
    yield _item(lambda i: i.reduction, ("itemized_reduction", items.reduction, NOTHING))


def _item(part: Callable[[Itemized], Dollars], *thresholds: Threshold) -> Line:
    """Return the line of a part of the itemized deduction, where that is taken."""
    return Line(
        "itemized_deduction",
        lambda w: np.where(w.tax.is_itemized, part(w.tax.itemized), 0.0),
        thresholds,
    )


def _of_rates(tax: FederalTax, figures: FederalParameters) -> Iterator[Threshold]:
    taxable, regular = tax.taxable_income, tax.regular
    yield "bracket_10", regular.ordinary, NOTHING
    rates = np.atleast_1d(figures.bracket_rates[1:].squeeze())
    for rate, top in zip(rates, figures.bracket_tops, strict=True):
        yield f"bracket_{100 * rate:.0f}", regular.ordinary, top
    has_gains = regular.preferential > 0
    beneath = regular.ordinary + regular.at_1250 + regular.at_collectibles
    for percent, top in zip((15, 20), figures.gain_tops, strict=True):
        # Between the two every added dollar of other income pushes one of gains over the top.
        yield f"gains_{percent}", np.where(has_gains, taxable, np.nan), top
        yield f"gains_all_{percent}", np.where(has_gains, beneath, np.nan), top


def _of_minimum_tax(tax: FederalTax, figures: FederalParameters) -> Iterator[Threshold]:
    yield "alternative_minimum_tax", tax.alternative_minimum_tax, NOTHING
    start = figures.amt_phase_out_start
    yield "amt_exemption_falls", tax.minimum_income, start
    gone = start + figures.amt_exemption / figures.amt_phase_out_rate
    yield "amt_exemption_gone", tax.minimum_income, gone


def _of_investment_income(tax: FederalTax, figures: FederalParameters) -> Iterator[Threshold]:
    over = tax.adjusted_gross_income - figures.niit_threshold
    yield "net_investment_income_tax", over, NOTHING
    yield "net_investment_income_all_taxed", over, tax.investment_income


def _of_the_credit(units: TaxUnits, whole: Touched, situation: Situation) -> Iterator[Threshold]:
    coverage, credit = situation.coverage, whole.credit
    if coverage is None or credit is None:
        return
    year = coverage_year_figures(situation.law, int(units.year), coverage.region)
    multiple = credit.poverty_multiple
    yield "premium_credit_begins", multiple, np.array(LOWEST)
    if year.has_cliff:
        yield "premium_credit_cliff", multiple, np.array(CLIFF)
    for below in year.rows[:-1, 1]:
        yield "premium_credit_share", multiple, below
    size = np.array(coverage.household_size)
    own = credit.share_of_income * multiple * year.guideline(size)
    yield "premium_credit_used_up", own, np.array(coverage.benchmark)
