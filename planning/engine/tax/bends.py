"""Which threshold is it at which the cost of the next dollar changes?

A bend has the names of the thresholds of the return that are reached just there; where there is
none, that of the first line of the returns that turns there, the others following from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planning.engine.tax import parameters
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.deductions import people_65
from planning.engine.tax.federal import FederalTax
from planning.engine.tax.irmaa import LOOK_BACK, kind_of_return, premium_year_table
from planning.engine.tax.moving import parts
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.premium_credit import CLIFF, LOWEST, coverage_year_figures
from planning.engine.tax.situation import Situation, Touched, touched
from planning.engine.tax.social_security import base_amounts, combined_income
from planning.engine.tax.state.table import starts_of_brackets
from planning.engine.tax.state.tax import StateTax
from planning.engine.tax.units import STATUSES, TaxUnits

BESIDE = 0.01  # dollars on both sides of a bend, where it shows which threshold is passed
TURNS = 1e-9  # a slope that changes by more has turned
JUMPS = 0.005  # dollars: a line that changes by more at once has jumped
ROUNDING = 1e-6  # dollars: below it two amounts are the same
NOTHING = np.zeros(())

# A name, the quantity a rule looks at (NaN where it does not look), and the rule's threshold.
Threshold = tuple[str, Dollars, Dollars]


@dataclass(frozen=True, slots=True)
class Piece:
    """What all an income touches does from one threshold of any rule to the next."""

    start: float
    end: float
    touched: Touched
    is_cut: bool = False  # it ends only because a curve is followed in short pieces

    def cost(self, added: float) -> float:
        """Return all costs once so much was added past the start."""
        return sum(_after(line, added) for line in self.touched.costs)

    def slopes(self, added: float) -> tuple[float, float, float]:
        """Return what the next dollar costs then in federal tax, state tax and credit."""
        federal, state, credit, _surcharges = self.touched.costs
        return (
            _slope_after(federal, added),
            _slope_after(state, added),
            _slope_after(credit, added),
        )


def _parts(line: Dollars) -> tuple[float, float, float]:
    return parts(np.ravel(line)[0])


def _after(line: Dollars, added: float) -> float:
    value, slope, bend = _parts(line)
    return value + (slope + bend * added) * added


def _slope_after(line: Dollars, added: float) -> float:
    _value, slope, bend = _parts(line)
    return slope + 2 * bend * added


def names_of_bends(
    unit: TaxUnits, of: str, bends: Sequence[tuple[Piece, Piece]], situation: Situation
) -> list[tuple[str, ...]]:
    """Return the names of what begins or ends at each bend, in the order of the return."""
    if not bends:
        return []
    at = np.array([after.start for _before, after in bends])
    beside = np.concatenate([at - BESIDE, at + BESIDE])
    risen = unit.plus(of, beside)
    passed: list[list[str]] = [[] for _bend in bends]
    for name, quantity, threshold in _thresholds(risen, touched(risen, situation), situation):
        below, above = np.split(np.broadcast_to(quantity - threshold, beside.shape), 2)
        is_passed = np.isfinite(below) & np.isfinite(above) & ((below > 0) != (above > 0))
        for position in np.flatnonzero(is_passed):
            if name not in passed[position]:
                passed[position].append(name)
    return [
        () if before.is_cut else tuple(names) or (_first_that_turns(before, after, situation),)
        for names, (before, after) in zip(passed, bends, strict=True)
    ]


def _thresholds(units: TaxUnits, all_of_it: Touched, situation: Situation) -> Iterator[Threshold]:
    """Yield every threshold of the returns, in the order in which a return meets them."""
    figures = parameters.for_units(units, situation.law)
    yield from _of_income(units, all_of_it.tax, figures)
    yield from _of_deductions(units, all_of_it.tax, figures)
    yield from _of_rates(all_of_it.tax, figures)
    yield from _of_minimum_tax(all_of_it.tax, figures)
    if situation.on_medicare:
        for amount, tier in _tiers(units, situation).items():
            yield f"irmaa_tier_{tier}", all_of_it.tax.magi_for_irmaa, np.asarray(amount)
    yield from _of_the_credit(units, all_of_it, situation)
    yield from _of_states(units, all_of_it, situation)


def _of_income(units: TaxUnits, tax: FederalTax, figures: FederalParameters) -> Iterator[Threshold]:
    net = tax.gains.short + tax.gains.long
    yield "loss_within_limit", net, -figures.loss_limit
    yield "loss_used_up", net, NOTHING
    benefits = units.social_security_head + units.social_security_spouse
    if benefits.any():
        yield "social_security_begins", tax.taxable_social_security, NOTHING
        combined = combined_income(tax.other_income, units)
        base, adjusted_base = base_amounts(units, figures)
        yield "social_security_half_taxed", combined - base, benefits
        yield "social_security_85", combined, adjusted_base
        left = figures.benefit_shares[1] * benefits - tax.taxable_social_security
        yield "social_security_all_taxed", -left, np.asarray(-ROUNDING)


def _of_deductions(
    units: TaxUnits, tax: FederalTax, figures: FederalParameters
) -> Iterator[Threshold]:
    income, items = tax.adjusted_gross_income, tax.itemized
    if people_65(units).any() and figures.senior_rate.any():
        yield "senior_deduction_falls", income, figures.senior_start
        gone = figures.senior_start + figures.senior_deduction / figures.senior_rate
        yield "senior_deduction_gone", income, gone
    if tax.is_itemized.any():
        yield "deduction_choice", tax.is_itemized.astype(np.float64), np.asarray(0.5)
        yield "medical_floor", items.medical, NOTHING
        if figures.salt_rate.any():
            start = figures.salt_start * figures.salt_fraction
            yield "state_and_local_limit_falls", income, start
            room = (figures.salt_limit - figures.salt_floor) / figures.salt_rate
            yield "state_and_local_limit_lowest", income, start + room
        taxes = units.state_and_local_tax + units.real_estate_tax
        yield "state_and_local_limit_reached", taxes, items.state_and_local + ROUNDING
        yield "charity_limit", units.charity_cash, figures.charity_cash_limit * income
        yield "charity_floor", items.charity, NOTHING
        yield "itemized_reduction", items.reduction, NOTHING
    yield "deduction_used_up", tax.taxable_income, NOTHING


def _of_rates(tax: FederalTax, figures: FederalParameters) -> Iterator[Threshold]:
    taxable, regular = tax.taxable_income, tax.regular
    yield "bracket_10", regular.ordinary, NOTHING
    rates = np.atleast_1d(figures.bracket_rates[1:].squeeze())
    for rate, top in zip(rates, figures.bracket_tops, strict=True):
        yield f"bracket_{100 * rate:.0f}", regular.ordinary, top
    has_gains = regular.preferential > 0
    for percent, top in zip((15, 20), figures.gain_tops, strict=True):
        # Between the two every added dollar of other income pushes one of gains over the top.
        yield f"gains_{percent}", np.where(has_gains, taxable, np.nan), top
        yield f"gains_all_{percent}", np.where(has_gains, regular.ordinary, np.nan), top
    over = tax.adjusted_gross_income - figures.niit_threshold
    owing = np.where(tax.investment_income > 0, over, np.nan)
    yield "net_investment_income_tax", owing, NOTHING
    yield "net_investment_income_all_taxed", owing, tax.investment_income


def _of_minimum_tax(tax: FederalTax, figures: FederalParameters) -> Iterator[Threshold]:
    yield "alternative_minimum_tax", tax.alternative_minimum_tax, NOTHING
    owing = np.where(tax.alternative_minimum_tax > 0, tax.minimum_income, np.nan)
    start = figures.amt_phase_out_start
    yield "amt_exemption_falls", owing, start
    yield "amt_exemption_gone", owing, start + figures.amt_exemption / figures.amt_phase_out_rate


def _tiers(units: TaxUnits, situation: Situation) -> dict[float, int]:
    """Return the tier that begins at each amount; some returns pass several at once."""
    table = premium_year_table(situation.law, int(units.year) + LOOK_BACK)
    row = table.over[int(kind_of_return(units.status, units.lived_with_spouse))].tolist()
    return {amount: tier for tier, amount in enumerate(row, start=1)}


def _of_the_credit(
    units: TaxUnits, all_of_it: Touched, situation: Situation
) -> Iterator[Threshold]:
    coverage, credit = situation.coverage, all_of_it.credit
    if coverage is None or credit is None:
        return
    year = coverage_year_figures(situation.law, int(units.year), coverage.region)
    multiple = credit.poverty_multiple
    yield "premium_credit_begins", multiple, np.asarray(LOWEST)
    if year.has_cliff:
        yield "premium_credit_cliff", multiple, np.asarray(CLIFF)
    for below in year.rows[:-1, 1]:
        yield "premium_credit_share", multiple, below
    size = np.asarray(coverage.household_size)
    own = credit.share_of_income * multiple * year.guideline(size)
    yield "premium_credit_used_up", own, np.asarray(coverage.benchmark)


def _of_states(units: TaxUnits, all_of_it: Touched, situation: Situation) -> Iterator[Threshold]:
    for state, worked in all_of_it.states.items():
        rates = situation.law.parameters[state].values[-1].fields.get("rates")
        for start in starts_of_brackets(rates, STATUSES[int(units.status)]):
            name = "state_bracket" if start else "state_tax_begins"
            yield name, worked.taxable_income, np.asarray(start)


# Lines of the returns by their order, and what a bend is called that begins with one of them.
LINES: tuple[tuple[str, Callable[[Touched], Dollars]], ...] = (
    ("social_security", lambda all_of_it: all_of_it.tax.taxable_social_security),
    ("itemized_deduction", lambda all_of_it: all_of_it.tax.itemized_deduction),
    ("alternative_minimum_tax", lambda all_of_it: all_of_it.tax.alternative_minimum_tax),
    ("gain_rates", lambda all_of_it: all_of_it.tax.regular.tax),
)
STATE_LINES: tuple[tuple[str, Callable[[StateTax], Dollars]], ...] = (
    ("state_income", lambda worked: worked.income),
    ("state_deduction", lambda worked: worked.taxable_income - worked.income),
)


def _first_that_turns(before: Piece, after: Piece, situation: Situation) -> str:
    for name, line in LINES:
        if _turns(line(before.touched), line(after.touched), before.end - before.start):
            return name
    for state in situation.states:
        for name, of_state in STATE_LINES:
            lines = of_state(before.touched.states[state]), of_state(after.touched.states[state])
            if _turns(*lines, before.end - before.start):
                return name
    return "state_rule"


def _turns(before: Dollars, after: Dollars, length: float) -> bool:
    value, slope, _bend = _parts(after)
    jump, turn = _after(before, length) - value, _slope_after(before, length) - slope
    return abs(jump) > JUMPS or abs(turn) > TURNS
