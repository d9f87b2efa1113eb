"""Which lines of income must a year stay below, and how is it held there?

An advisor may set a highest bracket, a highest tier of Medicare's surcharge, or the line at which
the marketplace credit ends. Income that nobody chooses counts in full; where it alone is above a
line, the next one holds, so that the limit is kept as near as it can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.decisions import Decision, Settled, fixed_withdrawals, settle
from planning.engine.projection.flows import Flows
from planning.engine.projection.health import CLIFF_CODE, coverage_line, months_on_medicare
from planning.engine.projection.taxes import TaxLines
from planning.engine.projection.year import Year
from planning.engine.tax import parameters
from planning.engine.tax.arrays import Dollars, Flags, positive
from planning.engine.tax.irmaa import LOOK_BACK, kind_of_return, premium_year_table
from planning.engine.tax.units import tax_units

KEPT, NEAR = 0.005, 1.0  # dollars: over a line by less is on it; so near below it is near enough
ROUNDS = 14
NO_LINE = -1e12  # dollars below a line that is not there
STOPS = 2.0  # conversions go from none left out to all at 1, other income at 2
MEANT = "meant"
PRETAX = (Shelter.IRA, Shelter.PLAN, Shelter.ANNUITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Amounts of income, the lowest first, of which a year keeps the lowest it can.

    `code` says of which income: `bracket`, `irmaa_tier`, `aca_cliff`. Shape: floors (line, path,
    return), without end where none holds.
    """

    code: str
    floors: Dollars

    def measured(self, year: Year, lines: TaxLines) -> Dollars:
        """Return the income that counts: (…, path, return)."""
        if self.code == "bracket":
            return lines.ordinary
        if self.code == CLIFF_CODE:
            return year.coverage_income(lines)
        return lines.magi

    def is_passed(self, alone: Dollars) -> Flags:
        """Say where what is required alone is above the lowest line: (path)."""
        return np.asarray((alone > self.floors[0] + KEPT).any(axis=-1))

    def allowed(self, alone: Dollars) -> Dollars:
        """Return the lowest line that what is required alone keeps: (path, return)."""
        is_kept = self.floors >= alone - KEPT
        lowest = np.where(is_kept, self.floors, np.inf).min(axis=0)
        return np.asarray(lowest)


def lines_of(year: Year) -> tuple[Line, ...]:
    """Return the lines a plan's limits set for a year."""
    return tuple(_lines(year))


def settle_below_lines(year: Year, decision: Decision) -> Settled:
    """Settle a year, with less income of choice where it would be above a line.

    Conversions are left out first, then what is taken; the year's cash then comes from accounts
    that make no income, or it lacks.
    """
    settled, lines = settle(year, decision), lines_of(year)
    hard, meant = len(lines), decision.below
    if meant is not None and np.isfinite(meant).any():
        floors = np.where(year.returns.is_first, meant[:, None], np.inf)
        lines = (*lines, Line(code=MEANT, floors=floors[None]))
    if not lines:
        return settled
    fixed = fixed_withdrawals(year)
    alone = _alone(year, fixed)
    incomes = [line.measured(year, alone) for line in lines]
    allowed = [line.allowed(income) for line, income in zip(lines, incomes, strict=True)]
    passed = {
        line.code: line.is_passed(income) for line, income in zip(lines, incomes, strict=True)
    }

    def over(found: Settled, count: int | None = None) -> Dollars:
        parts = [
            (line.measured(year, found.priced.lines) - most).max(axis=-1)
            for line, most in zip(lines[:count], allowed, strict=False)
        ]
        return np.asarray(np.max(parts, axis=0, initial=NO_LINE))

    passed.pop(MEANT, None)
    excess = over(settled)
    if (excess <= KEPT).all():
        return replace(settled, passed=passed)
    free, short = over(settled, hard) <= KEPT, settled.shortfall
    making = _making_income(year, lines)
    low, high = np.zeros_like(excess), np.where(excess > KEPT, STOPS, 0.0)
    at_low, at_high = excess, np.full_like(excess, -np.inf)
    tried = np.where(high > 0, 1.0, 0.0)
    for _round in range(ROUNDS):
        settled = settle(year, _less(decision, tried, fixed, making))
        now = over(settled)
        is_kept = now <= KEPT
        high, at_high = np.where(is_kept, tried, high), np.where(is_kept, now, at_high)
        low, at_low = np.where(is_kept, low, tried), np.where(is_kept, at_low, now)
        is_done = (high <= 0.0) | (at_high >= -NEAR) | (high - low < 1e-9)
        if is_done.all():
            break
        tried = np.where(is_done, high, _between(low, high, at_low, at_high))
    # What a decision means to stay below is given up where it would leave something unpaid.
    given_up = free & (settled.shortfall > short + KEPT)
    high = np.where(given_up, 0.0, high)
    if (tried != high).any():
        settled = settle(year, _less(decision, high, fixed, making))
    return replace(settled, passed=passed)


