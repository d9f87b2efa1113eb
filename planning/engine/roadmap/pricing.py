"""What does a plan lead to, and what is charged for it, by the law alone?

Written apart from the optimiser's rows, year by year and without any of its tricks, so that one
checks the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.roadmap.arrays import DEFERRED, HSA, ROTH, TAXABLE, Dollars
from planning.engine.roadmap.plan import Plan
from planning.engine.roadmap.problem import (
    BONUS_PHASE_OUT,
    EARLY_PENALTY,
    GAIN_RATES,
    NIIT_RATE,
    SENIOR_BONUS,
    Income,
    Problem,
)


@dataclass(frozen=True, kw_only=True)
class Taxes:
    """What is charged in each year, by its parts: all (year), nominal dollars."""

    ordinary: Dollars
    gains: Dollars
    niit: Dollars
    state: Dollars
    medicare: Dollars
    penalty: Dollars
    credit: Dollars  # of marketplace coverage

    @property
    def total(self) -> Dollars:
        """Return all that is charged: (year)."""
        taxes = self.ordinary + self.gains + self.niit + self.state + self.penalty
        return np.asarray(taxes + self.medicare - self.credit)


@dataclass(frozen=True, kw_only=True)
class Priced:
    """A plan walked through its years.

    Shapes: balances (person, account, year + 1) at the start of a year; basis (person, year + 1);
            gain_share (person, year) of a dollar of equity sold; all else (year).
    Units:  nominal dollars. `magi` is what Medicare looks at two years later; `charged` is what the
            plan leaves for taxes, premiums and penalties, which ought to be the sum of `taxes`;
            `estate` is what is left after the heirs' tax and debts, `to_others` what the first to
            die left to others than the spouse, after their tax.
    """

    balances: Dollars
    basis: Dollars
    gain_share: Dollars
    ordinary_income: Dollars
    taxed_benefits: Dollars
    gains: Dollars
    investment_income: Dollars
    magi: Dollars
    deduction: Dollars
    taxes: Taxes
    charged: Dollars
    estate: float
    to_others: float


def price(problem: Problem, plan: Plan) -> Priced:
    """Walk a plan through its years and charge what the law charges.

    Guarantees: shares nothing with the optimiser but the facts.
    """
    balances, basis, gain_share, to_others = _walk(problem, plan)
    invested = _invested(problem, plan, balances)
    yields = (problem.ordinary_yield * invested).sum(axis=0)
    drawn = plan.withdrawal[:, DEFERRED].sum(axis=0) + plan.conversion.sum(axis=0)
    before_benefits = problem.fixed_ordinary_income + drawn + yields
    growth = problem.dividend_yield * invested + gain_share * plan.withdrawal[:, TAXABLE]
    gains = problem.asset_gain + (problem.equity_share * growth).sum(axis=0)
    taxed_benefits = taxable_benefits(problem, before_benefits + gains)
    income = before_benefits + taxed_benefits
    magi = income + gains
    deduction = deductions(problem, magi)
    investment_income = gains + yields + problem.investment_income
    taxes = Taxes(
        ordinary=stepped(
            np.maximum(income - deduction, 0), problem.federal.tops, problem.federal.rates
        ),
        gains=gains_tax(problem, income, gains, deduction),
        niit=NIIT_RATE
        * np.minimum(
            investment_income,
            np.maximum(magi - problem.federal.niit_threshold, 0),
        ),
        state=state_tax(problem, plan, magi, taxed_benefits),
        medicare=medicare_cost(problem, magi),
        penalty=EARLY_PENALTY
        * (
            plan.withdrawal[:, DEFERRED]
            * (np.arange(problem.years) < problem.penalty_years[:, None])
        ).sum(axis=0),
        credit=market_credit(problem, magi - taxed_benefits + problem.benefits),
    )
    cash = problem.fixed_cash + plan.withdrawal.sum(axis=(0, 1))
    return Priced(
        balances=balances,
        basis=basis,
        gain_share=gain_share,
        ordinary_income=income,
        taxed_benefits=taxed_benefits,
        gains=gains,
        investment_income=investment_income,
        magi=magi,
        deduction=deduction,
        taxes=taxes,
        charged=cash - plan.spending - plan.deposit.sum(axis=0),
        estate=float(_after_heirs(problem, balances[:, :, -1].sum(axis=0)) - problem.debt_at_end),
        to_others=to_others,
    )


def gain_shares(problem: Problem, balance: Dollars, basis: Dollars, year: int) -> Dollars:
    """Return the gain in a dollar of equity sold at the start of a year: (person)."""
    if problem.opening_basis is None:
        return np.full(len(problem.people), problem.gain_fraction[year])
    equity = balance * problem.equity_share[:, year]
    share = np.divide(balance - basis, equity, out=np.zeros_like(equity), where=equity > 0)
    return np.clip(share, 0.0, 1.0)


def taxable_benefits(problem: Problem, other_income: Dollars) -> Dollars:
    """Return the Social Security that is income: (year). 26 U.S.C. § 86."""
    benefit, federal = problem.benefits, problem.federal
    if federal.fixed_benefit_share is not None:
        return federal.fixed_benefit_share * benefit
    provisional = other_income + benefit / 2
    low, high = federal.benefit_low, federal.benefit_high
    first = 0.5 * np.minimum(np.minimum(benefit, high - low), np.maximum(provisional - low, 0))
    return np.minimum(0.85 * benefit, first + 0.85 * np.maximum(provisional - high, 0))


def deductions(problem: Problem, magi: Dollars) -> Dollars:
    """Return the standard deduction with the seniors' bonus: (year)."""
    federal = problem.federal
    over = np.maximum(magi - federal.bonus_threshold, 0)
    bonus = np.maximum(SENIOR_BONUS - BONUS_PHASE_OUT * over, 0)
    return np.asarray(federal.deduction + federal.bonus_people * bonus)


