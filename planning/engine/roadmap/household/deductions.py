"""What may be deducted of a year's income, where a household itemizes or gives to charity?

The deduction moves with income: medical costs count above a part of it, gifts up to a part. So the
law is asked at several incomes, and the optimiser is told what it says at those of its own plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planning.engine.projection.outlook import Outlook
from planning.engine.projection.walk import Step
from planning.engine.roadmap.arrays import Dollars
from planning.engine.tax.federal import federal_tax
from planning.engine.tax_year.year import DEDUCTIONS

PROBES = np.array([0.0, 1e4, 2e4, 4e4, 6e4, 9e4, 1.3e5, 2e5, 3e5, 5e5, 1e6])  # today's dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class Deductible:
    """Incomes and what is deducted of them, the seniors' bonus apart: (point, year)."""

    incomes: Dollars
    amounts: Dollars

    def at(self, incomes: Dollars) -> Dollars:
        """Return the deduction at an income a year: (year)."""
        columns = zip(incomes, self.incomes.T, self.amounts.T, strict=True)
        return np.array([np.interp(income, known, amounts) for income, known, amounts in columns])


def deductible_of(outlook: Outlook, walked: Sequence[Step]) -> Deductible | None:
    """Ask the law at several incomes of each year; None where nothing is on record to deduct."""
    if not any(getattr(outlook.facts.deductions, name) for name in DEDUCTIONS):
        return None
    incomes, amounts = [], []
    for year, settled, _closed in walked:
        probes = PROBES[:, None, None] * year.price[0]
        tax = federal_tax(year.units(settled.flows).plus("ira_head", probes), outlook.law)
        deducted = tax.standard_deduction + tax.charity_deduction + tax.itemized_deduction
        shape = tax.adjusted_gross_income.shape
        incomes.append(tax.adjusted_gross_income[:, 0, 0])
        amounts.append(np.broadcast_to(deducted, shape)[:, 0, 0])
    return Deductible(incomes=np.array(incomes).T, amounts=np.array(amounts).T)
