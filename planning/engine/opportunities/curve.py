"""What do added dollars of an income cost many returns at once, and how many reach a line?

A return is a row, its tries are the columns. The cost is federal tax, the Medicare surcharges of
two years later and the health insurance credit that is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from planning.engine.law import Law
from planning.engine.tax.arrays import Dollars, Whole
from planning.engine.tax.federal import FederalTax, federal_tax
from planning.engine.tax.irmaa import LOOK_BACK, kind_of_return, medicare, premium_year_table
from planning.engine.tax.premium_credit import (
    CLIFF,
    Coverage,
    coverage_year_figures,
    premium_credit,
)
from planning.engine.tax.units import TaxUnits

HALVINGS = 48  # of some millions of dollars, to far below a cent
Looked = Callable[[FederalTax, TaxUnits], Dollars]


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """One return, and who bears what follows from its income elsewhere."""

    units: TaxUnits
    on_medicare_later: int = 0
    coverage: Coverage | None = None


class Returns:
    """Many returns, looked at together."""

    def __init__(self, returns: Sequence[Return], law: Law) -> None:
        """Stack them: one row each."""
        self.law = law
        self.units = _stacked([one.units for one in returns])
        self.people = np.array([one.on_medicare_later for one in returns])[:, None]
        self.covered = [(row, one.coverage) for row, one in enumerate(returns) if one.coverage]
        self.years = [int(one.units.year) for one in returns]

    def with_more(self, name: str, added: Dollars) -> tuple[FederalTax, TaxUnits]:
        """Return the tax with an amount added to an income: (return, try)."""
        units = self.units.plus(name, added)
        return federal_tax(units, self.law), units

    def costs(self, name: str, added: Dollars) -> Dollars:
        """Return what an added amount costs beyond none: (return, try)."""
        tries = np.concatenate([np.zeros((len(added), 1)), added], axis=1)
        found = self.cost_of(*self.with_more(name, tries))
        return found[:, 1:] - found[:, :1]

    def cost(self) -> Dollars:
        """Return what the returns cost as they are: (return, 1)."""
        return self.cost_of(federal_tax(self.units, self.law), self.units)

    def cost_of(self, tax: FederalTax, units: TaxUnits) -> Dollars:
        """Return tax, surcharges later and what is missing of the credit: (return, try)."""
        magi = tax.magi_for_irmaa
        premiums = medicare(
            magi,
            units.status,
            units.year + LOOK_BACK,
            self.law,
            lived_with_spouse=units.lived_with_spouse,
        )
        cost = np.array(tax.total_tax + self.people * premiums.irmaa)
        whole = whole_income(tax, units)
        for row, coverage in self.covered:
            credit = premium_credit(
                whole[row],
                np.array(coverage.household_size),
                np.array(coverage.benchmark),
                self.years[row],
                self.law,
                region=coverage.region,
                is_separate=coverage.is_separate,
            )
            cost[row] -= credit.credit
        return cost

    def most_below(self, name: str, looked_at: Looked, line: Dollars, most: Dollars) -> Dollars:
        """Return how much may be added with what is looked at still below a line: (return, line).

        What is looked at never falls as more is added. Never more than `most`.
        """
        low = np.zeros(np.broadcast_shapes(line.shape, most.shape))
        high = np.broadcast_to(most, low.shape).astype(float)
        below = looked_at(*self.with_more(name, high)) < line
        low = np.where(below, high, low)
        for _halving in range(HALVINGS):
            middle = (low + high) / 2
            below = looked_at(*self.with_more(name, middle)) < line
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return low

    def tiers(self) -> Dollars:
        """Return the lines of Medicare's surcharges of two years later: (return, tier)."""
        kinds: Whole = kind_of_return(self.units.status, self.units.lived_with_spouse)
        rows = [
            premium_year_table(self.law, year + LOOK_BACK).over[int(kind)]
            for year, kind in zip(self.years, kinds[:, 0], strict=True)
        ]
        return np.where(self.people > 0, np.array(rows), np.inf)

    def cliffs(self) -> Dollars:
        """Return the income over which the whole credit is lost; infinite without: (return, 1)."""
        lines = np.full((len(self.years), 1), np.inf)
        for row, coverage in self.covered:
            figures = coverage_year_figures(self.law, self.years[row], coverage.region)
            if figures.has_cliff:
                more = figures.each_more * (coverage.household_size - 1)
                lines[row] = CLIFF * (figures.first_person + more)
        return lines


def ordinary_income(tax: FederalTax, _units: TaxUnits) -> Dollars:
    """Look at what the brackets divide."""
    return np.asarray(tax.regular.ordinary)


def taxable_income(tax: FederalTax, _units: TaxUnits) -> Dollars:
    """Look at what the rates of gains divide."""
    return np.asarray(tax.taxable_income)


def medicare_income(tax: FederalTax, _units: TaxUnits) -> Dollars:
    """Look at what decides the surcharges."""
    return np.asarray(tax.magi_for_irmaa)


def whole_income(tax: FederalTax, units: TaxUnits) -> Dollars:
    """Look at what decides the health insurance credit, 26 U.S.C. § 36B(d)(2)(B)."""
    benefits = units.social_security_head + units.social_security_spouse
    return np.asarray(tax.magi_for_irmaa + benefits - tax.taxable_social_security)


def _stacked(units: Sequence[TaxUnits]) -> TaxUnits:
    columns: dict[str, Any] = {}
    for entry in fields(TaxUnits):
        column = np.array([np.asarray(getattr(one, entry.name)).reshape(()) for one in units])
        columns[entry.name] = column[:, None]
    return TaxUnits(**columns)
