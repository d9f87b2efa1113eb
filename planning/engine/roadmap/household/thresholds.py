"""Which thresholds does a year's income stand at, and what is the next dollar taxed with?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.flows import Flows
from planning.engine.projection.year import Priced, Year
from planning.engine.roadmap.arrays import Dollars
from planning.engine.tax.irmaa import kind_of_return, premium_year_table
from planning.engine.tax.parameters import for_units
from planning.engine.tax.units import LARGEST, tax_units

NEAR = 25.0  # dollars to a threshold that count as being at it
STEP = 100.0  # dollars the next amount is measured with
NOTHING = 0.002  # of a dollar: what rates that are the same may differ by, with a threshold within


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """An amount of income at which something changes.

    `room` is how much more ordinary income there is to it; below zero it is passed.
    """

    code: str  # bracket, irmaa_tier, niit, gains_15, gains_20
    number: float  # the rate below it, or the tier that begins
    at: float
    room: float


def thresholds_of(year: Year, priced: Priced) -> list[Threshold]:
    """Return the thresholds of the first return of a year on the first path, nearest first."""
    lines = priced.lines
    status = year.returns.status[0, :1]
    found = for_units(tax_units(year=year.year, status=status), year.outlook.law)
    ordinary = float(np.ravel(lines.ordinary[0])[0])
    taxable = float(lines.taxable_income[0])
    magi = float(lines.magi[0].sum())
    listed = []
    tops = np.append(found.bracket_tops[..., 0], LARGEST)
    for rate, top in zip(found.bracket_rates[..., 0], tops, strict=True):
        if top < LARGEST:
            listed.append(
                Threshold(code="bracket", number=float(rate), at=top, room=top - ordinary)
            )
    for rate, top in zip((0.15, 0.20), found.gain_tops[..., 0], strict=True):
        code = "gains_15" if rate == 0.15 else "gains_20"
        listed.append(Threshold(code=code, number=rate, at=float(top), room=float(top) - taxable))
    at = float(np.ravel(found.niit_threshold)[0])
    listed.append(Threshold(code="niit", number=0.038, at=at, room=at - magi))
    table = premium_year_table(year.outlook.law, year.year)
    over = table.over[int(kind_of_return(status, False)[0])]
    for tier, floor in enumerate(over, start=1):
        listed.append(
            Threshold(code="irmaa_tier", number=tier, at=float(floor), room=float(floor) - magi)
        )
    return sorted(listed, key=lambda one: abs(one.room))


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDollar:
    """What the whole law takes of the next dollars out of a pre-tax account, and why.

    Units: parts of a dollar. `bracket` is the rate of the federal bracket it falls in,
    `social_security` how much of the benefits it makes taxable beside itself.
    """

    rate: float
    bracket: float
    social_security: float

    @property
    def code(self) -> str:
        """Which sentence says it."""
        if self.rate < NOTHING:
            return "untaxed"
        if abs(self.rate - self.bracket) < NOTHING:
            return "bracket"
        is_all = abs(self.rate - self.bracket * (1 + self.social_security)) < NOTHING
        return "with_benefits" if is_all and self.social_security > NOTHING else "in_all"


def next_dollar(year: Year, flows: Flows, priced: Priced) -> NextDollar | None:
    """Return what the next dollar costs on the first path; None: there is none to take."""
    pretax = year.outlook.accounts.of(Shelter.IRA, Shelter.PLAN)
    left = (year.state.balances - flows.out)[0] * pretax
    if left.max(initial=0.0) < STEP:
        return None
    more = flows.withdrawals.copy()
    more[0, int(left.argmax())] += STEP
    after = year.price_flows(replace(flows, withdrawals=more))
    benefits = after.lines.taxable_social_security - priced.lines.taxable_social_security
    units = tax_units(year=year.year, status=year.returns.status[0, :1])
    found = for_units(units, year.outlook.law)
    income = float(np.ravel(after.lines.ordinary[0])[0])
    place = int(np.searchsorted(np.ravel(found.bracket_tops[..., 0]), income))
    return NextDollar(
        rate=float((_cost(after) - _cost(priced))[0] / STEP),
        bracket=float(np.ravel(found.bracket_rates[..., 0])[place]) if income > 0 else 0.0,
        social_security=float(benefits[0] / STEP),
    )


def tax_without(year: Year, flows: Flows, priced: Priced, account: int, kind: str) -> float:
    """Return by how much an action raises the year's taxes: with it less without it."""
    changed = getattr(flows, kind).copy()
    changed[0, account] = 0.0
    without = year.price_flows(replace(flows, **{kind: changed}))
    return float((_cost(priced) - _cost(without))[0])


def _cost(priced: Priced) -> Dollars:
    return np.asarray(priced.lines.total - priced.credit)
