"""Rows 12 to 14, 16 and 17: where the law is not convex, which side of a threshold is a year on?

Every rule here costs what it costs on one side of a threshold and something else on the other. One
yes-or-no column a year says which side; each side's rows are exact there and idle on the other.
Only charging too little is forbidden: charging too much never pays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.roadmap.arrays import Dollars, Flags, Whole
from planning.engine.roadmap.model.bounds import Bounds
from planning.engine.roadmap.model.columns import Columns
from planning.engine.roadmap.model.matrix import Builder
from planning.engine.roadmap.problem import (
    BONUS_PHASE_OUT,
    NIIT_RATE,
    SENIOR_BONUS,
    Problem,
)

CENT = 0.01
LOOK_BACK = 2


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The numbers of the columns that choose, each (year) but tiers and full (step, year).

    `capped`: 85% of benefits is taxed; `flat`: half of a small benefit is taxed and income is still
    below the upper threshold; `room_0`, `room_15`: gains find room below the 15% and the 20%
    threshold; `bonus_gone`: the senior bonus is phased out; `by_gains`: NIIT is measured by
    investment income, not by the excess of income; `tiers`: income is above the floor of a Medicare
    tier; `full`: a state bracket with a lower rate after it is full; `passed`: income is above a
    step of a line, (step, year) for each line; `uncovered`: there is no marketplace credit;
    `beyond`: the share of income that coverage costs is the last one.
    """

    capped: Whole
    flat: Whole
    room_0: Whole
    room_15: Whole
    bonus_gone: Whole
    by_gains: Whole
    tiers: Whole
    full: Whole
    passed: tuple[Whole, ...]
    uncovered: Whole
    beyond: Whole


@dataclass(frozen=True, kw_only=True)
class BenefitKinks:
    """Where the taxed part of Social Security stops rising: all (year), in provisional income.

    Up to `half` half of what is above the lower threshold is taxed; a benefit smaller than the
    distance of the thresholds is half taxed from there on (`has_flat`). From `cap` on 85% is.
    """

    is_formula: Flags
    has_flat: Flags
    half: Dollars
    cap: Dollars

    @classmethod
    def of(cls, problem: Problem) -> BenefitKinks:
        """Return the kinks of a household's benefits."""
        federal, benefit = problem.federal, problem.benefits
        band = federal.benefit_high - federal.benefit_low
        first = np.minimum(benefit, band)
        return cls(
            is_formula=(benefit > 0) & (federal.fixed_benefit_share is None),
            has_flat=benefit < band,
            half=federal.benefit_low + first,
            cap=federal.benefit_high + benefit - first * (0.5 / 0.85),
        )


def add_benefit_rows(
    builder: Builder, problem: Problem, columns: Columns, bounds: Bounds
) -> tuple[Whole, Whole]:
    """Add row 13; return the choices `capped` and `flat`.

    Provisional income is split: what of it counts below the cap, and the rest. Below the cap the
    formula is convex unless the benefit is small, so that this is the tightest row there is.
    """
    kinks, federal, years = BenefitKinks.of(problem), problem.federal, problem.years
    benefit, low, high = problem.benefits, federal.benefit_low, federal.benefit_high
    most, least = bounds.magi + benefit / 2, bounds.least_magi + benefit / 2 - 0.85 * benefit
    is_capped = least >= kinks.cap
    may = kinks.is_formula & (most > kinks.cap) & ~is_capped
    capped = builder.choices(years, open_to=may, fixed_at=is_capped)
    flat = builder.choices(
        years, open_to=kinks.is_formula & kinks.has_flat & (most > kinks.half) & ~is_capped
    )
    at = np.flatnonzero(kinks.is_formula)
    benefit, low, high, cap = benefit[at], low[at], high[at], kinks.cap[at]
    first, most = np.minimum(benefit, high - low), most[at]
    taxed, over, even = columns.taxed_benefits[at], capped[at], flat[at]
    below, above = columns.side_income[:, at]
    gains_below, gains_above = columns.side_gains[:, at]

    # Provisional income of each side: its income less its taxed benefits, gains, half the benefit.
    within = builder.rows(at.size, upper=0.0)
    builder.put(within, above)
    builder.put(within, gains_above)
    builder.put(within, over, -0.35 * benefit - np.maximum(most, cap))
    under = builder.rows(at.size, upper=cap - benefit / 2)
    builder.put(under, below)
    builder.put(under, gains_below)
    builder.put(under, taxed, -1.0)
    builder.put(under, over, 0.85 * benefit + cap - benefit / 2)

    def at_least(slope: float, offset: Dollars) -> Whole:
        """The taxed part below the cap is at least slope × provisional income + offset."""
        known = offset + slope * benefit / 2
        rows = builder.rows(at.size, lower=known)
        builder.put(rows, taxed, 1.0 + slope)
        builder.put(rows, below, -slope)
        builder.put(rows, gains_below, -slope)
        builder.put(rows, over, known - (1.0 + slope) * 0.85 * benefit)
        return rows

    builder.put(at_least(0.5, -0.5 * low), even, np.maximum(0.5 * (cap - low - first), 0.0))
    at_least(0.85, 0.5 * first - 0.85 * high)
    builder.put(at_least(0.0, np.zeros(at.size)), even, -0.5 * benefit)
    either = builder.rows(at.size, upper=1.0, counts=True)
    builder.put(either, over)
    builder.put(either, even)
    _shares(builder, problem, columns, at, over)
    return capped, flat


