"""How does a household become an optimiser's problem?

What no decision changes is read from a walk of the household, of any policy; what a decision
meets, the thresholds and rates of each year, from the law. The problem is a model: balances of one
tax type are one, the standard deduction stands for what may be itemized, and a state's tax is a
schedule laid through it. What that leaves out is charged when the plan is walked.
"""

from __future__ import annotations

import numpy as np

from planning.engine.household import FilingStatus
from planning.engine.projection.accounts import Shelter
from planning.engine.projection.health import months_on_medicare
from planning.engine.projection.lives import NOBODY
from planning.engine.projection.result import Projection
from planning.engine.projection.state import State
from planning.engine.roadmap.arrays import DEFERRED, HSA, ROTH, TAXABLE, Dollars, Flags, Whole
from planning.engine.roadmap.household.law import federal_of, medicare_of
from planning.engine.roadmap.household.state import StateShare
from planning.engine.roadmap.problem import Goal, Problem
from planning.engine.tax.units import CODES
from planning.engine.tax_facts import IncomeKind

TYPES: dict[int, tuple[Shelter, ...]] = {
    TAXABLE: (Shelter.CASH, Shelter.TAXABLE, Shelter.ANNUITY),
    DEFERRED: (Shelter.IRA, Shelter.PLAN),
    ROTH: (Shelter.ROTH_IRA, Shelter.ROTH_PLAN),
    HSA: (Shelter.HSA,),
}
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
    lives, accounts, years = outlook.lives, outlook.accounts, walk.years
    people, count = len(lives.people), len(walk.years)
    held = _held(walk)
    weights = walk.ledger.opening[0]  # (year, account)
    growth = outlook.growth[0]
    returns = np.zeros((people, 4, count))
    opening = np.zeros((people, 4))
    for kind, shelters in TYPES.items():
        of_kind = accounts.of(*shelters)
        for person in range(people):
            mine = of_kind & (accounts.owners == person)
            opening[person, kind] = weights[0] @ mine
            returns[person, kind] = _average(growth, weights[0] * mine, mine)
    taxable = accounts.of(*TYPES[TAXABLE])
    own_taxable = [taxable & (accounts.owners == person) for person in range(people)]
    payouts = np.array(
        [_average(accounts.yields, weights[0] * mine, mine) for mine in own_taxable]
    )  # (person, kind of YIELDS)
    dividends = float(payouts[:, 0].max(initial=0.0))
    qualified = payouts[:, 0] / dividends if dividends else np.ones(people)
    ordinary = payouts[:, 1] + payouts[:, 2]
    deferred = accounts.of(*TYPES[DEFERRED])
    required = np.zeros((people, count))
    for person in range(people):
        mine = held[:, :, person] & deferred
        whole = (weights * mine).sum(axis=1)
        asked = (walk.ledger.required[0] * mine).sum(axis=1)
        required[person] = np.divide(asked, whole, out=np.zeros(count), where=whole > 1)
    incomes = [outlook.incomes.in_year(year, lives, outlook.prices) for year in years]
    by_kind = {
        kind: np.stack([of_year[kind][0] for of_year in incomes], axis=1) for kind in incomes[0]
    }  # (person, year)
    benefits = np.array([outlook.benefits.in_year(year, lives)[0].sum() for year in years])
    benefits = benefits * outlook.prices[0]
    taxed = sum((amounts.sum(axis=0) for amounts in by_kind.values()), start=benefits)
    came = figures.wages + figures.pensions + figures.other_income + figures.social_security
    elapsed = taxed - came[0]  # of a first year that had begun, what is spent already
    drawn = np.zeros(count)
    drawn[0] = ((outlook.opening.taken + outlook.opening.converted) * deferred).sum()
    costs = figures.medical + figures.goals + figures.aca_premium - figures.aca_credit
    state = outlook.first_state()
    part = np.array([outlook.part_of(year) for year in years])
    shape = np.array(
        [outlook.needs.spending_in(year, lives, np.ones_like(outlook.prices))[0] for year in years]
    )
    profile = part * (shape / shape[0] if shape[0] else np.ones(count))
    prices = np.append(outlook.prices[0], outlook.prices[0][-1])  # an estate is left at year's end
    return Problem(
        first_year=years[0],
        people=lives.ids,
        goal=goal,
        federal=federal_of(walk),
        medicare=medicare_of(walk, months=_months(walk), magi=_magi_before(state)),
        state=share.tables,
        horizons=np.minimum(lives.last_years[0] - years[0] + 1, count),
        opening=opening,
        opening_basis=np.array(
            [np.minimum(state.basis[0], state.balances[0]) @ mine for mine in own_taxable]
        ),
        returns=returns,
        contributions=np.zeros((people, 4, count)),
        equity_share=np.repeat(np.maximum(qualified, 1e-9)[:, None], count, axis=1),
        ordinary_yield=ordinary[:, None] * part,
        dividend_yield=dividends,
        gain_fraction=np.zeros(count),
        spouse_share=_to_spouse(walk, weights[0]),
        surplus_share_second=0.0,
        wages=by_kind[IncomeKind.WAGES].sum(axis=0),
        other_income=by_kind[IncomeKind.OTHER].sum(axis=0),
        investment_income=by_kind[IncomeKind.RENTAL].sum(axis=0),
        annuities=by_kind[IncomeKind.ANNUITY].sum(axis=0),
        pensions=by_kind[IncomeKind.PENSION],
        benefits=benefits,
        tax_free_cash=figures.inflows[0],
        asset_ordinary=drawn,
        asset_gain=np.zeros(count),
        payroll_tax=figures.payroll[0],
        debt_payments=costs[0] + elapsed + drawn + share.fixed - figures.taxes_paid_before[0],
        other_medical=figures.medical[0],
        debt_at_end=0.0,
        qcd=np.zeros((people, count)),
        rmd_fraction=required,
        holds_conversions=True,
        conversion_cap=_conversion_cap(walk),
        past_conversions=_past_conversions(walk),
        past_contributions=np.zeros((people, BACK)),
        penalty_years=_penalty_years(walk),
        taxable_floor=_floor(walk, opening[:, TAXABLE], prices),
        price_index=prices,
        spending_profile=profile,
    )


