"""What does an optimiser have to know of a household, and nothing else?

A `Problem` is a household resolved into yearly series: what is owned, what comes in, what the law
of each year says, what is wanted. It knows of no file and of no record; whoever has facts can make
one. The rows it has to keep are numbered in docs/algorithms/roadmap.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from planning.engine.roadmap.arrays import Dollars, Flags, Whole

EARLY_PENALTY = 0.10
NIIT_RATE = 0.038
GAIN_RATES = (0.0, 0.15, 0.20)
SENIOR_BONUS, BONUS_PHASE_OUT = 6_000.0, 0.06
CONVERSION_YEARS = 5  # a conversion of year m is free from year m + 5


class Aim(StrEnum):
    """What is made as large as it can be."""

    SPENDING = "spending"
    BEQUEST = "bequest"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What is wanted of a plan.

    `spending` is the first year's, given where the bequest is what grows. `estate_floor` is in
    today's dollars, `None` where nothing is asked of it. `other_heirs_weight` is what a dollar left
    to others than the spouse at the first death counts.
    """

    aim: Aim
    spending: float = 0.0
    estate_floor: float | None = None
    heirs_rate: float = 0.0
    other_heirs_weight: float = 0.0


@dataclass(frozen=True, kw_only=True)
class FederalTables:
    """The federal tax law of each year, already chosen by filing status.

    Shapes: rates (bracket, year), tops (bracket - 1, year), all else (year).
    Units:  nominal dollars; `fixed_benefit_share` is the fraction of Social Security that is taxed
            whatever the income, or `None` for the formula of 26 U.S.C. § 86. A threshold that is
            switched off is infinite.
    """

    rates: Dollars
    tops: Dollars
    deduction: Dollars
    bonus_people: Dollars
    bonus_threshold: Dollars
    gains_15_from: Dollars
    gains_20_from: Dollars
    niit_threshold: Dollars
    benefit_low: Dollars
    benefit_high: Dollars
    fixed_benefit_share: float | None


@dataclass(frozen=True, kw_only=True)
class MedicareTables:
    """What Medicare costs a household by tier of the income two years before.

    Shapes: floors (tier - 1, year), costs (tier, year), previous_magi (2): of the two years before
            the plan. Costs are zero in years before anybody is enrolled.
    """

    floors: Dollars
    costs: Dollars
    previous_magi: Dollars


@dataclass(frozen=True, kw_only=True)
class StateTables:
    """The income tax of a state in each year.

    Shapes: rates, widths (bracket, year), the last bracket without end; exemption_cap
            (person, year); all else (year).
    """

    rates: Dollars
    widths: Dollars
    deduction: Dollars
    exemption_cap: Dollars
    personal_credit: Dollars
    taxes_benefits: Flags
    exempts_conversions: Flags
    counts_conversions: Flags
    exempt_pension: Dollars
    counts_pension: Flags


class Income(StrEnum):
    """Which income a line looks at."""

    ORDINARY = "ordinary"  # taxed by the rate schedule
    MAGI = "magi"
    COVERAGE = "coverage"  # with untaxed Social Security, for marketplace coverage


@dataclass(frozen=True, kw_only=True)
class Line:
    """Amounts of income, the lowest first, of which a year stays below the lowest it can.

    Shapes: tops and may_pass (step, year). A top without end is none. `may_pass` says in which
            years the income that is required alone may be above it; only then the next one holds.
    """

    income: Income
    tops: Dollars
    may_pass: Flags