def stepped(income: Dollars, tops: Dollars, rates: Dollars) -> Dollars:
    """Return the tax of a schedule: tops (step - 1, year), rates (step, year)."""
    tax = rates[0] * income
    for k, top in enumerate(tops):
        tax = tax + (rates[k + 1] - rates[k]) * np.maximum(income - top, 0)
    return np.asarray(tax)


def gains_tax(problem: Problem, income: Dollars, gains: Dollars, deduction: Dollars) -> Dollars:
    """Return the tax of gains stacked on ordinary income: (year). 26 U.S.C. § 1(h)."""
    room_at_0 = np.maximum(problem.federal.gains_15_from + deduction - income, 0)
    room_below_20 = np.maximum(problem.federal.gains_20_from + deduction - income, 0)
    above_0, above_15 = np.maximum(gains - room_at_0, 0), np.maximum(gains - room_below_20, 0)
    return np.asarray(GAIN_RATES[1] * above_0 + (GAIN_RATES[2] - GAIN_RATES[1]) * above_15)


def medicare_cost(problem: Problem, magi: Dollars) -> Dollars:
    """Return the premiums of a household by its income two years before: (year)."""
    medicare = problem.medicare
    looked_at = np.concatenate([medicare.previous_magi, magi])[: problem.years]
    passed = looked_at > medicare.floors
    passed[-1:] |= looked_at >= medicare.floors[-1:]  # the top tier begins at its floor
    return np.asarray(medicare.costs[0] + (np.diff(medicare.costs, axis=0) * passed).sum(axis=0))


def market_credit(problem: Problem, income: Dollars) -> Dollars:
    """Return the credit for marketplace coverage: (year). 26 U.S.C. § 36B."""
    market = problem.market
    if market is None:
        return np.zeros(problem.years)
    slopes = np.diff(market.shares, axis=0) / np.diff(market.incomes, axis=0)
    lines = market.shares[:-1] + slopes * (income - market.incomes[:-1])
    share = np.maximum(lines.max(axis=0), market.low_rate * income)
    share = np.where(income > market.incomes[-1], market.flat_rate * income, share)
    is_eligible = (income >= market.least) & (income <= market.most)
    return np.where(is_eligible, np.maximum(market.benchmark - share, 0.0), 0.0)


