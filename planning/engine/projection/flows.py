"""What leaves the accounts in a year, and who holds them?

Flows may have further axes in front of the path: candidates that are priced together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.projection.accounts import Accounts
from planning.engine.projection.lives import NOBODY
from planning.engine.tax.arrays import Dollars, Flags, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """What leaves each account at the start of a year: (…, path, account)."""

    withdrawals: Dollars  # paid out, whatever is required among it
    conversions: Dollars  # into the holder's Roth IRA
    gifts: Dollars  # straight to charity

    @property
    def out(self) -> Dollars:
        """Everything that leaves."""
        return self.withdrawals + self.conversions + self.gifts


def held_by(holders: Whole, people: int) -> Dollars:
    """Return one where a person holds an account, otherwise nothing: (path, account, person)."""
    return (holders[..., None] == np.arange(people)).astype(np.float64)


def by_person(amounts: Dollars, held: Dollars) -> Dollars:
    """Add up (…, path, account) amounts by who holds the accounts: (…, path, person)."""
    if len(held) == 1:  # several times faster
        return np.asarray(amounts @ held[0])
    return np.asarray(np.einsum("...pa,pan->...pn", amounts, held))


def of_holders(facts: Flags, holders: Whole) -> Flags:
    """Return (account, person) facts for who holds each account: (path, account).

    What nobody holds has the facts of the last person; its balance is nothing.
    """
    return np.asarray(facts[np.arange(holders.shape[-1]), holders], dtype=np.bool_)


def roth_targets(accounts: Accounts, candidates: Flags, holders: Whole) -> Whole:
    """Return, for every account, the first of `candidates` its holder has: (path, account)."""
    targets = np.full(holders.shape, NOBODY)
    for position in np.flatnonzero(candidates)[::-1]:
        same = (holders == holders[:, [position]]) & (holders != NOBODY)
        targets = np.where(same, position, targets)
    return targets


def moved_to(amounts: Dollars, targets: Whole) -> Dollars:
    """Return what arrives in each account when (path, account) amounts move to their targets."""
    arrived = np.zeros_like(amounts)
    for position in range(amounts.shape[-1]):
        arrived[..., position] = np.where(targets == position, amounts, 0.0).sum(axis=-1)
    return arrived
