"""What is carried from one year to the next?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.projection.accounts import Accounts
from planning.engine.projection.lives import Lives
from planning.engine.projection.opening import Opening
from planning.engine.tax.arrays import Dollars, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Roths:
    """What everybody's own Roth IRAs hold, by where it came from: (path, person …).

    The last axis of the conversions is the year of each, `conversion_years`.
    """

    contributions: Dollars  # (path, person)
    conversion_years: Whole  # (conversion)
    taxed: Dollars  # (path, person, conversion): what was income when it was converted
    untaxed: Dollars  # (path, person, conversion): what was basis
    begun: Whole  # (path, person): the year the clock of earnings began


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A household on January 1, or when its plan begins, on every path."""

    balances: Dollars  # (path, account)
    holders: Whole  # (path, account): a person, or NOBODY
    basis: Dollars  # (path, account): of accounts with a basis of their own
    ira_basis: Dollars  # (path, person): of all IRAs of a person, Form 8606
    roths: Roths
    short_losses: Dollars  # (path, person): carried over, with the head of the return
    long_losses: Dollars  # (path, person)
    magi_last: Dollars  # (path, person): of the return of the year before; NaN: not known
    magi_before: Dollars  # (path, person): of two years before, which Medicare looks at
    status_last: Whole  # (path, person)
    status_before: Whole  # (path, person)


def first_state(
    opening: Opening,
    accounts: Accounts,
    lives: Lives,
    magi: tuple[Dollars, Dollars],
    status: tuple[Whole, Whole],
    losses: tuple[float, float],
) -> State:
    """Return the state a plan begins in, the same on every path.

    `magi` and `status` are of the two years before the plan, the earlier one first: (person).
    `losses` are carried into it, short-term ones first, on the return that comes first.
    """
    paths, people = lives.last_years.shape

    def everywhere(values: Dollars) -> Dollars:
        return np.array(np.broadcast_to(values, (paths, *np.shape(values))))

    is_first = np.arange(people) == 0
    recorded = {year for _person, year, _amount in opening.roth_conversions}
    years = np.array(sorted(recorded | set(lives.years)), dtype=np.int64)
    taxed = np.zeros((paths, people, len(years)))
    for person, year, amount in opening.roth_conversions:
        taxed[:, person, np.searchsorted(years, year)] += amount
    return State(
        balances=everywhere(opening.balances),
        holders=np.array(np.broadcast_to(accounts.owners, (paths, len(accounts.owners)))),
        basis=everywhere(opening.basis),
        ira_basis=everywhere(opening.ira_basis),
        roths=Roths(
            contributions=everywhere(opening.roth_contributions),
            conversion_years=years,
            taxed=taxed,
            untaxed=np.zeros_like(taxed),
            begun=np.array(np.broadcast_to(opening.roth_begun, (paths, people))),
        ),
        short_losses=everywhere(losses[0] * is_first),
        long_losses=everywhere(losses[1] * is_first),
        magi_before=everywhere(magi[0]),
        magi_last=everywhere(magi[1]),
        status_before=np.array(np.broadcast_to(status[0], (paths, people))),
        status_last=np.array(np.broadcast_to(status[1], (paths, people))),
    )
