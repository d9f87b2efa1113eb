"""What is decided of a year, and which flows follow from it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.flows import Flows
from planning.engine.projection.gifts import within_limit
from planning.engine.projection.solve import first_enough
from planning.engine.projection.year import Priced, Year
from planning.engine.tax.arrays import Dollars, Flags, Whole, positive

MARKED = 2  # groups whose ends are looked at: what is drawn, and what a plan means to take


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a policy decides of a year, beyond what is required: (path, account) each.

    `drawn` leaves pre-tax accounts in any case: what the year's cash does not need of it is
    converted. `order` says from where further cash comes, a group after another and each group in
    proportion; without an order the year makes do with what comes in. `below` is an income the
    decision means to stay below, if that leaves nothing unpaid: (path).
    """

    withdrawn: Dollars
    converted: Dollars
    given: Dollars
    drawn: Dollars
    order: tuple[Dollars, ...] | None
    below: Dollars | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The flows a decision comes to, with their taxes and the year's cash."""

    flows: Flows
    priced: Priced  # (path)
    shortfall: Dollars  # (path): cash that is nowhere
    deposit: Dollars  # (path): cash that is left over
    passed: Mapping[str, Flags] = field(default_factory=dict)  # limits no choice keeps: (path)


def settle(year: Year, decision: Decision) -> Settled:
    """Find the withdrawals that pay for the year, its taxes included, to the cent."""
    decision = replace(decision, given=within_limit(year, decision.given))
    required = _required_cash(year, decision.given)
    fixed = _within(year, required, decision)
    groups = () if decision.order is None else (fixed.drawn, *decision.order)
    totals = [group.sum(axis=1) for group in groups]
    most = np.sum(totals, axis=0) if groups else np.zeros(len(year.state.balances))

    def flows_at(amount: Dollars) -> Flows:
        further, drawn = _spread(amount, groups, totals)
        return Flows(
            withdrawals=required + fixed.withdrawn + further,
            conversions=fixed.converted + positive(fixed.drawn - drawn),
            gifts=fixed.given + np.zeros_like(further),
        )

    def surplus_at(amount: Dollars) -> tuple[Dollars, Priced]:
        priced = year.price_flows(flows_at(amount))
        return priced.surplus, priced

    base = year.cash_in + (required + fixed.withdrawn).sum(axis=1) - year.cash_out
    marks = np.cumsum(totals[:MARKED], axis=0) if groups else ()
    solved = first_enough(surplus_at, most, positive(-base), list(marks))
    priced = Priced(
        lines=solved.priced.lines.chosen(solved.which),
        credit=_chosen(solved.priced.credit, solved.which),
        surplus=solved.value,
    )
    return Settled(
        flows=flows_at(solved.amount),
        priced=priced,
        shortfall=positive(-solved.value),
        deposit=positive(solved.value),
    )


def nothing_decided(year: Year) -> Dollars:
    """Return an amount of nothing for every path and account."""
    return np.zeros_like(year.state.balances)


def decision_on(decision: Decision, paths: Whole) -> Decision:
    """Return a decision on some of its paths, in this order."""
    order, below = decision.order, decision.below
    return Decision(
        withdrawn=decision.withdrawn[paths],
        converted=decision.converted[paths],
        given=decision.given[paths],
        drawn=decision.drawn[paths],
        order=None if order is None else tuple(group[paths] for group in order),
        below=None if below is None else below[paths],
    )


def fixed_withdrawals(year: Year) -> Dollars:
    """Return the withdrawals of a year that are decided already, what is required within them."""
    fixed = nothing_decided(year)
    for one in year.outlook.plans.limits.fixed:
        if one.year == year.year and one.account in year.outlook.accounts.ids:
            position = year.outlook.accounts.ids.index(one.account)
            fixed[:, position] += float(one.amount)
    return np.maximum(fixed - year.required, 0.0)


def groups_of(year: Year, taken: Dollars, order: Sequence[Flags]) -> tuple[Dollars, ...]:
    """Return what is available in the accounts of each mask of `order`, (account) each.

    Accounts that bear the additional tax come after all others, in the same order; the cash that
    is to be kept is left out.
    """
    available = above_minimum_cash(year, year.available(taken))
    free = np.where(year.is_early, 0.0, available)
    late = available - free
    groups = [free * mask for mask in order]
    if late.any():
        groups += [late * mask for mask in order]
    return tuple(group for group in groups if group.any())


def above_minimum_cash(year: Year, available: Dollars) -> Dollars:
    """Return what may be taken at will and leaves the cash that is to be kept."""
    wanted = year.outlook.plans.limits.minimum_cash
    if not wanted:
        return available
    liquid = year.outlook.accounts.of(Shelter.CASH, Shelter.TAXABLE)
    held = (available * liquid).sum(axis=1)
    above = positive(held - float(wanted) * year.price)
    part = np.divide(above, held, out=np.zeros_like(held), where=held > 0)
    return np.where(liquid, available * part[:, None], available)


def _required_cash(year: Year, given: Dollars) -> Dollars:
    """Return what gifts leave of the required amounts, pool by pool: (path, account)."""
    if not given.any():
        return year.required
    left = np.array(year.required)
    pools = np.array(year.outlook.required.pools)
    for pool in np.unique(pools):
        members = pools == pool
        asked = (year.required * members).sum(axis=1)
        gifts = np.minimum((given * members).sum(axis=1), asked)
        part = np.divide(asked - gifts, asked, out=np.ones_like(asked), where=asked > 0)
        left = np.where(members, left * part[:, None], left)
    return np.minimum(left, year.state.balances)


def _within(year: Year, required: Dollars, decision: Decision) -> Decision:
    """Return a decision held to what the accounts have: gifts, then withdrawals, conversions.

    Only own pre-tax money is converted: 26 U.S.C. § 402(c)(8)(B), 402A(c)(4), 408A(e).
    """
    given = np.minimum(decision.given, positive(year.state.balances - required))
    left = year.available(required + given)
    withdrawn = np.minimum(decision.withdrawn, left)
    convertible = (left - withdrawn) * year.outlook.accounts.convertible
    converted = np.minimum(decision.converted, convertible)
    drawn = np.minimum(decision.drawn, convertible - converted)
    return Decision(
        withdrawn=withdrawn, converted=converted, given=given, drawn=drawn, order=decision.order
    )


def _spread(
    amount: Dollars, groups: tuple[Dollars, ...], totals: list[Dollars]
) -> tuple[Dollars, Dollars]:
    """Spread (…, path) cash over the groups in turn; also what comes of the first: drawn money."""
    if not groups:
        nothing = np.zeros((*amount.shape, 1))
        return nothing, nothing
    left = amount
    taken: Dollars = np.zeros(())
    first: Dollars | None = None
    for group, total in zip(groups, totals, strict=True):
        part = np.divide(left, total, out=np.zeros_like(left), where=total > 0)
        of_group = group * np.minimum(part, 1.0)[..., None]
        taken = taken + of_group
        first = of_group if first is None else first
        left = positive(left - total)
    return np.asarray(taken), np.asarray(first)


def _chosen(amounts: Dollars, which: Whole) -> Dollars:
    return amounts[which, np.arange(len(which))]
