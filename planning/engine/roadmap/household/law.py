"""Which thresholds and rates does a household meet in each year, as an optimiser's tables?"""

from __future__ import annotations

import numpy as np

from planning.engine.projection.result import Projection
from planning.engine.projection.returns import returns_of
from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.problem import FederalTables, MedicareTables
from planning.engine.tax.irmaa import MONTHS, TIERS, kind_of_return, premium_year_table
from planning.engine.tax.parameters import for_units
from planning.engine.tax.units import tax_units

OLD_AGE = 65
NEVER = 1e12


def federal_of(walk: Projection) -> FederalTables:
    """Return the federal tables of every year, by the status of the return that comes first."""
    outlook = walk.outlook
    status = walk.figures.filing_status[0].astype(np.int64)
    found = for_units(tax_units(year=np.array(walk.years), status=status), outlook.law)
    count = len(walk.years)

    def by_year(figure: Dollars) -> Dollars:
        return np.array(np.broadcast_to(figure, (*np.shape(figure)[:-1], count)), dtype=float)

    old = np.zeros(count)
    blind = np.zeros(count)
    for position, year in enumerate(walk.years):
        returns = returns_of(year, outlook.lives, outlook.facts)
        ages = [returns.age_head[0], returns.age_spouse[0, 0]]
        old[position] = sum(age >= OLD_AGE for age in ages)
        blind[position] = (outlook.blind & walk.is_alive[0, position]).sum()
    more = by_year(found.additional_standard_deduction) * (old + blind)
    senior = by_year(found.senior_deduction)
    at_15, at_20 = by_year(found.gain_tops)
    low, high = by_year(found.benefit_bases)
    return FederalTables(
        rates=by_year(found.bracket_rates),
        tops=by_year(found.bracket_tops),
        deduction=by_year(found.standard_deduction) + more,
        bonus_people=old * (senior > 0),
        bonus_threshold=np.where(senior > 0, by_year(found.senior_start), NEVER),
        gains_15_from=at_15,
        gains_20_from=at_20,
        niit_threshold=by_year(found.niit_threshold),
        benefit_low=low,
        benefit_high=high,
        fixed_benefit_share=None,
    )


def medicare_of(walk: Projection, *, months: Dollars, magi: Dollars) -> MedicareTables:
    """Return what the household's premiums cost by tier: `months` are parts of a year."""
    outlook, years = walk.outlook, walk.years
    count, covered = len(years), months.sum(axis=1)
    state = outlook.first_state()
    before = [int(state.status_before[0, 0]), int(state.status_last[0, 0])]
    status = [*before, *walk.figures.filing_status[0].astype(int).tolist()]
    # A year's tiers are those of the return of two years before: the list begins there.
    floors, costs = np.zeros((TIERS, count)), np.zeros((TIERS + 1, count))
    for position, year in enumerate(years):
        table = premium_year_table(outlook.law, year)
        kind = kind_of_return(np.array(status[position]), False)
        floors[:, position] = table.over[int(kind)]
        each = MONTHS * (table.standard + table.part_b + table.part_d)
        costs[:, position] = each * covered[position]
    return MedicareTables(floors=floors, costs=costs, previous_magi=magi)