def _shares(builder: Builder, problem: Problem, columns: Columns, at: Whole, over: Whole) -> None:
    """Let each side have the brackets, the deduction and the bonus only as far as it is chosen.

    A year that is a little on both sides then pays the tax of both, in proportion: without these
    rows the program believes in years that are taxed as if they had no benefits at all.
    """
    federal = problem.federal
    widths = np.diff(federal.tops, axis=0, prepend=0.0)[:, at]
    bonus = SENIOR_BONUS * federal.bonus_people[at]
    for shares, width in (
        (columns.brackets[:, :-1][:, :, at], widths),
        (columns.deduction_used[:, None, at], (federal.deduction[at] + bonus)[None]),
        (columns.bonus[:, None, at], bonus[None]),
    ):
        below = builder.rows(*width.shape, upper=width)
        builder.put(below, shares[0])
        builder.put(below, over, width)
        above = builder.rows(*width.shape, upper=0.0)
        builder.put(above, shares[1])
        builder.put(above, over, -width)


def add_gain_rows(
    builder: Builder, problem: Problem, columns: Columns, bounds: Bounds
) -> tuple[Whole, Whole]:
    """Add row 12; return the choices `room_0` and `room_15`.

    Gains below a threshold are at most the room that ordinary income leaves, or none at all.
    """
    federal, years = problem.federal, problem.years
    found = []
    for step, threshold in ((1, federal.gains_15_from), (2, federal.gains_20_from)):
        room = threshold + federal.deduction
        most_room = room + bounds.most_bonus
        always = bounds.income <= room
        never = bounds.least_income >= most_room
        has_room = builder.choices(years, open_to=~always & ~never, fixed_at=always)
        within = np.minimum(bounds.gains, np.maximum(most_room - bounds.least_income, 0.0))
        some = builder.rows(years, upper=0.0)
        builder.put(some, columns.gain_brackets[:step])
        builder.put(some, has_room, -within)
        fits = builder.rows(years, upper=np.maximum(bounds.income, room))
        builder.put(fits, columns.income)
        builder.put(fits, columns.gain_brackets[:step])
        builder.put(fits, columns.bonus, -1.0)
        builder.put(fits, has_room, np.maximum(bounds.income - room, 0.0))
        _fill_beyond(builder, problem, columns, bounds, threshold, has_room)
        found.append(has_room)
    return found[0], found[1]


def _fill_beyond(
    builder: Builder,
    problem: Problem,
    columns: Columns,
    bounds: Bounds,
    threshold: Dollars,
    has_room: Whole,
) -> None:
    """Let brackets beyond a threshold be filled only as far as gains find no room below it.

    No plan needs these rows; without them the program believes in years that are a little beyond
    the threshold with a great income, and have room for all their gains.
    """
    edges = np.concatenate([np.zeros((1, problem.years)), problem.federal.tops])
    most = np.maximum(bounds.income - edges, 0.0)
    most[:-1] = np.minimum(most[:-1], np.diff(edges, axis=0))
    below = np.minimum(np.maximum(threshold - edges, 0.0), most)
    ends = np.concatenate([problem.federal.tops, np.full((1, problem.years), np.inf)])
    at, year = np.nonzero(np.isfinite(edges) & (threshold < ends))
    rows = builder.rows(at.size, upper=most[at, year])
    builder.put(rows, columns.brackets[:, at, year])
    builder.put(rows, has_room[year], (most - below)[at, year])


