"""What is known of one year before anything is decided, and what do flows of it cost?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.flows import Flows, of_holders
from planning.engine.projection.health import (
    Marketplace,
    Premiums,
    marketplace_credit,
    marketplace_of,
    medicare_premiums,
)
from planning.engine.projection.income import Amount
from planning.engine.projection.lives import NOBODY
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.returns import Returns, returns_of
from planning.engine.projection.state import State
from planning.engine.projection.taxes import TaxLines, tax_lines, units_of
from planning.engine.projection.withdrawals import SoFar, Taxed, taxed
from planning.engine.tax.arrays import Dollars, Flags, positive
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.units import TaxUnits
from planning.engine.tax_facts import IncomeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Flows with their taxes: (…, path)."""

    lines: TaxLines
    credit: Dollars  # of marketplace coverage
    surplus: Dollars  # what is left of the year's cash; below zero what is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year of a household on every path, before decisions."""

    outlook: Outlook
    state: State
    year: int
    returns: Returns
    required: Dollars  # (path, account), to leave in what is left of the year
    taxed_incomes: Mapping[IncomeKind, Dollars]  # (path, person), of the whole year
    incomes: Mapping[IncomeKind, Dollars]  # (path, person), still to come
    taxed_benefits: Dollars  # (path, person), of the whole year
    benefits: Dollars  # (path, person), still to come
    spending: Dollars  # (path)
    medical: Dollars  # (path): other medical costs
    goals: Dollars  # (path): costs and gifts
    inflows: Dollars  # (path)
    premiums: Premiums
    market: Marketplace | None
    paid_so_far: Dollars  # (path): taxes of the first year that are paid already

    @property
    def position(self) -> int:
        """The position of the year among those of the plan."""
        return self.year - self.outlook.lives.first_year

    @property
    def part(self) -> float:
        """What is left of the year."""
        return self.outlook.part_of(self.year)

    @property
    def growth(self) -> Dollars:
        """What accounts grow by in what is left of the year: (path or 1, account)."""
        return self.outlook.growth[:, self.position]

    @property
    def price(self) -> Dollars:
        """Prices over those of the as-of year: (path)."""
        return self.outlook.prices[:, self.position]

    @property
    def cash_in(self) -> Dollars:
        """Cash that comes in without any account: (path)."""
        parts = [self.benefits, *self.incomes.values()]
        return np.sum([part.sum(axis=1) for part in parts], axis=0) + self.inflows

    @property
    def cash_out(self) -> Dollars:
        """Cash that is needed, taxes and the marketplace credit apart: (path)."""
        benchmark = 0.0 if self.market is None else self.market.benchmark * self.market.part_of_year
        return self.spending + self.medical + self.goals + self.premiums.total + benchmark

    @property
    def is_held(self) -> Flags:
        """Which accounts somebody living holds: (path, account)."""
        return self.state.holders != NOBODY

    @property
    def is_early(self) -> Flags:
        """Which accounts bear the additional tax: (path, account)."""
        return of_holders(self.outlook.accounts.is_early[self.position], self.state.holders)

    @property
    def so_far(self) -> SoFar | None:
        """What left the accounts in the year before the plan begins."""
        if self.position:
            return None
        opening = self.outlook.opening
        return SoFar(taken=opening.taken, converted=opening.converted)

    def available(self, taken: Dollars) -> Dollars:
        """Return what may be taken at will once `taken` has left: (path, account).

        Accounts whose plan is not open yet, what must not be sold, and health savings beyond the
        year's medical costs are not there for it.
        """
        accounts, holders = self.outlook.accounts, self.state.holders
        is_open = of_holders(accounts.is_open[self.position], holders) | accounts.is_inherited
        kept = taken + self.outlook.unsold[:, self.position]
        left = positive(self.state.balances - kept) * is_open * self.is_held
        health = accounts.of(Shelter.HSA)
        if health.any():
            savings = left * health
            most = positive(self.premiums.total + self.medical - (taken * health).sum(axis=1))
            whole = savings.sum(axis=1)
            part = np.divide(most, whole, out=np.ones_like(whole), where=whole > most)
            left = np.where(health, savings * np.minimum(part, 1.0)[:, None], left)
        return left

    def price_flows(self, flows: Flows) -> Priced:
        """Return what flows of the year cost and leave: (…, path)."""
        lines = self.lines_of(flows)
        credit: Dollars = np.zeros(())
        if self.market is not None:
            magi = self.coverage_income(lines)
            credit = marketplace_credit(
                self.market, magi, self.returns, self.year, self.outlook.law
            )
        cash = self.cash_in + flows.withdrawals.sum(axis=-1) - self.cash_out
        due = lines.total - self.paid_so_far
        credit = np.broadcast_to(credit, due.shape)
        return Priced(lines=lines, credit=credit, surplus=cash - due + credit)

    def coverage_income(self, lines: TaxLines) -> Dollars:
        """Return the income marketplace coverage asks for: (…, path, return).

        Untaxed Social Security counts too: 26 U.S.C. § 36B(d)(2)(B).
        """
        benefits = self.returns.both(self.taxed_benefits).sum(axis=-1)
        untaxed = benefits - lines.taxable_social_security
        return np.asarray(lines.magi + untaxed[..., None])

    def lines_of(self, flows: Flows) -> TaxLines:
        """Return the taxes of flows."""
        units = self.units(flows)
        return tax_lines(units, self.year, self.outlook.residences, self.outlook.law)

    def ordinary_income(self, flows: Flows) -> Dollars:
        """Return what the federal rate schedule taxes: (…, path, return)."""
        return federal_tax(self.units(flows), self.outlook.law).regular.ordinary

    def units(self, flows: Flows) -> TaxUnits:
        """Return the year's returns with flows in them: (…, path, return)."""
        return units_of(
            self.year,
            self.returns,
            self.outlook.facts,
            self.outlook.blind,
            self.taxed_incomes,
            self.taxed_benefits,
            self.taxed(flows),
            self.state,
            self.price,
        )

    def taxed(self, flows: Flows) -> Taxed:
        """Return what of flows of the year is taxed."""
        return taxed(
            flows,
            self.state,
            self.outlook.accounts,
            self.growth,
            self.year,
            self.position,
            part_of_year=self.part,
            so_far=self.so_far,
        )


