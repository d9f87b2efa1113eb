"""What of a year's flows is income, a gain, early, and what was taxed before?

Everything happens at the start of the year: what leaves does not grow in it. What a taxable
account pays out in the year is reinvested, taxed, and adds to its cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.projection.accounts import Accounts, Shelter
from planning.engine.projection.flows import Flows, by_person, held_by, of_holders
from planning.engine.projection.roth_order import RothTaxed, roth_taxed
from planning.engine.projection.state import State
from planning.engine.tax.arrays import Dollars, Flags, Whole, positive
from planning.engine.tax.basis import pro_rata


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """What left the accounts in the first year before the plan begins: (account)."""

    taken: Dollars
    converted: Dollars


NOTHING_SO_FAR = SoFar(taken=np.zeros(()), converted=np.zeros(()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxed:
    """The taxable parts of a year's flows: (…, path, person), and what is carried on."""

    ira: Dollars
    plan: Dollars
    conversions: Dollars
    roth: Dollars
    annuity: Dollars
    gains: Dollars
    payouts: Dollars  # (kind of YIELDS, …, path, person)
    early: Dollars
    ira_basis: Dollars  # (…, path, person), after the year
    basis: Dollars  # (…, path, account), after the flows, before what is paid out and put in
    roths: RothTaxed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leaving:
    """What leaves each account in a whole year, with who holds it: (…, path, account)."""

    paid: Dollars
    converted: Dollars
    left: Dollars  # of the balance, before it grows
    basis_share: Dollars  # (path, account)
    is_early: Flags  # (path or 1, account)
    held: Dollars  # (path or 1, account, person)

    def of_people(self, amounts: Dollars, among: Flags | Dollars) -> Dollars:
        """Add up what each person has in some accounts, (account) or (path, account).

        Shape: (…, path, person). Accounts that nobody has cost nothing.
        """
        if not among.any():
            return np.zeros((*amounts.shape[:-1], self.held.shape[-1]))
        return by_person(amounts, self.held * among[..., None])


def taxed(
    flows: Flows,
    state: State,
    accounts: Accounts,
    growth: Dollars,
    year: int,
    position: int,
    *,
    part_of_year: float,
    so_far: SoFar | None,
) -> Taxed:
    """Return what of a year's flows is taxed, and where it stands on the return.

    `growth` is that of the rest of the year, (path, account). Basis leaves all IRAs of a person in
    one proportion, other accounts with a basis each in its own; gifts are taxable money.

    Source: 26 U.S.C. § 72(e), 72(t), 402(a), 408(d), 408A(d), 1001, 1012 (average cost).
    Not modelled: lots (their costs are one average), gains of an annuity before 59½, tax on a
    health savings account (a plan takes no more than the year's medical costs from it).
    """
    year_flows = _leaving(flows, state, accounts, position, so_far)
    total = year_flows.of_people
    own_iras = accounts.of(Shelter.IRA, inherited=False)
    iras = pro_rata(
        state.ira_basis,
        total(year_flows.left * (1 + growth), own_iras),
        total(year_flows.paid, own_iras),
        total(year_flows.converted, own_iras),
    )
    own_roths = accounts.of(Shelter.ROTH_IRA, inherited=False)
    from_roths = total(year_flows.paid, own_roths)
    roths = roth_taxed(
        from_roths,
        total(state.balances, own_roths) + from_roths - total(flows.withdrawals, own_roths),
        state.roths,
        year,
        is_early=_early_roth(accounts, position),
    )
    # Of other accounts each by itself: what of a payment was never taxed.
    untaxed = 1 - year_flows.basis_share
    apart, early = year_flows.paid * untaxed, year_flows.is_early
    plans, roth_plans = accounts.of(Shelter.PLAN), accounts.of(Shelter.ROTH_PLAN)
    from_roth_plans = total(apart, roth_plans * early)
    early_iras = total(year_flows.paid, own_iras * early) * (1 - iras.tax_free_share)
    annuities = accounts.of(Shelter.ANNUITY)
    earned = np.minimum(year_flows.paid, positive(state.balances - state.basis)) * annuities
    sold = accounts.of(Shelter.TAXABLE, Shelter.CASH)
    used = np.where(annuities, year_flows.paid - earned, year_flows.basis_share * flows.out)
    return Taxed(
        ira=iras.taxable_distributions + total(apart, accounts.of(Shelter.IRA, inherited=True)),
        plan=total(apart, plans),
        conversions=iras.taxable_conversions + total(year_flows.converted * untaxed, plans),
        roth=roths.taxable + from_roth_plans,
        annuity=total(earned, annuities),
        gains=total(flows.withdrawals * untaxed, sold),
        payouts=_payouts(year_flows, accounts, part_of_year),
        early=early_iras + total(apart, plans * early) + roths.early + from_roth_plans,
        ira_basis=iras.basis_left,
        basis=positive(state.basis - used),
        roths=roths,
    )


def _leaving(
    flows: Flows, state: State, accounts: Accounts, position: int, so_far: SoFar | None
) -> _Leaving:
    before = NOTHING_SO_FAR if so_far is None else so_far
    holders = _holders(state)
    share = _share(state.basis, state.balances)
    sold = accounts.of(Shelter.TAXABLE, Shelter.CASH)  # the only ones that may have lost value
    return _Leaving(
        paid=flows.withdrawals + before.taken,
        converted=flows.conversions + before.converted,
        left=positive(state.balances - flows.out),
        basis_share=np.where(sold, share, np.minimum(share, 1.0)),
        is_early=of_holders(accounts.is_early[position], holders),
        held=held_by(holders, state.ira_basis.shape[-1]),
    )


def _holders(state: State) -> Whole:
    """Return who holds each account, once where it is the same on all paths."""
    is_same = (state.holders == state.holders[:1]).all()
    return state.holders[:1] if is_same else state.holders


def _payouts(leaving: _Leaving, accounts: Accounts, part_of_year: float) -> Dollars:
    """Return dividends and interest of what stays in taxable accounts: (kind, …, path, person)."""
    worth, pays = leaving.left * part_of_year, accounts.of(Shelter.TAXABLE, Shelter.CASH)
    return np.stack([leaving.of_people(worth, pays * of_kind) for of_kind in accounts.yields])


def _share(basis: Dollars, balance: Dollars) -> Dollars:
    """Return the part of each account that is basis; over one where it has lost value."""
    return np.divide(basis, balance, out=np.zeros_like(balance), where=balance > 0)


def _early_roth(accounts: Accounts, position: int) -> Flags:
    """Return who is under 59½ with no exception, as an own Roth IRA shows: (person)."""
    own = accounts.of(Shelter.ROTH_IRA, inherited=False)
    return np.asarray(accounts.is_early[position, own].any(axis=0))
