"""What does each next dollar of an income cost, over a whole range, and at which threshold does
that change?

Tax is straight lines between breakpoints. The named ones are found by asking where the quantity a
rule looks at reaches the rule's threshold; what is left over (a choice that turns, the minimum tax)
is found where two straight lines meet. Premiums jump; a jump is an amount, not a rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from planning.engine.law import Law
from planning.engine.tax import parameters
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.credit_cliff import Coverage, credit_cliff
from planning.engine.tax.deductions import people_65
from planning.engine.tax.federal import FederalTax, federal_tax
from planning.engine.tax.irmaa import (
    LOOK_BACK,
    kind_of_return,
    medicare,
    premium_year_table,
)
from planning.engine.tax.parameters import FederalParameters
from planning.engine.tax.units import TaxUnits

HALVINGS = 60  # a range of a million dollars to far below a cent
NEAR = 1e-6  # dollars: below it nothing is told apart
SAME = 0.01  # dollars: breakpoints this close are one
STRAIGHT = 1e-5  # dollars: a tax this close to a straight line is on it
SAME_RATE = 1e-7
BESIDE = 1.0  # dollars: a choice between two taxes the same to half a cent turns this near
LOOK_EVERY = 200.0  # dollars: a line is looked at this often before it is called straight
FINER = 64  # cells of a stretch that holds more than one bend
DEEPEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A range of added income over which the next dollar costs the same."""

    start: float
    end: float
    rate: float  # of federal tax, a fraction
    jump: float  # dollars that fall due on entering it
    thresholds: tuple[str, ...]  # what begins or ends here


Costs = Callable[[npt.NDArray[np.float64]], Dollars]
# A name, the quantity a rule looks at over a range of added income, and the rule's threshold.
Threshold = tuple[str, Dollars, Dollars]


def marginal_map(
    unit: TaxUnits,
    law: Law,
    *,
    of: str,
    most: float,
    on_medicare: int = 0,
    coverage: Coverage | None = None,
) -> list[Stretch]:
    """Return the stretches of one household from no added income to `most` of it.

    `of` is the field of the unit that rises; `on_medicare` how many of its people will pay the
    surcharges of two years later, which then are among the jumps; so is the health insurance credit
    of `coverage` where income over four times the poverty guideline loses all of it.

    Guarantees: the stretches follow each other without a gap, and each differs from the one before;
    a threshold that changes nothing for this household is not among them. A named threshold is
    exact; what no threshold names is found where it shows in a look every 200 dollars, and then
    exactly.
    Source: every rule's own file.
    Not modelled: state tax; how the health insurance credit falls before its cliff.
    """

    def tax_at(added: npt.NDArray[np.float64]) -> FederalTax:
        return federal_tax(unit.plus(of, added), law)

    named: dict[float, tuple[str, ...]] = {0.0: (), most: ()}
    cliff = credit_cliff(of, unit, tax_at, coverage, law, most) if coverage else None
    cliffs = [(cliff[0], ("premium_credit_cliff",))] if cliff else []
    for at, names in (*_named(unit, law, tax_at, most, on_medicare), *cliffs):
        named[at] = (*named.get(at, ()), *names)
    breaks = _merged(named)
    costs = _costs(tax_at)
    found = dict(_unnamed(costs, tax_at, sorted(breaks)))
    unnamed = {at: name for at, name in found.items() if min(abs(at - b) for b in breaks) > SAME}
    breaks = _merged({**breaks, **unnamed})
    lost = cliff[1] if cliff else 0.0
    every = _stretches(breaks, costs, _jumps(unit, law, tax_at, on_medicare), lost)
    return list(_that_differ(every))


def _costs(tax_at: Callable[[npt.NDArray[np.float64]], FederalTax]) -> Costs:
    return lambda added: np.asarray(tax_at(added).total_tax)