def add_bonus_rows(builder: Builder, problem: Problem, columns: Columns, bounds: Bounds) -> Whole:
    """Add row 14; return the choice `bonus_gone`."""
    people, threshold = problem.federal.bonus_people, problem.federal.bonus_threshold
    most, rate = SENIOR_BONUS * people, BONUS_PHASE_OUT * people
    end = threshold + SENIOR_BONUS / BONUS_PHASE_OUT
    gone = builder.choices(problem.years, open_to=(people > 0) & (bounds.magi > end))
    some = builder.rows(problem.years, upper=most)
    builder.put(some, columns.bonus)
    builder.put(some, gone, most)
    phased = builder.rows(problem.years, upper=most + rate * threshold)
    builder.put(phased, columns.bonus)
    builder.put(phased, columns.magi, rate)
    builder.put(phased, gone, -rate * np.maximum(bounds.magi - end, 0.0))
    return gone


def add_niit_rows(builder: Builder, problem: Problem, columns: Columns, bounds: Bounds) -> Whole:
    """Add row 16; return the choice `by_gains`."""
    threshold = problem.federal.niit_threshold
    may = bounds.magi > threshold
    by_gains = builder.choices(problem.years, open_to=may)
    at = np.flatnonzero(np.isfinite(threshold))
    excess = np.maximum(bounds.magi[at] - threshold[at], 0.0)
    over = builder.rows(at.size, lower=-NIIT_RATE * threshold[at])
    builder.put(over, columns.niit[at])
    builder.put(over, columns.magi[at], -NIIT_RATE)
    builder.put(over, by_gains[at], NIIT_RATE * excess)
    known = NIIT_RATE * problem.investment_income[at]
    most = NIIT_RATE * bounds.magi[at] + np.maximum(known, 0.0)
    earned = builder.rows(at.size, lower=known - most)
    builder.put(earned, columns.niit[at])
    builder.put(earned, columns.gains[at], -NIIT_RATE)
    builder.put(earned, columns.yields[at], -NIIT_RATE)
    builder.put(earned, by_gains[at], -most)
    return by_gains


def add_medicare_rows(
    builder: Builder, problem: Problem, columns: Columns, bounds: Bounds
) -> Whole:
    """Add row 17; return the choices `tiers`: (tier, year of the income).

    Tiers are ordered: nobody is above a floor without being above all lower ones. An income is kept
    a cent below the floor it does not pass.
    """
    medicare, years = problem.medicare, problem.years
    looked_at = max(years - LOOK_BACK, 0)
    costs, floors = medicare.costs[:, LOOK_BACK:], medicare.floors[:, LOOK_BACK:] - CENT
    steps = np.diff(costs, axis=0)
    most, least = bounds.magi[:looked_at], bounds.least_magi[:looked_at]
    matters = (costs[-1:] > costs[:1]) & np.ones_like(floors, dtype=bool)
    passed = matters & (least > floors + CENT)
    tiers = builder.choices(
        len(steps), looked_at, open_to=matters & (most > floors) & ~passed, fixed_at=passed
    )
    # Of the first two years the income is known.
    start = np.concatenate([_known_costs(problem), costs[0]])[:years]
    paid = builder.rows(years, lower=start, upper=start)
    builder.put(paid, columns.medicare)
    builder.put(paid[LOOK_BACK:], tiers, -steps)
    if len(steps):
        tops = np.concatenate([np.minimum(floors[1:], most), most[None]])
        below = builder.rows(looked_at, upper=np.where(matters[0], floors[0], np.inf))
        builder.put(below, columns.magi[:looked_at])
        builder.put(below, tiers, -np.maximum(tops - floors, 0.0))
        ordered = builder.rows(len(steps) - 1, looked_at, lower=0.0, counts=True)
        builder.put(ordered, tiers[:-1])
        builder.put(ordered, tiers[1:], -1.0)
    return tiers


def _known_costs(problem: Problem) -> Dollars:
    """Return the cost of the years whose income was before the plan: (up to 2)."""
    medicare = problem.medicare
    known = min(LOOK_BACK, problem.years)
    magi, floors = medicare.previous_magi[:known], medicare.floors[:, :known]
    passed = magi > floors
    passed[-1:] |= magi >= floors[-1:]
    costs = medicare.costs[:, :known]
    return np.asarray(costs[0] + (np.diff(costs, axis=0) * passed).sum(axis=0))