def _held(walk: Projection) -> Flags:
    """Return whose account each is in each year: (year, account, person)."""
    lives, owners = walk.outlook.lives, walk.outlook.accounts.owners
    partners = np.array(lives.partners(walk.years[0]))
    alive = walk.is_alive[0]
    holder = np.where(alive[:, owners], owners, partners[owners])
    return np.asarray(holder[..., None] == np.arange(len(lives.people)))


def _average(values: Dollars, weights: Dollars, among: Flags) -> Dollars:
    """Return (…, account) values weighed by balances; where there are none, their mean."""
    if weights.sum() > 0:
        return np.asarray(values @ (weights / weights.sum()), dtype=np.float64)
    if among.any():
        return np.asarray(values[..., among].mean(axis=-1), dtype=np.float64)
    return np.zeros(values.shape[:-1], dtype=np.float64)


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


def _to_spouse(walk: Projection, balances: Dollars) -> Dollars:
    accounts = walk.outlook.accounts
    shares = [
        _average(
            accounts.to_spouse, balances * accounts.of(*TYPES[kind]), accounts.of(*TYPES[kind])
        )
        for kind in TYPES
    ]
    return np.array([float(share) if share.size else 1.0 for share in shares])


def _conversion_cap(walk: Projection) -> Dollars:
    limits, lives, accounts = walk.outlook.plans.limits, walk.outlook.lives, walk.outlook.accounts
    pretax = accounts.of(*TYPES[DEFERRED], inherited=False)
    cap = np.full((len(lives.people), len(walk.years)), np.inf)
    if limits.max_conversion is not None:
        cap[:] = float(limits.max_conversion) / len(lives.people)
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


def _floor(walk: Projection, opening: Dollars, prices: Dollars) -> Dollars:
    """Return the cash to be kept, no more than there is to begin with: (person, year + 1)."""
    floor = np.zeros((len(opening), len(prices)))
    wanted = float(walk.outlook.plans.limits.minimum_cash or 0)
    held = float(opening.sum())
    if held:
        part = min(wanted, held) / held * opening
        floor[:, 1:-1] = part[:, None] * np.minimum(prices[1:-1], held / max(wanted, 1.0))
    return floor