@dataclass(frozen=True, kw_only=True)
class MarketTables:
    """The credit for marketplace coverage of each year: the benchmark less a share of income.

    Shapes: incomes and shares (point, year): between points the share of the household is straight,
            and its slope rises; all else (year). From the last point on it is `flat_rate` of
            income, below the first one `low_rate`. Below `least` and above `most` income there is
            no credit. The benchmark is zero where nobody is covered.
    """

    benchmark: Dollars
    incomes: Dollars
    shares: Dollars
    low_rate: Dollars
    flat_rate: Dollars
    least: Dollars
    most: Dollars


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A household in yearly series, for an optimiser.

    Shapes: `i` people, `n` years, four accounts (taxable, deferred, Roth, HSA) as said per field.
    Units:  nominal dollars of the year, fractions, years counted from 0. Everything moves at the
            start of a year; contributions earn half a year.
    """

    first_year: int
    people: tuple[str, ...]
    goal: Goal
    federal: FederalTables
    medicare: MedicareTables
    state: StateTables | None

    horizons: Whole  # (i) years each person lives in the plan; a death is at the end of the last
    opening: Dollars  # (i, 4)
    opening_basis: Dollars | None  # (i) of the taxable accounts, where it is followed
    returns: Dollars  # (i, 4, n)
    contributions: Dollars  # (i, 4, n)
    equity_share: Dollars  # (i, n) of taxable accounts
    ordinary_yield: Dollars  # (i, n) of taxable accounts, as a fraction of the balance
    dividend_yield: float
    gain_fraction: Dollars  # (n) gain per dollar of equity sold, where no basis is followed
    spouse_share: Dollars  # (4) of what the first to die leaves
    surplus_share_second: float  # of the surplus that goes to the second person while both live

    wages: Dollars  # (n), as all income and cost below that has no (i, n)
    other_income: Dollars
    investment_income: Dollars
    annuities: Dollars
    pensions: Dollars  # (i, n)
    benefits: Dollars  # (n) Social Security
    tax_free_cash: Dollars  # (n) big-ticket items, and what fixed assets give tax-free
    asset_ordinary: Dollars
    asset_gain: Dollars
    payroll_tax: Dollars
    debt_payments: Dollars
    other_medical: Dollars
    debt_at_end: float

    qcd: Dollars  # (i, n)
    rmd_fraction: Dollars  # (i, n)
    holds_conversions: bool  # whether what was converted is kept in the Roth account for years
    conversion_cap: Dollars  # (i, n), zero where none is allowed, infinite where all is
    past_conversions: Dollars  # (i, 5) of the years before the plan, the oldest first
    past_contributions: Dollars  # (i, 5) to Roth accounts, likewise
    penalty_years: Whole  # (i) years before 59 1/2
    taxable_floor: Dollars  # (i, n + 1) least taxable balance at the start of a year
    price_index: Dollars  # (n + 1)
    spending_profile: Dollars  # (n)

    lines: tuple[Line, ...] = ()  # that income stays below
    market: MarketTables | None = None
    conversions_together: Dollars | None = None  # (n) what all may convert in a year
    least_withdrawal: Dollars | None = None  # (i, 4, n) decided already
    kept: Dollars | None = None  # (i, 4, n) what must stay when the year's money has left
    cash_kept: Dollars | None = None  # (n) likewise, of everybody's taxable accounts together

    @property
    def years(self) -> int:
        """Return the number of plan years."""
        return len(self.spending_profile)

    @cached_property
    def alive(self) -> Flags:
        """Return who is alive in which year: (person, year)."""
        return np.arange(self.years) < self.horizons[:, None]

    @property
    def first_to_die(self) -> int | None:
        """Return whose death leaves a spouse alone within the plan."""
        alone = np.flatnonzero(self.horizons < self.years)
        return int(alone[0]) if alone.size else None

    @cached_property
    def surplus_share(self) -> Dollars:
        """Return how a surplus is divided among those who live: (person, year)."""
        if len(self.people) == 1:
            return np.ones((1, self.years))
        both = np.array([[1.0 - self.surplus_share_second], [self.surplus_share_second]])
        return np.where(self.alive.all(axis=0), both, self.alive.astype(float))

    @cached_property
    def spending_shape(self) -> Dollars:
        """Return the spending of each year for one dollar of the basis in today's money: (year)."""
        return self.spending_profile * self.price_index[:-1]

    @cached_property
    def fixed_ordinary_income(self) -> Dollars:
        """Return the ordinary income that no choice changes, Social Security apart: (year)."""
        earned = self.wages + self.other_income + self.investment_income + self.annuities
        return np.asarray(earned + self.pensions.sum(axis=0) + self.asset_ordinary)

    @cached_property
    def fixed_cash(self) -> Dollars:
        """Return the cash that no choice changes, after what has to be paid of it: (year)."""
        income = self.fixed_ordinary_income + self.benefits + self.tax_free_cash + self.asset_gain
        return np.asarray(income - self.payroll_tax - self.debt_payments)