def begin_year(outlook: Outlook, state: State, year: int) -> Year:
    """Gather what a year brings to a state, whatever is decided.

    Source: the order of tax.md § 12: the year's required amounts leave before anything else.
    """
    lives, position = outlook.lives, year - outlook.lives.first_year
    part, prices = outlook.part_of(year), outlook.prices
    returns = returns_of(year, lives, outlook.facts)
    taxed_incomes = outlook.incomes.in_year(year, lives, prices, Amount.TAXED)
    incomes = outlook.incomes.in_year(year, lives, prices, Amount.TO_COME)
    benefits = outlook.benefits.in_year(year, lives) * prices[:, position, None]
    left = benefits * outlook.benefits.share_left if not position else benefits
    someone = np.asarray(lives.alive(year).any(axis=1))
    paid = np.zeros(len(someone))
    if not position and part < 1:
        elapsed = outlook.incomes.in_year(year, lives, prices, Amount.TAXED_BEFORE)
        paid = _paid_so_far(outlook, state, returns, elapsed, benefits - left, year)
    return Year(
        outlook=outlook,
        state=state,
        year=year,
        returns=returns,
        required=outlook.required.in_year(
            year, lives, outlook.accounts, state.holders, state.balances
        ),
        taxed_incomes=taxed_incomes,
        incomes=incomes,
        taxed_benefits=benefits,
        benefits=left,
        spending=outlook.needs.spending_in(year, lives, prices) * part,
        medical=outlook.needs.other_medical * prices[:, position] * part * someone,
        goals=outlook.needs.goals[position] * prices[:, position] * someone,
        inflows=outlook.needs.inflows[position] * prices[:, position] * someone,
        premiums=medicare_premiums(year, lives, state, outlook.facts, outlook.law, part),
        market=marketplace_of(
            year, lives, outlook.facts, outlook.law, outlook.household.as_of, part
        ),
        paid_so_far=paid,
    )


def _paid_so_far(
    outlook: Outlook,
    state: State,
    returns: Returns,
    incomes: Mapping[IncomeKind, Dollars],
    benefits: Dollars,
    year: int,
) -> Dollars:
    """Return the taxes of the first year that are paid when the plan begins: (path).

    What was withheld from payments is a fact. Of the other incomes that have come in, their own
    tax is taken as paid.
    """
    prices = outlook.prices[:, 0]
    units = units_of(
        year, returns, outlook.facts, outlook.blind, incomes, benefits, None, state, prices
    )
    lines = tax_lines(units, year, outlook.residences, outlook.law)
    return np.asarray(lines.total + outlook.opening.withheld)
