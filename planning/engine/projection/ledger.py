"""What happened in every account in every year, and does it add up?

opening + arrived + deposited + grown = withdrawn + converted + given + left + closing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from planning.engine.tax.arrays import Dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The accounts of a projection: (path, year, account), dollars of each year."""

    opening: Dollars
    arrived: Dollars  # converted from elsewhere
    deposited: Dollars  # what the year's cash left over
    withdrawn: Dollars
    converted: Dollars
    given: Dollars  # straight to charity
    grown: Dollars
    left: Dollars  # to heirs, after a death
    closing: Dollars
    required: Dollars  # of what was withdrawn and given, what the law asked for

    @property
    def residual(self) -> Dollars:
        """What does not add up; nothing but the dust of floats."""
        came = self.opening + self.arrived + self.deposited + self.grown
        went = self.withdrawn + self.converted + self.given + self.left
        return came - went - self.closing


def blank_ledger(paths: int, years: int, accounts: int) -> Ledger:
    """Return a ledger to be filled year by year."""
    return Ledger(**{e.name: np.zeros((paths, years, accounts)) for e in fields(Ledger)})


def sealed(ledger: Ledger) -> Ledger:
    """Return a ledger nobody can write to any more."""
    for entry in fields(Ledger):
        getattr(ledger, entry.name).setflags(write=False)
    return ledger
