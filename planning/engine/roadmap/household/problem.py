"""How does a household become an optimiser's problem?

What no decision changes is read from a walk of the household, of any policy; what a decision
meets, the thresholds and rates of each year, from the law. The problem is a model: balances of one
tax type are one, deductions are those of one income a year, and a state's tax is a schedule laid
through it. What that leaves out is charged when the plan is walked.
"""

from __future__ import annotations

import numpy as np

from planning.engine.household import FilingStatus
from planning.engine.projection.accounts import Shelter
from planning.engine.projection.health import months_on_medicare
from planning.engine.projection.lives import NOBODY
from planning.engine.projection.result import Projection
from planning.engine.projection.state import State
from planning.engine.roadmap.arrays import DEFERRED, Dollars, Whole
from planning.engine.roadmap.household.cash import fixed_cash_of
from planning.engine.roadmap.household.holdings import TYPES, holdings_of
from planning.engine.roadmap.household.law import federal_of, medicare_of
from planning.engine.roadmap.household.state import StateShare
from planning.engine.roadmap.problem import Goal, Problem
from planning.engine.tax.units import CODES
from planning.engine.tax_facts import IncomeKind

BACK = 5  # years of conversions before the plan


def is_one_return(walk: Projection) -> bool:
    """Say whether a household files one return in every year: one person, or a couple."""
    lives, status = walk.outlook.lives, walk.figures.filing_status[0].astype(int)
    if (status == CODES[FilingStatus.SEPARATE]).any():
        return False
    if len(lives.people) == 1:
        return True
    are_partners = all(NOBODY not in lives.partners(year) for year in walk.years)
    return len(lives.people) == 2 and are_partners


def problem_of(walk: Projection, goal: Goal, share: StateShare) -> Problem:
    """Resolve a walked household into yearly series; `share` is its state's.

    Raises: ValueError where its people do not file one return.
    """
    if not is_one_return(walk):
        raise ValueError("the people of the household file more than one return")
    outlook, figures = walk.outlook, walk.figures
    people, count = len(outlook.lives.people), len(walk.years)
    held, cash = holdings_of(walk), fixed_cash_of(walk)
    magi = _magi_before(outlook.first_state())
    prices = np.append(outlook.prices[0], outlook.prices[0][-1])  # an estate is left at year's end
    part = np.array([outlook.part_of(year) for year in walk.years])
    nothing = np.zeros(count)
    return Problem(
        first_year=walk.years[0],
        people=outlook.lives.ids,
        goal=goal,
        federal=federal_of(walk),
        medicare=medicare_of(walk, months=_months(walk), magi=magi),
        state=share.tables,
        horizons=np.minimum(outlook.lives.last_years[0] - walk.years[0] + 1, count),
        opening=held.opening,
        opening_basis=held.basis,
        returns=held.returns,
        contributions=np.zeros((people, len(TYPES), count)),
        equity_share=np.repeat(held.equity_share[:, None], count, axis=1),
        ordinary_yield=held.ordinary_yield[:, None] * part,
        dividend_yield=held.dividend_yield,
        gain_fraction=nothing,
        spouse_share=held.to_spouse,
        surplus_share_second=0.0,
        wages=cash.incomes[IncomeKind.WAGES].sum(axis=0),
        other_income=cash.incomes[IncomeKind.OTHER].sum(axis=0),
        investment_income=cash.incomes[IncomeKind.RENTAL].sum(axis=0),
        annuities=cash.incomes[IncomeKind.ANNUITY].sum(axis=0),
        pensions=cash.incomes[IncomeKind.PENSION],
        benefits=cash.benefits,
        tax_free_cash=figures.inflows[0] + cash.untaxed,
        asset_ordinary=cash.drawn,
        asset_gain=nothing,
        payroll_tax=figures.payroll[0],
        debt_payments=cash.owed + share.fixed,
        other_medical=figures.medical[0],
        debt_at_end=0.0,
        qcd=np.zeros((people, count)),
        rmd_fraction=held.required,
        holds_conversions=True,
        conversion_cap=_conversion_cap(walk),
        past_conversions=_past_conversions(walk),
        past_contributions=np.zeros((people, BACK)),
        penalty_years=_penalty_years(walk),
        taxable_floor=np.zeros((people, count + 1)),
        price_index=prices,
        spending_profile=part * _shape(walk),
    )


def _shape(walk: Projection) -> Dollars:
    """Return how spending moves, prices apart, as parts of the first year's: (year)."""
    outlook = walk.outlook
    flat = np.ones_like(outlook.prices)
    wanted = [outlook.needs.spending_in(year, outlook.lives, flat)[0] for year in walk.years]
    return np.array(wanted) / wanted[0] if wanted[0] else np.ones(len(wanted))


def _months(walk: Projection) -> Dollars:
    """Return the part of each year everybody pays Medicare for: (year, person)."""
    outlook = walk.outlook
    covered = [
        months_on_medicare(year, outlook.lives, outlook.facts, outlook.law) * outlook.part_of(year)
        for year in walk.years
    ]
    return np.asarray(np.array(covered) * walk.is_alive[0])


def _magi_before(state: State) -> Dollars:
    known = [state.magi_before[0].max(), state.magi_last[0].max()]
    return np.asarray(np.nan_to_num(known), dtype=np.float64)


def _conversion_cap(walk: Projection) -> Dollars:
    limits, lives, accounts = walk.outlook.plans.limits, walk.outlook.lives, walk.outlook.accounts
    pretax = accounts.of(*TYPES[DEFERRED], inherited=False)
    cap = np.full((len(lives.people), len(walk.years)), np.inf)
    for position, year in enumerate(walk.years):
        early = limits.conversions_from is not None and year < limits.conversions_from
        late = limits.conversions_to is not None and year > limits.conversions_to
        for person in range(len(lives.people)):
            is_open = (accounts.is_open[position, :, person] & pretax).any()
            alive = walk.is_alive[0, position, person]
            if early or late or not is_open or not alive:
                cap[person, position] = 0.0
    return cap


def _past_conversions(walk: Projection) -> Dollars:
    found = np.zeros((len(walk.outlook.lives.people), BACK))
    for person, year, amount in walk.outlook.opening.roth_conversions:
        back = walk.years[0] - year
        if 1 <= back <= BACK:
            found[person, BACK - back] += amount
    return found


def _penalty_years(walk: Projection) -> Whole:
    accounts, count = walk.outlook.accounts, len(walk.outlook.lives.people)
    pretax = accounts.of(Shelter.IRA, inherited=False)
    early = np.zeros(count, dtype=np.int64)
    for person in range(count):
        mine = pretax & (accounts.owners == person)
        early[person] = accounts.is_early[:, mine, person].any(axis=1).sum()
    return early
