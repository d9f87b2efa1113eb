"""Plans that are given instead of worked out: fixed withdrawals, a lump sum, a roadmap's amounts.

What the law requires still leaves first: a schedule that takes less is topped up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planning.engine.projection.decisions import (
    Decision,
    fixed_withdrawals,
    groups_of,
    nothing_decided,
)
from planning.engine.projection.flows import Flows
from planning.engine.projection.policies import taxable_first
from planning.engine.projection.result import Projection
from planning.engine.projection.solve import first_enough
from planning.engine.projection.year import Year
from planning.engine.tax.arrays import Dollars, Flags, positive
from planning.engine.tax_year.benefits import MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Systematic:
    """The same amount every month, or so often a year, out of some accounts.

    In dollars of each year or, `is_real`, of the as-of day; `is_net`: after the tax it causes. The
    accounts give in proportion to what they hold and keep the `floor`, as far as the law lets them.
    What the household needs besides is taken as usual.
    """

    amount: float
    accounts: tuple[str, ...]
    times_a_year: int = MONTHS
    floor: float = 0.0
    is_real: bool = False
    is_net: bool = False
    first_year: int | None = None
    last_year: int | None = None
    name: str = "systematic"

    def decide(self, year: Year) -> Decision:
        """Take the year's payments; what is required counts for them."""
        from_these = _positions(year, self.accounts)
        required = np.where(from_these, year.required, 0.0).sum(axis=1)
        available = _above(self.floor, year.available(year.required) * from_these)
        due = np.full_like(year.price, self.in_year(year.year, year.part))
        if self.is_real:
            due = due * year.price
        if self.is_net:
            due = _gross(year, due, available, required)
        further = np.minimum(positive(due - required), available.sum(axis=1))
        return _topped(year, further[:, None] * _shares(available))

    def in_year(self, year: int, part: float) -> float:
        """Return what a year's payments come to, of which a part is left, before prices."""
        begins = self.first_year is None or year >= self.first_year
        lasts = self.last_year is None or year <= self.last_year
        payments = int(np.floor(part * self.times_a_year + 1e-9))
        return self.amount * payments * (begins and lasts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LumpSum:
    """All of some accounts at once; then as usual."""

    accounts: tuple[str, ...]
    year: int
    name: str = "lump_sum"

    def decide(self, year: Year) -> Decision:
        """Empty the accounts in their year; what is not spent goes into a taxable account."""
        nothing = nothing_decided(year)
        if year.year != self.year:
            return _topped(year, nothing)
        return _topped(year, year.available(year.required) * _positions(year, self.accounts))


@dataclass(frozen=True, slots=True, kw_only=True)
class AsPlanned:
    """Amounts decided beforehand, such as a roadmap's: (year, account) or (path, year, account).

    Withdrawals are whole ones, what is required among them. Cash they do not bring is taken in the
    usual order; what they bring too much is kept.
    """

    withdrawals: Dollars
    conversions: Dollars
    gifts: Dollars | None = None
    name: str = "as_planned"

    def decide(self, year: Year) -> Decision:
        """Do what is planned of the year, as far as the accounts have it."""
        given = nothing_decided(year)
        if self.gifts is not None:
            given = given + self.gifts[..., year.position, :]
        wanted = self.withdrawals[..., year.position, :]
        converted = nothing_decided(year) + self.conversions[..., year.position, :]
        beside = converted + positive(given - year.required)
        decision = _topped(year, positive(wanted - positive(year.required - given)), beside)
        return replace(decision, converted=converted, given=given)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUp:
    """What a schedule lacks of a year's requirement, to be taken by December 31."""

    path: int
    year: int
    scheduled: float
    required: float

    @property
    def amount(self) -> float:
        """What has to be taken besides."""
        return self.required - self.scheduled


def top_ups(projection: Projection, schedule: Systematic) -> Iterator[TopUp]:
    """Yield the years in which a gross schedule takes less than its accounts require."""
    outlook = projection.outlook
    members = np.isin(np.array(outlook.accounts.ids), schedule.accounts)
    required = projection.ledger.required[..., members].sum(axis=2)
    for position, year in enumerate(projection.years):
        amount = schedule.in_year(year, outlook.part_of(year))
        for path in range(len(required)):
            price = outlook.prices[path, position] if schedule.is_real else 1.0
            lacking = required[path, position] - amount * price
            if lacking >= 0.005:
                yield TopUp(
                    path=path,
                    year=year,
                    scheduled=float(amount * price),
                    required=float(required[path, position]),
                )


def _above(floor: float, available: Dollars) -> Dollars:
    whole = available.sum(axis=1, keepdims=True)
    return _shares(available) * positive(whole - floor)


def _positions(year: Year, ids: tuple[str, ...]) -> Flags:
    return np.isin(np.array(year.outlook.accounts.ids), ids)


def _shares(available: Dollars) -> Dollars:
    whole = available.sum(axis=1, keepdims=True)
    return np.divide(available, whole, out=np.zeros_like(available), where=whole > 0)


def _gross(year: Year, net: Dollars, available: Dollars, required: Dollars) -> Dollars:
    """Return the whole withdrawal that leaves an amount after the tax it causes: (path).

    The tax of the year with it, less the tax of the year with what is required elsewhere only.
    """
    shares = _shares(available)
    from_these = available.any(axis=0) | (year.required * (shares > 0)).any(axis=0)
    nothing = np.zeros_like(year.required)
    without = Flows(
        withdrawals=np.where(from_these, 0.0, year.required), conversions=nothing, gifts=nothing
    )
    before = year.lines_of(without).total

    def over(amount: Dollars) -> tuple[Dollars, None]:
        further = positive(amount - required)
        part = np.minimum(
            np.divide(amount, required, out=np.ones_like(amount), where=required > 0), 1.0
        )
        owed = np.where(from_these, year.required * part[..., None], year.required)
        taken = owed + further[..., None] * shares
        none = np.zeros_like(taken)
        tax = year.lines_of(Flows(withdrawals=taken, conversions=none, gifts=none)).total
        return amount - (tax - before) - net, None

    most = required + available.sum(axis=1)
    return first_enough(over, most, np.minimum(net, most)).amount


def _topped(year: Year, further: Dollars, beside: Dollars | float = 0.0) -> Decision:
    """Return a decision with cash in the usual order; what leaves `beside` is not there for it."""
    nothing = nothing_decided(year)
    withdrawn = np.maximum(further, fixed_withdrawals(year))
    gone = year.required + withdrawn + beside
    return Decision(
        withdrawn=withdrawn,
        converted=nothing,
        given=nothing,
        drawn=nothing,
        order=groups_of(year, gone, taxable_first(year.outlook.accounts)),
    )
