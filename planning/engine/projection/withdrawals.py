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
from planning.engine.tax.arrays import Dollars, Flags, positive
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
    people, holders = state.ira_basis.shape[-1], state.holders
    before = NOTHING_SO_FAR if so_far is None else so_far
    paid = flows.withdrawals + before.taken
    converted = flows.conversions + before.converted
    left = positive(state.balances - flows.out)
    held = held_by(holders, people)

    def total(amounts: Dollars) -> Dollars:
        return by_person(amounts, held)

    own_iras = accounts.of(Shelter.IRA, inherited=False)
    iras = pro_rata(
        state.ira_basis,
        total(left * (1 + growth) * own_iras),
        total(paid * own_iras),
        total(converted * own_iras),
    )
    kept = _share(state.basis, state.balances)
    apart = accounts.of(Shelter.IRA, inherited=True)
    plans = accounts.of(Shelter.PLAN)
    roth_plans = accounts.of(Shelter.ROTH_PLAN)
    taxable_kept = paid * (1 - kept)
    is_early = of_holders(accounts.is_early[position], holders)
    early_ira = total(flows.withdrawals * own_iras * is_early) * (1 - iras.tax_free_share)
    early_plan = total(flows.withdrawals * (1 - kept) * plans * is_early)
    own_roths = accounts.of(Shelter.ROTH_IRA, inherited=False)
    roths = roth_taxed(
        total(paid * own_roths),
        total((state.balances + before.taken) * own_roths),
        state.roths,
        year,
        is_early=_early_roth(accounts, position, people),
    )
    from_roth_plans = total(taxable_kept * roth_plans * is_early)
    annuities = accounts.of(Shelter.ANNUITY)
    earned = np.minimum(paid, positive(state.balances - state.basis)) * annuities
    sold, yields = accounts.of(Shelter.TAXABLE, Shelter.CASH), accounts.yields
    worth = left * sold * part_of_year
    payouts = [total(worth * of_kind) if of_kind.any() else np.zeros(()) for of_kind in yields]
    used = np.where(annuities, paid - earned, kept * flows.out)
    return Taxed(
        ira=iras.taxable_distributions + total(taxable_kept * apart),
        plan=total(taxable_kept * plans),
        conversions=iras.taxable_conversions + total(converted * (1 - kept) * plans),
        roth=roths.taxable + from_roth_plans,
        annuity=total(earned),
        gains=total(flows.withdrawals * (1 - kept) * sold),
        payouts=np.stack([np.broadcast_to(p, np.shape(iras.basis_left)) for p in payouts]),
        early=early_ira + early_plan + roths.early + from_roth_plans,
        ira_basis=iras.basis_left,
        basis=positive(state.basis - used),
        roths=roths,
    )


def _share(basis: Dollars, balance: Dollars) -> Dollars:
    """Return the part of each account that is basis; over one where it has lost value."""
    return np.divide(basis, balance, out=np.zeros_like(balance), where=balance > 0)


def _early_roth(accounts: Accounts, position: int, people: int) -> Flags:
    """Return who is under 59½ with no exception, as an own Roth IRA shows: (person)."""
    own = accounts.of(Shelter.ROTH_IRA, inherited=False)
    found = np.zeros(people, dtype=np.bool_)
    for person in range(people):
        found[person] = accounts.is_early[position, own, person].any()
    return found
