"""What passes to whom when somebody dies at the end of a year?

A surviving spouse receives what the designation says, all of it where there is none, and makes it
an own account; the rest leaves the household. What leaves is worth to heirs what is left of it
after their tax on money that was never taxed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planning.engine.projection.accounts import Accounts, Shelter
from planning.engine.projection.lives import NOBODY, Lives
from planning.engine.projection.state import Roths, State
from planning.engine.tax.arrays import Dollars, Flags, Whole, positive

HEIRS_RATE = 0.24  # where nobody assumes otherwise
LAPSES = 0.5  # of a couple's losses: those of who died end, Rev. Rul. 74-175, taken as half


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The state after the deaths of a year, and what left: (path, account)."""

    state: State
    left: Dollars


def pass_on(state: State, accounts: Accounts, lives: Lives, year: int) -> Passed:
    """Return what deaths at the end of a year make of a state.

    The cost of what a death passes on becomes its value: 26 U.S.C. § 1014.

    Not modelled: joint titles (an account is its holder's alone), disclaimers, trusts.
    """
    dies = lives.dies(year)
    if not dies.any():
        return Passed(state=state, left=np.zeros_like(state.balances))
    holders = state.holders
    is_held = holders != NOBODY
    of_dead = is_held & np.take_along_axis(dies, np.maximum(holders, 0), axis=1)
    partners = np.array(lives.partners(year), dtype=np.int64)
    heir = np.where(is_held, partners[np.maximum(holders, 0)], NOBODY)
    survives = lives.alive(year + 1)
    has_heir = (heir != NOBODY) & np.take_along_axis(survives, np.maximum(heir, 0), axis=1)
    share = np.where(of_dead, accounts.to_spouse * has_heir, 1.0)
    left = np.where(of_dead, state.balances * (1 - share), 0.0)
    balances = state.balances - left
    steps_up = of_dead & accounts.of(Shelter.TAXABLE, Shelter.CASH)
    basis = np.where(steps_up, balances, np.where(of_dead, state.basis * share, state.basis))
    new_holders = np.where(of_dead, np.where(has_heir & (share > 0), heir, NOBODY), holders)
    carried = replace(state, balances=balances, basis=basis, holders=new_holders)
    return Passed(state=_people_after(carried, dies, partners, survives), left=left)


def _people_after(state: State, dies: Flags, partners: Whole, survives: Flags) -> State:
    """Move what belongs to people, not accounts: IRA basis, Roth money, carried losses."""
    basis, roths = state.ira_basis.copy(), state.roths
    short, long = state.short_losses.copy(), state.long_losses.copy()
    contributions, begun = roths.contributions.copy(), roths.begun.copy()
    taxed, untaxed = roths.taxed.copy(), roths.untaxed.copy()
    for person, partner in enumerate(partners):
        gone = dies[:, person]
        if not gone.any():
            continue
        if partner != NOBODY:
            heir = gone & survives[:, partner]
            basis[heir, partner] += basis[heir, person]
            contributions[heir, partner] += contributions[heir, person]
            taxed[heir, partner] += taxed[heir, person]
            untaxed[heir, partner] += untaxed[heir, person]
            begun[heir, partner] = np.minimum(begun[heir, partner], begun[heir, person])
            for losses in (short, long):
                both = losses[heir, person] + losses[heir, partner]
                losses[heir, partner] = LAPSES * both
        for amounts in (basis, contributions, taxed, untaxed, short, long):
            amounts[gone, person] = 0.0
    return replace(
        state,
        ira_basis=basis,
        short_losses=short,
        long_losses=long,
        roths=Roths(
            contributions=contributions,
            conversion_years=roths.conversion_years,
            taxed=taxed,
            untaxed=untaxed,
            begun=begun,
        ),
    )


def after_heirs_tax(
    amounts: Dollars, state: State, accounts: Accounts, heirs_rate: float
) -> Dollars:
    """Return what amounts leaving the accounts are worth to heirs: (…, account) as given.

    Money that was never taxed bears their rate, and so do an annuity's gains and health savings;
    basis does not. What has a cost is stepped up; Roth money is free.
    """
    held = state.balances
    kept = np.divide(state.basis, held, out=np.ones_like(held), where=held > 0)
    own_iras = accounts.of(Shelter.IRA, inherited=False)
    pooled = _pooled_basis(state, own_iras)
    kept = np.where(own_iras, pooled, np.minimum(kept, 1.0))
    taxed = accounts.of(Shelter.IRA, Shelter.PLAN, Shelter.ANNUITY, Shelter.HSA)
    kept = np.where(accounts.of(Shelter.HSA), 0.0, kept)
    return amounts * np.where(taxed, 1 - heirs_rate * positive(1 - kept), 1.0)


def _pooled_basis(state: State, own_iras: Flags) -> Dollars:
    """Return the share of basis in all IRAs of each account's holder: (path, account)."""
    shares = np.zeros_like(state.balances)
    for person in range(state.ira_basis.shape[1]):
        of_person = (state.holders == person) & own_iras
        whole = np.where(of_person, state.balances, 0.0).sum(axis=1)
        basis = state.ira_basis[:, person]
        share = np.divide(basis, whole, out=np.zeros_like(whole), where=whole > 0)
        shares = np.where(of_person, np.minimum(share, 1.0)[:, None], shares)
    return shares