def _named(
    unit: TaxUnits,
    law: Law,
    tax_at: Callable[[npt.NDArray[np.float64]], FederalTax],
    most: float,
    on_medicare: int,
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Halve the range for all thresholds at once; each quantity never falls as income rises."""
    figures = parameters.for_units(unit, law)

    def gaps(added: npt.NDArray[np.float64]) -> tuple[list[str], npt.NDArray[np.float64]]:
        found = list(_thresholds(unit, tax_at(added), figures, law, on_medicare))
        values = [np.broadcast_to(quantity - at, added.shape) for _name, quantity, at in found]
        return [name for name, _quantity, _at in found], np.stack(values)

    names, at_start = gaps(np.zeros(1))
    _names, at_end = gaps(np.array([most]))
    crossed = [i for i in range(len(names)) if at_start[i, 0] < 0 <= at_end[i, 0]]
    low, high = np.zeros(len(crossed)), np.full(len(crossed), most)
    pick = np.arange(len(crossed))
    for _halving in range(HALVINGS if crossed else 0):
        middle = (low + high) / 2
        reached = gaps(middle)[1][crossed, pick] >= 0
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    for position, index in enumerate(crossed):
        yield float(high[position]), (names[index],)


def _thresholds(
    unit: TaxUnits, tax: FederalTax, figures: FederalParameters, law: Law, on_medicare: int
) -> Iterator[Threshold]:
    income, taxable = tax.adjusted_gross_income, tax.taxable_income
    benefits = unit.social_security_head + unit.social_security_spouse
    if benefits.any():
        share = figures.benefit_shares[1]
        some = np.where(tax.taxable_social_security > 0, 1.0, -1.0)
        yield "social_security_begins", some, np.zeros(())
        full = tax.taxable_social_security - share * benefits
        yield "social_security_all_taxed", full, np.asarray(-NEAR)
    deducted = np.where(taxable > 0, 1.0, -1.0)
    yield "deduction_used_up", deducted, np.zeros(())
    yield "bracket_10", np.where(tax.regular.ordinary > 0, 1.0, -1.0), np.zeros(())
    rates = np.atleast_1d(figures.bracket_rates[1:].squeeze())
    for rate, top in zip(rates, figures.bracket_tops, strict=True):
        yield f"bracket_{100 * rate:.0f}", tax.regular.ordinary, top
    net = tax.gains.short + tax.gains.long
    yield "loss_within_limit", net, -figures.loss_limit
    yield "loss_used_up", net, np.zeros(())
    has_gains = tax.regular.preferential > 0
    for percent, top in zip((15, 20), figures.gain_tops, strict=True):
        # Between the two every added dollar of other income pushes one of gains over the top.
        yield f"gains_{percent}", np.where(has_gains, taxable, -np.inf), top
        yield f"gains_all_{percent}", np.where(has_gains, tax.regular.ordinary, -np.inf), top
    if people_65(unit).any() and figures.senior_rate.any():
        start = figures.senior_start
        yield "senior_deduction_falls", income, start
        gone = start + figures.senior_deduction / figures.senior_rate
        yield "senior_deduction_gone", income, gone
    yield "net_investment_income_tax", income, figures.niit_threshold
    over = income - figures.niit_threshold
    yield "net_investment_income_all_taxed", over - tax.investment_income, np.asarray(NEAR)
    yield from _deduction_limits(unit, income, figures)
    for amount, tier in (_tiers(unit, law) if on_medicare else {}).items():
        yield f"irmaa_tier_{tier}", tax.magi_for_irmaa, np.asarray(amount)


def _deduction_limits(
    unit: TaxUnits, income: Dollars, figures: FederalParameters
) -> Iterator[Threshold]:
    if not (unit.state_and_local_tax + unit.real_estate_tax).any() or not figures.salt_rate.any():
        return
    start = figures.salt_start * figures.salt_fraction
    yield "state_and_local_limit_falls", income, start
    room = (figures.salt_limit - figures.salt_floor) / figures.salt_rate
    yield "state_and_local_limit_lowest", income, start + room


def _tiers(unit: TaxUnits, law: Law) -> dict[float, int]:
    """Return the tier that begins at each amount; some returns pass several at once."""
    table = premium_year_table(law, int(unit.year) + LOOK_BACK)
    row = table.over[int(kind_of_return(unit.status, unit.lived_with_spouse))].tolist()
    return {amount: tier for tier, amount in enumerate(row, start=1)}


def _unnamed(
    costs: Costs, tax_at: Callable[[npt.NDArray[np.float64]], FederalTax], breaks: list[float]
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Divide what is not straight between named breakpoints where its two end lines meet."""
    for start, end in pairwise(breaks):
        cells = 8 + int((end - start) / LOOK_EVERY)
        for at in _kinks(costs, start, end, cells):
            yield at, (_turn(tax_at, at),)


def _kinks(
    costs: Costs, start: float, end: float, cells: int, depth: int = DEEPEST
) -> Iterator[float]:
    """Yield where the line bends: where the straight lines on its two sides meet."""
    if end - start < SAME or depth == 0:
        return
    x = np.linspace(start, end, cells + 1)
    y = costs(x)
    slopes = np.diff(y) / np.diff(x)
    ends = [(0, 0), *_lines(slopes), (cells, cells)]
    for (_first, left), (right, _last) in pairwise(ends):
        if left > 0 and right < cells:
            meet = _meeting(x, y, left, right)
            reached = y[left] + slopes[left - 1] * (meet - x[left])
            inside = x[left] - SAME < meet < x[right] + SAME
            if inside and abs(float(costs(np.array([meet]))[0]) - reached) < STRAIGHT:
                yield meet
                continue
        # One cell more on either side: the bend may stand exactly where a line ends.
        around = x[max(left - 1, 0)], x[min(right + 1, cells)]
        yield from _kinks(costs, *around, FINER, depth - 1)


def _lines(slopes: npt.NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Yield the runs of at least two cells of one slope, as positions of their ends."""
    changes = np.flatnonzero(np.abs(np.diff(slopes)) > SAME_RATE) + 1
    for first, last in pairwise([0, *changes.tolist(), len(slopes)]):
        if last - first > 1:
            yield first, last


def _meeting(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], left: int, right: int
) -> float:
    """Return where the line that ends at `left` meets the line that begins at `right`."""
    before = (y[left] - y[left - 2]) / (x[left] - x[left - 2])
    after = (y[right + 2] - y[right]) / (x[right + 2] - x[right])
    if before == after:
        return np.inf  # a dent in one line
    gap = y[right] - y[left] - after * (x[right] - x[left])
    return float(x[left] + gap / (before - after))


def _turn(tax_at: Callable[[npt.NDArray[np.float64]], FederalTax], at: float) -> str:
    """Name what turns at a breakpoint no threshold explains."""
    tax = tax_at(np.array([at - BESIDE, at + BESIDE]))
    if tax.is_itemized[0] != tax.is_itemized[1]:
        return "deduction_choice"
    if tax.alternative_minimum_tax[1] > 0 or tax.alternative_minimum_tax[0] > 0:
        return "alternative_minimum_tax"
    if tax.itemized_deduction[0] != tax.itemized_deduction[1]:
        return "itemized_deduction"
    if tax.taxable_social_security[1] > 0 and tax.taxable_social_security[0] > 0:
        return "social_security"
    return "other"


def _merged(breaks: Mapping[float, tuple[str, ...]]) -> dict[float, tuple[str, ...]]:
    """Let breakpoints that are the same to the eye be one, with all their names."""
    merged: dict[float, tuple[str, ...]] = {}
    for at in sorted(breaks):
        last = max(merged, default=-1.0)
        if merged and at - last < SAME:
            merged[last] = tuple(dict.fromkeys((*merged[last], *breaks[at])))
        else:
            merged[at] = breaks[at]
    return merged


def _jumps(
    unit: TaxUnits,
    law: Law,
    tax_at: Callable[[npt.NDArray[np.float64]], FederalTax],
    on_medicare: int,
) -> Costs:
    """Return what the surcharges of two years later come to for all who pay them."""

    def surcharges(added: npt.NDArray[np.float64]) -> Dollars:
        premiums = medicare(
            tax_at(added).magi_for_irmaa,
            np.broadcast_to(unit.status, added.shape),
            np.full(added.shape, int(unit.year) + LOOK_BACK),
            law,
            lived_with_spouse=unit.lived_with_spouse,
        )
        return on_medicare * premiums.irmaa

    return surcharges if on_medicare else lambda added: np.zeros_like(added)


def _stretches(
    breaks: Mapping[float, tuple[str, ...]], costs: Costs, jumps: Costs, lost: float
) -> Iterator[Stretch]:
    places = sorted(breaks)
    owed = costs(np.array(places))
    for position, (start, end) in enumerate(pairwise(places)):
        inside = jumps(np.array([max(start - 1e-3, 0.0), (start + end) / 2]))
        yield Stretch(
            start=start,
            end=end,
            rate=float((owed[position + 1] - owed[position]) / (end - start)),
            jump=float(inside[1] - inside[0])
            + (lost if "premium_credit_cliff" in breaks[start] else 0.0),
            thresholds=breaks[start],
        )


def _that_differ(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Let a stretch that only goes on as the one before be part of it."""
    held = next(stretches)
    for stretch in stretches:
        if stretch.jump or abs(stretch.rate - held.rate) > SAME_RATE:
            yield held
            held = stretch
        else:
            held = replace(held, end=stretch.end)
    yield held
