"""What does an income touch: the return, the states, Medicare and the health insurance credit?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from planning.engine.law import Law
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.federal import FederalTax, federal_tax
from planning.engine.tax.irmaa import LOOK_BACK, medicare
from planning.engine.tax.moving import Trace
from planning.engine.tax.premium_credit import Coverage, PremiumCredit, credit_of
from planning.engine.tax.state.tax import StateTax, state_tax
from planning.engine.tax.units import TaxUnits


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a dollar of income costs rests on besides the return itself."""

    law: Law
    on_medicare: int = 0  # people who will pay the surcharges of two years later
    coverage: Coverage | None = None  # who is insured on the marketplace
    states: Mapping[str, float] = field(default_factory=dict)  # each with its share of the year


@dataclass(frozen=True, slots=True)
class Rising:
    """Which fields of a return an added dollar is of, each with its share."""

    shares: Mapping[str, float]

    def added(self, units: TaxUnits, amounts: Dollars) -> TaxUnits:
        """Return the units with so much more."""
        for name, share in self.shares.items():
            units = units.plus(name, share * amounts)
        return units

    def moving(self, unit: TaxUnits, added: float, trace: Trace) -> TaxUnits:
        """Return one unit with so much more, rising on."""
        moving = {
            name: trace.income(float(getattr(unit, name)) + share * added, share)
            for name, share in self.shares.items()
        }
        return replace(unit, **moving)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """All that an income is part of."""

    tax: FederalTax
    states: Mapping[str, StateTax]
    credit: PremiumCredit | None
    state_tax: Dollars
    surcharges: Dollars  # of everybody, two years later

    @property
    def costs(self) -> tuple[Dollars, Dollars, Dollars, Dollars]:
        """Federal tax, state tax, the credit as a cost, surcharges."""
        credit = np.zeros(()) if self.credit is None else -self.credit.credit
        return self.tax.total_tax, self.state_tax, credit, self.surcharges

    @property
    def cost(self) -> Dollars:
        """All of them together."""
        federal, state, credit, surcharges = self.costs
        return federal + state + credit + surcharges


def touched(units: TaxUnits, situation: Situation) -> Touched:
    """Work everything an income touches. Shapes: (…,), all of one year."""
    law, coverage = situation.law, situation.coverage
    tax = federal_tax(units, law)
    states = {state: state_tax(units, tax, state, law) for state in situation.states}
    shares = ((share, states[state].tax) for state, share in situation.states.items())
    surcharges = np.zeros(())
    if situation.on_medicare:
        magi = tax.magi_for_irmaa
        premiums = medicare(
            magi,
            np.broadcast_to(units.status, magi.shape),
            np.broadcast_to(units.year + LOOK_BACK, magi.shape),
            law,
            lived_with_spouse=units.lived_with_spouse,
        )
        surcharges = situation.on_medicare * premiums.irmaa
    return Touched(
        tax=tax,
        states=states,
        credit=None if coverage is None else credit_of(units, tax, coverage, law),
        state_tax=sum((share * owed for share, owed in shares), np.zeros(())),
        surcharges=surcharges,
    )
