"""What comes in and goes out whatever is decided, year by year?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planning.engine.projection.income import Amount
from planning.engine.projection.result import Projection
from planning.engine.roadmap.arrays import DEFERRED, Dollars
from planning.engine.roadmap.household.holdings import TYPES
from planning.engine.tax_facts import IncomeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedCash:
    """Cash that no decision changes, in dollars of each year.

    Shapes: incomes (person, year) by kind, as the return shows them; all else (year). `untaxed` is
            what pensions and annuities pay besides. `drawn` was taken from tax-deferred accounts in
            a first year that had begun: it is taxed, and spent. `owed` is what has to be paid, less
            what of the first year was paid before.
    """

    incomes: Mapping[IncomeKind, Dollars]
    untaxed: Dollars
    benefits: Dollars
    drawn: Dollars
    owed: Dollars


def fixed_cash_of(walk: Projection) -> FixedCash:
    """Read from a walk what no decision changes; what a first year has spent already is owed."""
    outlook, figures, lives = walk.outlook, walk.figures, walk.outlook.lives
    taxed, paid = (
        [outlook.incomes.in_year(year, lives, outlook.prices, of) for year in walk.years]
        for of in (Amount.TAXED, Amount.PAID)
    )
    incomes = {kind: np.stack([year[kind][0] for year in taxed], axis=1) for kind in taxed[0]}
    received = np.array([sum(amounts[0].sum() for amounts in year.values()) for year in paid])
    untaxed = received - np.sum([amounts.sum(axis=0) for amounts in incomes.values()], axis=0)
    benefits = np.array([outlook.benefits.in_year(year, lives)[0].sum() for year in walk.years])
    benefits = benefits * outlook.prices[0]
    shown = received + benefits
    came = figures.wages + figures.pensions + figures.other_income + figures.social_security
    drawn = np.zeros(len(walk.years))
    taken = outlook.opening.taken + outlook.opening.converted
    drawn[0] = taken @ outlook.accounts.of(*TYPES[DEFERRED])
    costs = figures.medical + figures.goals + figures.aca_premium
    owed = costs[0] + (shown - came[0]) + drawn - figures.taxes_paid_before[0]
    return FixedCash(incomes=incomes, untaxed=untaxed, benefits=benefits, drawn=drawn, owed=owed)
