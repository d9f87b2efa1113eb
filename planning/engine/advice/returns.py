"""What do required distributions and balances become if accounts earn less, or more?

The plan is followed on three paths of one walk: with the assumed returns, and with all of them
lower and higher by the same points a year. Prices are the same on all three.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planning.engine.advice.followed import Followed, lasts, on_paths
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.walk import project
from planning.engine.tax.arrays import Dollars

POINTS = 0.02
NAMES = ("low", "middle", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPaths:
    """Required distributions and balances by return.

    Shapes: required and balances (return, year, account), of December 31; prices (year).
    Units:  dollars of each year; over `prices` they are dollars of the as-of day.
    """

    points: float  # added to and taken from every return
    years: tuple[int, ...]
    basis: tuple[str, ...]  # of each year's law: published or projected
    accounts: tuple[str, ...]
    owners: tuple[str, ...]  # (account)
    pools: tuple[str, ...]  # (account): a pool's sum may be taken from any account of it
    prices: Dollars
    required: Dollars
    balances: Dollars
    estates: tuple[float, ...]  # after the heirs' tax, in dollars of the as-of day
    first_short_years: tuple[int | None, ...]


def growth_at(outlook: Outlook, shifts: Dollars) -> Dollars:
    """Return what accounts grow by with every return shifted: (shift, year, account)."""
    yearly = np.maximum(outlook.accounts.growth[None, :] + shifts[:, None], -1.0)
    growth = np.repeat(yearly[:, None, :], len(outlook.years), axis=1)
    growth[:, 0] = (1 + growth[:, 0]) ** outlook.opening.year_left - 1
    return growth


def return_paths(plan: Followed, points: float = POINTS) -> ReturnPaths:
    """Return the plan followed at lower, assumed and higher returns.

    No account loses more than all it has.
    """
    outlook = plan.outlook
    wide = on_paths(outlook, len(NAMES))
    shifts = np.array([-points, 0.0, points])
    walk = project(replace(wide, growth=growth_at(outlook, shifts)), plan.policy)
    short = walk.figures.shortfall >= 0.005
    people, accounts = outlook.lives.ids, outlook.accounts
    return ReturnPaths(
        points=points,
        years=walk.years,
        basis=walk.basis,
        accounts=accounts.ids,
        owners=tuple(people[owner] for owner in accounts.owners),
        pools=outlook.required.pools,
        prices=outlook.prices[0],
        required=walk.ledger.required,
        balances=walk.ledger.closing,
        estates=tuple(float(one) for one in walk.lifetime.estate_after_tax),
        first_short_years=tuple(
            None if goes_on else walk.years[int(of_path.argmax())]
            for goes_on, of_path in zip(lasts(walk), short, strict=True)
        ),
    )
