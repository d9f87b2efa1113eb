"""What limits does an advisor set an optimiser, beside those of the accounts themselves?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.flows import of_holders
from planning.engine.projection.health import CLIFF_CODE
from planning.engine.projection.lines import lines_of
from planning.engine.projection.result import Projection
from planning.engine.projection.walk import Step
from planning.engine.roadmap.arrays import Dollars
from planning.engine.roadmap.household.holdings import TYPES
from planning.engine.roadmap.problem import Income, Line

INCOMES = {
    "bracket": Income.ORDINARY,
    "irmaa_tier": Income.MAGI,
    CLIFF_CODE: Income.COVERAGE,
}


def limits_of(walk: Projection, walked: Sequence[Step]) -> dict[str, Any]:
    """Return the fields of a problem that hold a household's limits.

    `walked` are the steps of the walk, in which nothing beyond the required is taken.
    """
    limits = walk.outlook.plans.limits
    together = None
    if limits.max_conversion is not None:
        together = np.full(len(walked), float(limits.max_conversion))
    kept = _kept(walk, walked)
    return {
        "lines": tuple(_lines(walked)),
        "conversions_together": together,
        "least_withdrawal": _decided(walk, walked),
        "kept": kept if kept.any() else None,
        "cash_kept": _cash_kept(walk),
    }


def _lines(walked: Sequence[Step]) -> list[Line]:
    """Return the lines of income of all years; a step that a year lacks has no end."""
    found: dict[str, tuple[Dollars, Dollars]] = {}
    for position, (year, settled, _closed) in enumerate(walked):
        for line in lines_of(year):
            floors = line.floors[:, 0, 0]
            nothing = np.full((len(floors), len(walked)), np.inf)
            tops, alone = found.setdefault(line.code, (nothing, np.zeros(len(walked))))
            tops[:, position] = floors
            alone[position] = line.measured(year, settled.priced.lines)[0, 0]
    return [
        Line(income=INCOMES[code], tops=tops, may_pass=alone >= tops)
        for code, (tops, alone) in found.items()
    ]


def _decided(walk: Projection, walked: Sequence[Step]) -> Dollars | None:
    """Return what is decided already, as far as it is there: (person, type, year)."""
    fixed = walk.outlook.plans.limits.fixed
    if not fixed:
        return None
    ids, ledger, found = walk.outlook.accounts.ids, walk.ledger, _nothing(walk)
    for one in fixed:
        if one.account in ids and one.year in walk.years:
            account, position = ids.index(one.account), one.year - walk.years[0]
            amount = min(float(one.amount), ledger.withdrawn[0, position, account])
            _add(found, walk, walked, position, account, amount)
    return found


def _kept(walk: Projection, walked: Sequence[Step]) -> Dollars:
    """Return what must stay: what is in accounts not open yet, and what must not be sold."""
    accounts, ledger, unsold = walk.outlook.accounts, walk.ledger, walk.outlook.unsold
    found = _nothing(walk)
    for position, (year, _settled, _closed) in enumerate(walked):
        is_open = of_holders(accounts.is_open[position], year.state.holders)
        is_shut = ~(is_open | accounts.is_inherited) & year.is_held
        left = ledger.opening[0, position] - ledger.withdrawn[0, position]
        stays = np.where(is_shut[0], left, np.minimum(left, unsold[0, position]))
        for account in np.flatnonzero(stays > 0):
            _add(found, walk, walked, position, int(account), float(stays[account]))
    return found


def _cash_kept(walk: Projection) -> Dollars | None:
    """Return the cash that is to be kept, no more than there is to begin with: (year)."""
    outlook, ledger = walk.outlook, walk.ledger
    wanted = outlook.plans.limits.minimum_cash
    if not wanted:
        return None
    liquid = outlook.accounts.of(Shelter.CASH, Shelter.TAXABLE)
    left = ((ledger.opening - ledger.withdrawn)[0] * liquid).sum(axis=1)
    most = np.minimum(left, ledger.opening[0, 0] @ liquid)
    unsold = (outlook.unsold[0] * liquid).sum(axis=1)
    return np.asarray(np.minimum(unsold + float(wanted) * outlook.prices[0], most))


def _nothing(walk: Projection) -> Dollars:
    return np.zeros((len(walk.outlook.lives.people), len(TYPES), len(walk.years)))


def _add(
    found: Dollars,
    walk: Projection,
    walked: Sequence[Step],
    position: int,
    account: int,
    amount: float,
) -> None:
    holder = walked[position][0].state.holders[0, account]
    shelter = walk.outlook.accounts.shelters[account]
    for kind, shelters in TYPES.items():
        if shelter in shelters and holder >= 0:
            found[holder, kind, position] += amount
