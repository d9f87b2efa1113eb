"""What of each tax type does everybody own, and how does it grow, pay out and have to leave?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.result import Projection
from planning.engine.roadmap.arrays import DEFERRED, HSA, ROTH, TAXABLE, Dollars, Flags

TYPES: dict[int, tuple[Shelter, ...]] = {
    TAXABLE: (Shelter.CASH, Shelter.TAXABLE, Shelter.ANNUITY),
    DEFERRED: (Shelter.IRA, Shelter.PLAN),
    ROTH: (Shelter.ROTH_IRA, Shelter.ROTH_PLAN),
    HSA: (Shelter.HSA,),
}
LEAST_SHARE = 1e-9  # of equity: the model divides by it


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """Balances by tax type, as an optimiser sees them.

    Shapes: opening (person, type), basis (person) of taxable accounts, returns (person, type,
            year), equity_share and ordinary_yield (person) of taxable accounts, required (person,
            year), to_spouse (type).
    Units:  dollars and fractions; `dividend_yield` times a person's equity share is paid out as
            qualified dividends, `ordinary_yield` as other income.
    """

    opening: Dollars
    basis: Dollars
    returns: Dollars
    equity_share: Dollars
    dividend_yield: float
    ordinary_yield: Dollars
    required: Dollars
    to_spouse: Dollars


def holdings_of(walk: Projection) -> Holdings:
    """Put the accounts of a walked household together; what differs is weighed by balances."""
    outlook, accounts = walk.outlook, walk.outlook.accounts
    people, balances = len(outlook.lives.people), walk.ledger.opening[0]
    opening = np.zeros((people, len(TYPES)))
    returns = np.zeros((people, len(TYPES), len(walk.years)))
    basis, payouts = np.zeros(people), np.zeros((people, len(accounts.yields)))
    state = outlook.first_state()
    for person in range(people):
        for kind, shelters in TYPES.items():
            mine = accounts.of(*shelters) & (accounts.owners == person)
            opening[person, kind] = balances[0] @ mine
            returns[person, kind] = _average(outlook.growth[0], balances[0] * mine, mine)
            if kind == TAXABLE:
                basis[person] = np.minimum(state.basis[0], state.balances[0]) @ mine
                payouts[person] = _average(accounts.yields, balances[0] * mine, mine)
    dividends = float(payouts[:, 0].max(initial=0.0))
    share = payouts[:, 0] / dividends if dividends else np.ones(people)
    return Holdings(
        opening=opening,
        basis=basis,
        returns=returns,
        equity_share=np.maximum(share, LEAST_SHARE),
        dividend_yield=dividends,
        ordinary_yield=payouts[:, 1] + payouts[:, 2],
        required=_required(walk),
        to_spouse=_to_spouse(walk),
    )


def _required(walk: Projection) -> Dollars:
    """Return the part of everybody's tax-deferred balance that has to leave: (person, year)."""
    deferred, balances = walk.outlook.accounts.of(*TYPES[DEFERRED]), walk.ledger.opening[0]
    mine = _held(walk) & deferred[:, None]
    whole = np.einsum("ya,yap->py", balances, mine)
    asked = np.einsum("ya,yap->py", walk.ledger.required[0], mine)
    part: Dollars = np.divide(asked, whole, out=np.zeros_like(whole), where=whole > 1)
    return part


def _held(walk: Projection) -> Flags:
    """Return whose account each is in each year: (year, account, person)."""
    lives, owners = walk.outlook.lives, walk.outlook.accounts.owners
    partners = np.array(lives.partners(walk.years[0]))
    alive = walk.is_alive[0]
    holder = np.where(alive[:, owners], owners, partners[owners])
    return np.asarray(holder[..., None] == np.arange(len(lives.people)))


def _average(values: Dollars, weights: Dollars, among: Flags) -> Dollars:
    """Return (…, account) values weighed by balances; where there are none, their mean."""
    if weights.sum() > 0:
        return np.asarray(values @ (weights / weights.sum()), dtype=np.float64)
    if among.any():
        return np.asarray(values[..., among].mean(axis=-1), dtype=np.float64)
    return np.zeros(values.shape[:-1], dtype=np.float64)


def _to_spouse(walk: Projection) -> Dollars:
    accounts, balances = walk.outlook.accounts, walk.ledger.opening[0, 0]
    found = np.ones(len(TYPES))
    for kind, shelters in TYPES.items():
        of_kind = accounts.of(*shelters)
        if of_kind.any():
            found[kind] = float(_average(accounts.to_spouse, balances * of_kind, of_kind))
    return found