def _lines(year: Year) -> Iterator[Line]:
    limits, returns, law = year.outlook.plans.limits, year.returns, year.outlook.law
    if limits.max_bracket is not None:
        figures = parameters.for_units(tax_units(year=year.year, status=returns.status), law)
        rates = figures.bracket_rates.reshape(len(figures.bracket_rates), -1)[:, 0]
        first = int(np.searchsorted(rates, float(limits.max_bracket) + 1e-9)) - 1
        tops = figures.bracket_tops[max(first, 0) :]
        if len(tops):
            shape = (len(tops), *returns.status.shape)
            yield Line(code="bracket", floors=np.broadcast_to(tops, shape))
    later = year.year + LOOK_BACK
    if limits.max_irmaa_tier is not None and _are_insured(year, later):
        table = premium_year_table(law, later)
        over = table.over[kind_of_return(returns.status, year.outlook.facts.lived_with_spouse)]
        floors = np.moveaxis(over, -1, 0)[limits.max_irmaa_tier :]
        if len(floors):
            floors = np.append(floors[:-1], floors[-1:] - 2 * KEPT, axis=0)
            yield Line(code="irmaa_tier", floors=floors)
    if limits.is_under_aca_cliff and year.market is not None:
        line = coverage_line(year.market, year.year, law)
        if line is not None:
            floors = np.where(returns.is_first, line[:, None], np.inf)
            yield Line(code=CLIFF_CODE, floors=floors[None])


def _are_insured(year: Year, later: int) -> bool:
    outlook = year.outlook
    months = months_on_medicare(later, outlook.lives, outlook.facts, outlook.law)
    return bool((months * outlook.lives.alive(later)).any())


def _alone(year: Year, fixed: Dollars) -> TaxLines:
    """Return the taxes of a year in which only what is required and decided already leaves."""
    nothing = np.zeros_like(fixed)
    flows = Flows(withdrawals=year.required + fixed, conversions=nothing, gifts=nothing)
    return year.lines_of(flows)


def _making_income(year: Year, lines: tuple[Line, ...]) -> Dollars:
    """Return which accounts make income that is above a line: (path, account)."""
    accounts, state = year.outlook.accounts, year.state
    making = np.broadcast_to(accounts.of(*PRETAX), state.balances.shape)
    if any(line.code != "bracket" for line in lines):
        has_gain = accounts.of(Shelter.TAXABLE) & (state.basis < state.balances)
        making = making | has_gain
    return making.astype(float)


def _less(decision: Decision, stop: Dollars, fixed: Dollars, making: Dollars) -> Decision:
    """Return a decision with less income of choice: `stop` is (path)."""
    converted = np.clip(1.0 - stop, 0.0, 1.0)[:, None]
    taken = 1.0 - making * np.clip(stop - 1.0, 0.0, 1.0)[:, None]
    more = positive(decision.withdrawn - fixed)
    order = decision.order
    return replace(
        decision,
        withdrawn=np.minimum(decision.withdrawn, fixed) + more * taken,
        converted=decision.converted * converted,
        drawn=decision.drawn * converted,
        order=None if order is None else tuple(group * taken for group in order),
    )


def _between(low: Dollars, high: Dollars, at_low: Dollars, at_high: Dollars) -> Dollars:
    """Return where to look next: where a line meets a little below zero, or the middle."""
    fall = at_low - at_high
    way = np.divide(
        at_low + NEAR / 2, fall, out=np.full_like(fall, 0.5), where=np.isfinite(fall) & (fall > 0)
    )
    return np.asarray(low + np.clip(way, 0.02, 0.98) * (high - low))