def line_income(problem: Problem, priced: Priced, income: Income) -> Dollars:
    """Return the income a line looks at: (year)."""
    if income is Income.ORDINARY:
        return np.maximum(priced.ordinary_income - priced.deduction, 0.0)
    if income is Income.COVERAGE:
        return priced.magi - priced.taxed_benefits + problem.benefits
    return priced.magi


def state_tax(problem: Problem, plan: Plan, magi: Dollars, taxed_benefits: Dollars) -> Dollars:
    """Return the tax of the state: (year)."""
    state = problem.state
    if state is None:
        return np.zeros(problem.years)
    income = magi - np.where(state.taxes_benefits, 0.0, taxed_benefits) - state.exempt_pension
    income = income - np.where(state.exempts_conversions, plan.conversion.sum(axis=0), 0.0)
    retirement = (
        plan.withdrawal[:, DEFERRED]
        + plan.conversion * state.counts_conversions
        + problem.pensions * state.counts_pension
    )
    exempt = np.minimum(retirement, state.exemption_cap).sum(axis=0)
    taxed = np.maximum(income - state.deduction - exempt, 0)
    tax = stepped(taxed, np.cumsum(state.widths, axis=0), state.rates)
    return np.maximum(tax - state.personal_credit, 0)


def _walk(problem: Problem, plan: Plan) -> tuple[Dollars, Dollars, Dollars, float]:
    """Carry every balance and basis from year to year."""
    people, years = len(problem.people), problem.years
    balances = np.zeros((people, 4, years + 1))
    basis = np.zeros((people, years + 1))
    gain_share = np.zeros((people, years))
    balances[:, :, 0] = problem.opening
    basis[:, 0] = 0.0 if problem.opening_basis is None else problem.opening_basis
    gone, to_others = problem.first_to_die, 0.0
    for n in range(years):
        start = balances[:, :, n]
        gain_share[:, n] = gain_shares(problem, start[:, TAXABLE], basis[:, n], n)
        left = start - plan.withdrawal[:, :, n]
        left[:, TAXABLE] += plan.deposit[:, n]
        left[:, DEFERRED] -= plan.conversion[:, n] + problem.qcd[:, n]
        left[:, ROTH] += plan.conversion[:, n]
        growth, paid_in = problem.returns[:, :, n], problem.contributions[:, :, n]
        end = left * (1 + growth) + paid_in * (1 + growth / 2)
        end_basis = _next_basis(problem, plan, start[:, TAXABLE], basis[:, n], n)
        if gone is not None and n + 1 >= problem.horizons[gone]:
            if n + 1 == problem.horizons[gone]:
                kept = problem.spouse_share
                end[1 - gone] += kept * end[gone]
                end_basis[1 - gone] += kept[TAXABLE] * end_basis[gone]
                to_others = _after_heirs(problem, (1 - kept) * end[gone])
            end[gone], end_basis[gone] = 0.0, 0.0
        balances[:, :, n + 1], basis[:, n + 1] = end, end_basis
    return balances, basis, gain_share, to_others


def _next_basis(problem: Problem, plan: Plan, balance: Dollars, basis: Dollars, n: int) -> Dollars:
    sold, added = plan.withdrawal[:, TAXABLE, n], plan.deposit[:, n]
    paid_in = problem.contributions[:, TAXABLE, n]
    sold_share = np.divide(sold, balance, out=np.zeros_like(sold), where=balance > 0)
    taxed = problem.dividend_yield * problem.equity_share[:, n] + problem.ordinary_yield[:, n]
    reinvested = taxed * (balance - sold + added + paid_in / 2)
    return np.asarray(basis * (1 - np.minimum(sold_share, 1)) + paid_in + added + reinvested)


def _invested(problem: Problem, plan: Plan, balances: Dollars) -> Dollars:
    """Return what of the taxable accounts earns yields in a year: (person, year)."""
    left = balances[:, TAXABLE, :-1] - plan.withdrawal[:, TAXABLE] + plan.deposit
    return np.asarray(left + problem.contributions[:, TAXABLE] / 2)


def _after_heirs(problem: Problem, left: Dollars) -> float:
    kept = np.ones(4)
    kept[[DEFERRED, HSA]] = 1 - problem.goal.heirs_rate
    return float(kept @ left)
