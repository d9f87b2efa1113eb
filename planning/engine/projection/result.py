"""What does a projection come to: year by year, and over a lifetime?

Yearly arrays are (path, year) in dollars of their own year; lifetime totals are (path) in dollars
of the as-of day, each year's amount over its prices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.projection.ledger import Ledger
from planning.engine.projection.outlook import Outlook
from planning.engine.tax.arrays import Dollars, Flags, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Yearly figures of a projection: (path, year)."""

    spending: Dollars  # what could be spent: what was wanted less the shortfall
    shortfall: Dollars
    unpaid: Dollars  # of the shortfall, what is more than all spending: costs, premiums and taxes
    medical: Dollars
    goals: Dollars
    inflows: Dollars
    wages: Dollars
    pensions: Dollars
    other_income: Dollars  # annuities, rents and all else
    social_security: Dollars
    federal: Dollars
    niit: Dollars
    early_distribution: Dollars
    state: Dollars
    payroll: Dollars
    taxes_paid_before: Dollars  # of a first year that had begun
    medicare_premiums: Dollars
    irmaa: Dollars
    aca_premium: Dollars
    aca_credit: Dollars
    income: Dollars  # adjusted gross income and untaxed Social Security
    taxable_income: Dollars
    taxable_social_security: Dollars
    magi: Dollars  # for Medicare, of all returns
    capital_gains: Dollars
    payouts: Dollars  # dividends and interest of taxable accounts
    deposit: Dollars
    estate: Dollars  # what deaths of the year leave, after the heirs' tax
    filing_status: Whole  # of the return that comes first

    @property
    def tax(self) -> Dollars:
        """Income taxes of the year, with the additional tax on early payments."""
        return self.federal + self.niit + self.early_distribution + self.state

    @property
    def taxes_due(self) -> Dollars:
        """What has to be paid in what is left of the year."""
        return self.tax + self.payroll - self.taxes_paid_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """Totals over the years, in dollars of the as-of day: (path)."""

    tax_present_value: Dollars  # income taxes, penalties and Medicare surcharges
    spending_present_value: Dollars
    estate_after_tax: Dollars
    irmaa: Dollars
    average_rate: Dollars  # income taxes over income, untaxed Social Security included


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A year in which cash was nowhere, on one path."""

    path: int
    year: int
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """One policy walked through all years, on every path."""

    policy: str
    outlook: Outlook
    years: tuple[int, ...]
    figures: Figures
    ledger: Ledger
    is_alive: Flags  # (path, year, person)
    basis: tuple[str, ...]  # of the law of each year: published or projected

    @property
    def lifetime(self) -> Lifetime:
        """The totals, each year's amounts in dollars of the as-of day."""
        f, prices = self.figures, self.outlook.prices
        income = f.income.sum(axis=1)
        tax = f.tax.sum(axis=1)
        return Lifetime(
            tax_present_value=((f.tax + f.irmaa) / prices).sum(axis=1),
            spending_present_value=(f.spending / prices).sum(axis=1),
            estate_after_tax=(f.estate / prices).sum(axis=1),
            irmaa=(f.irmaa / prices).sum(axis=1),
            average_rate=np.divide(tax, income, out=np.zeros_like(tax), where=income > 0),
        )

    @property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Every year that fell short by a cent or more, by path."""
        where = np.argwhere(self.figures.shortfall >= 0.005)
        return tuple(
            Shortfall(
                path=int(path),
                year=self.years[year],
                amount=float(self.figures.shortfall[path, year]),
            )
            for path, year in where
        )

    @property
    def cash_residual(self) -> Dollars:
        """What does not add up of each year's cash: (path, year); nothing but dust."""
        f = self.figures
        came = f.wages + f.pensions + f.other_income + f.social_security + f.inflows
        came = came + self.ledger.withdrawn.sum(axis=2) + f.aca_credit
        went = f.spending + f.medical + f.goals + f.taxes_due
        went = went + f.medicare_premiums + f.aca_premium + f.deposit - f.unpaid
        return came - went
