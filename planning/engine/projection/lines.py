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
from planning.engine.projection.decisions import (
    Decision,
    Settled,
    decision_on,
    fixed_withdrawals,
    settle,
)
from planning.engine.projection.flows import Flows
from planning.engine.projection.health import CLIFF_CODE, coverage_line, months_on_medicare
from planning.engine.projection.paths import on_paths
from planning.engine.projection.taxes import TaxLines
from planning.engine.projection.year import Year
from planning.engine.tax import parameters
from planning.engine.tax.arrays import Dollars, Flags, Whole, positive
from planning.engine.tax.irmaa import LOOK_BACK, kind_of_return, premium_year_table
from planning.engine.tax.units import tax_units

KEPT, NEAR = 0.005, 1.0  # dollars: over a line by less is on it; so near below it is near enough
ROUNDS = 10
NO_LINE = -1e12  # dollars below a line that is not there
ABOUT = (0.0, 0.02)  # of a range, about where a line meets zero
FIRST_STOPS = np.linspace(0.25, 2.0, 8)  # conversions are left out up to 1, other income up to 2
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
        line.code: line.is_passed(income)
        for line, income in zip(lines[:hard], incomes, strict=False)
    }
    below = _Below(year, decision, lines, allowed, fixed, _making_income(year, lines))
    excess = below.over(settled)
    paths = np.flatnonzero(excess > KEPT)
    if not paths.size:
        return replace(settled, passed=passed)
    free = below.over(settled, hard)[paths] <= KEPT
    short, stop = settled.shortfall[paths], np.zeros_like(excess)
    stop[paths] = below.least_stop(paths, excess[paths])
    settled = settle(year, _less(decision, stop, fixed, below.making))
    # What a decision means to stay below is given up where it would leave something unpaid.
    given_up = paths[free & (settled.shortfall[paths] > short + KEPT)]
    if given_up.size:
        stop[given_up] = 0.0
        settled = settle(year, _less(decision, stop, fixed, below.making))
    return replace(settled, passed=passed)


@dataclass(frozen=True, slots=True)
class _Below:
    """A decision about a year, and the lines its income has to stay below."""

    year: Year
    decision: Decision
    lines: tuple[Line, ...]
    allowed: list[Dollars]  # of each line: (path, return)
    fixed: Dollars  # (path, account)
    making: Dollars  # (path, account)

    def over(self, found: Settled, count: int | None = None) -> Dollars:
        """Return by how much a settled year is above the first `count` lines: (path)."""
        parts = [
            (line.measured(self.year, found.priced.lines) - most).max(axis=-1)
            for line, most in zip(self.lines[:count], self.allowed, strict=False)
        ]
        nothing = np.full(len(self.making), NO_LINE)
        return np.asarray(np.max([nothing, *parts], axis=0))

    def least_stop(self, paths: Whole, excess: Dollars) -> Dollars:
        """Return how much of the income of choice has to be left out on some paths.

        Several parts are tried at once, each as a path of its own.
        """
        which = np.arange(len(paths))
        known, at = np.zeros((1, len(paths))), excess[None]
        tried = np.repeat(FIRST_STOPS[:, None], len(paths), axis=1)
        for _round in range(ROUNDS):
            now = self._on(np.tile(paths, len(tried)))._over_at(tried.ravel()).reshape(tried.shape)
            known, at = np.vstack([known, tried]), np.vstack([at, now])
            order = known.argsort(axis=0, kind="stable")
            known, at = known[order, which], at[order, which]
            is_kept = at <= KEPT
            first = np.where(is_kept.any(axis=0), is_kept.argmax(axis=0), len(known) - 1)
            high, at_high = known[first, which], at[first, which]
            low, at_low = known[first - 1, which], at[first - 1, which]
            is_done = (at_high >= -NEAR) | (high - low < 1e-9)
            if is_done.all():
                break
            further = np.minimum(first + 1, len(known) - 1)
            meets = (
                _meets(low, high, at_low, at_high),
                _meets(high, known[further, which], at_high, at[further, which]),
            )
            around = [meet + step * (high - low) for meet in meets for step in ABOUT]
            evenly = [low + part * (high - low) for part in (0.25, 0.5, 0.75)]
            tried = np.where(is_done, high, np.clip(np.stack([*around, *evenly]), low, high))
        return high

    def _on(self, paths: Whole) -> _Below:
        return _Below(
            on_paths(self.year, paths),
            decision_on(self.decision, paths),
            tuple(replace(line, floors=line.floors[:, paths]) for line in self.lines),
            [most[paths] for most in self.allowed],
            self.fixed[paths],
            self.making[paths],
        )

    def _over_at(self, stop: Dollars) -> Dollars:
        return self.over(settle(self.year, _less(self.decision, stop, self.fixed, self.making)))


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


def _meets(one: Dollars, other: Dollars, at_one: Dollars, at_other: Dollars) -> Dollars:
    """Return where a line through two points meets a little below zero; between where it cannot."""
    fall, wide = at_one - at_other, other - one
    way = np.divide(at_one + NEAR / 2, fall, out=np.full_like(fall, 0.5), where=fall > 0)
    return np.asarray(one + way * wide)
