"""Which columns has the program of a household?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.roadmap.arrays import Whole
from planning.engine.roadmap.model.bounds import Bounds
from planning.engine.roadmap.model.matrix import Builder
from planning.engine.roadmap.problem import Aim, Problem


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The numbers of the columns of amounts.

    Shapes: balance (person, account, year + 1); withdrawal (person, account, year); conversion and
            exempt (person, year); brackets (side, bracket, year); side_income, side_gains, bonus
            and deduction_used (side, year); gain_brackets (3, year); state_brackets
            (bracket, year); first_estate (account); basis and estate (); all else (year).
            Side 1 of a year is where 85% of Social Security is taxed, or where no formula asks;
            side 0 is below.
    """

    balance: Whole
    withdrawal: Whole
    conversion: Whole
    surplus: Whole
    basis: Whole  # spending of a year for one dollar of its shape
    income: Whole
    yields: Whole
    taxed_benefits: Whole
    side_income: Whole
    side_gains: Whole
    deduction_used: Whole
    bonus: Whole
    brackets: Whole
    gains: Whole
    gain_brackets: Whole
    magi: Whole
    niit: Whole
    medicare: Whole
    state: Whole
    state_brackets: Whole
    exempt: Whole
    first_estate: Whole
    estate: Whole
    credit: Whole
    gifts: Gifts


@dataclass(frozen=True, kw_only=True)
class Gifts:
    """The numbers of columns that stand at zero, and say what lacks where no plan is possible.

    Shapes: cash (year); charity and conversions (person, year): what deferred accounts lack for
            qualified distributions and Roth accounts for what they have to hold; floor (person,
            year + 1) of taxable accounts; estate (); lines (line, year): what is above one.
    """

    cash: Whole
    charity: Whole
    conversions: Whole
    floor: Whole
    estate: Whole
    lines: Whole


def add_columns(builder: Builder, problem: Problem, bounds: Bounds) -> Columns:
    """Add every column of amounts, with what bounds it alone (rows 1, 3, 5 and 10)."""
    people, years = len(problem.people), problem.years
    alive = problem.alive
    may = np.where(alive, np.inf, 0.0)
    most = np.full((people, 4, years + 1), np.inf)
    least = np.zeros((people, 4, years + 1))
    most[:, :, 1:-1] = may[:, None, 1:]  # the dead own nothing from the year after
    if (gone := problem.first_to_die) is not None:
        most[gone, :, -1] = 0.0
    least[:, :, 0] = most[:, :, 0] = problem.opening
    spending = problem.goal.spending / problem.spending_shape[0]
    is_given = problem.goal.aim is Aim.BEQUEST
    federal, state = problem.federal, problem.state
    has_formula = (problem.benefits > 0) & (federal.fixed_benefit_share is None)
    sides = np.array([np.where(has_formula, np.inf, 0.0), np.full(years, np.inf)])
    widths = np.diff(federal.tops, axis=0, prepend=0.0)
    open_ended = np.full((1, years), np.inf)
    return Columns(
        balance=builder.dollars(people, 4, years + 1, lower=least, upper=most),
        withdrawal=builder.dollars(
            people,
            4,
            years,
            lower=0.0 if problem.least_withdrawal is None else problem.least_withdrawal,
            upper=may[:, None, :],
        ),
        conversion=builder.dollars(people, years, upper=np.minimum(may, problem.conversion_cap)),
        surplus=builder.dollars(years),
        basis=builder.dollars(
            lower=spending if is_given else 0.0, upper=spending if is_given else np.inf
        ),
        income=builder.dollars(years, upper=bounds.income),
        yields=builder.dollars(years),
        taxed_benefits=builder.dollars(years, upper=0.85 * problem.benefits)
        if federal.fixed_benefit_share is None
        else builder.dollars(
            years,
            lower=federal.fixed_benefit_share * problem.benefits,
            upper=federal.fixed_benefit_share * problem.benefits,
        ),
        side_income=builder.dollars(2, years, upper=sides),
        side_gains=builder.dollars(2, years, upper=sides),
        deduction_used=builder.dollars(2, years, upper=sides),
        bonus=builder.dollars(2, years, upper=np.minimum(sides, bounds.most_bonus)),
        brackets=builder.dollars(
            2,
            len(federal.rates),
            years,
            upper=np.minimum(sides[:, None], np.concatenate([widths, open_ended])),
        ),
        gains=builder.dollars(years, upper=bounds.gains),
        gain_brackets=builder.dollars(3, years),
        magi=builder.dollars(years, lower=bounds.least_magi, upper=bounds.magi),
        niit=builder.dollars(years),
        medicare=builder.dollars(years),
        state=builder.dollars(years, upper=0.0 if state is None else np.inf),
        state_brackets=builder.dollars(0, years)
        if state is None
        else builder.dollars(
            len(state.rates), years, upper=np.concatenate([state.widths, open_ended])
        ),
        exempt=builder.dollars(0, years)
        if state is None
        else builder.dollars(people, years, upper=state.exemption_cap),
        first_estate=builder.dollars(4 if problem.first_to_die is not None else 0),
        estate=builder.dollars(lower=-np.inf),
        credit=builder.dollars(
            years, upper=0.0 if problem.market is None else problem.market.benchmark
        ),
        gifts=Gifts(
            cash=builder.dollars(years, upper=0.0),
            charity=builder.dollars(people, years, upper=0.0),
            conversions=builder.dollars(people, years, upper=0.0),
            floor=builder.dollars(*problem.taxable_floor.shape, upper=0.0),
            estate=builder.dollars(upper=0.0),
            lines=builder.dollars(len(problem.lines), years, upper=0.0),
        ),
    )
