"""How does one year become the next?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.death import after_heirs_tax, pass_on
from planning.engine.projection.decisions import Settled
from planning.engine.projection.flows import moved_to, roth_targets
from planning.engine.projection.state import Roths, State
from planning.engine.projection.withdrawals import Taxed
from planning.engine.projection.year import Year
from planning.engine.tax.arrays import Dollars, positive


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A year that is over: what moved in the accounts, (path, account), and the next state."""

    state: State
    arrived: Dollars
    deposited: Dollars
    grown: Dollars
    left: Dollars
    estate: Dollars  # (path): of deaths of the year, after the heirs' tax
    taxed: Taxed


def close_year(year: Year, settled: Settled, heirs_rate: float) -> Closed:
    """Move the money, let it grow, and pass on what a death leaves."""
    state, accounts, flows = year.state, year.outlook.accounts, settled.flows
    found = year.taxed(flows)
    own_roths = accounts.of(Shelter.ROTH_IRA, inherited=False)
    arrived = moved_to(flows.conversions, roth_targets(accounts, own_roths, state.holders))
    deposited = _deposited(year, settled.deposit)
    kept = positive(state.balances - flows.out) + arrived + deposited
    grown = kept * year.growth
    payouts = accounts.yields.sum(axis=0) * positive(state.balances - flows.out) * year.part
    basis = found.basis + deposited + payouts
    closing = kept + grown
    basis = np.where(accounts.of(Shelter.CASH), closing, basis)
    seen = year.returns.for_people
    after = State(
        balances=closing,
        holders=state.holders,
        basis=basis,
        ira_basis=found.ira_basis,
        roths=_roths_after(year, found, flows.conversions),
        short_losses=_of_heads(year, settled.priced.lines.short_losses),
        long_losses=_of_heads(year, settled.priced.lines.long_losses),
        magi_before=state.magi_last,
        magi_last=seen(settled.priced.lines.magi),
        status_before=state.status_last,
        status_last=year.returns.status_of_people,
    )
    passed = pass_on(after, accounts, year.outlook.lives, year.year)
    estate = np.zeros(len(closing))
    if passed.left.any():
        estate = after_heirs_tax(passed.left, after, accounts, heirs_rate).sum(axis=1)
    return Closed(
        state=passed.state,
        arrived=arrived,
        deposited=deposited,
        grown=grown,
        left=passed.left,
        estate=estate,
        taxed=found,
    )


def _deposited(year: Year, amount: Dollars) -> Dollars:
    """Put what is left over into the first taxable account somebody living holds."""
    found = np.zeros_like(year.state.balances)
    if not amount.any():
        return found
    taxable = year.outlook.accounts.of(Shelter.TAXABLE) & year.is_held
    first = taxable.argmax(axis=1)
    found[np.arange(len(first)), first] = amount * taxable.any(axis=1)
    return found


def _roths_after(year: Year, found: Taxed, conversions: Dollars) -> Roths:
    """Add the year's conversions to what is left of the Roth money: 26 U.S.C. § 408A(d)(3)(F)."""
    left = found.roths.left
    if not conversions.any():
        return left
    holders = year.state.holders
    place = int(np.searchsorted(left.conversion_years, year.year))
    taxed, untaxed, begun = left.taxed.copy(), left.untaxed.copy(), left.begun.copy()
    for person in range(taxed.shape[1]):
        whole = np.where(holders == person, conversions, 0.0).sum(axis=1)
        income = np.minimum(found.conversions[:, person], whole)
        taxed[:, person, place] += income
        untaxed[:, person, place] += whole - income
        begun[:, person] = np.where(
            whole > 0, np.minimum(begun[:, person], year.year), begun[:, person]
        )
    return replace(left, taxed=taxed, untaxed=untaxed, begun=begun)


def _of_heads(year: Year, lines: Dollars) -> Dollars:
    """Return (path, return) lines at the position of each head: (path, person)."""
    found = np.zeros(year.state.ira_basis.shape)
    found[:, year.returns.heads] = lines * year.returns.files
    return found
