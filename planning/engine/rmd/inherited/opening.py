"""What will be in an account on its first December 31, while that has not come?

Somebody died this year, and those who inherit have accounts of their own. Each begins with its
share of what the account they came from is projected to hold at the end of the year.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from planning.engine.household import Account, Household
from planning.engine.law import Law
from planning.engine.money import ZERO, to_cents
from planning.engine.rmd.amounts import AccountYears
from planning.engine.rmd.beneficiaries import is_in_force
from planning.engine.rmd.inherited.results import Payout
from planning.engine.rmd.pools import pools_of_household
from planning.engine.rmd.results import BalanceBasis, BalanceUsed, Undecided
from planning.engine.rmd.year_ends import YearEnds

AtEnd = Callable[[Account, int], BalanceUsed | Undecided]


def opening_of(
    account: Account, payout: Payout, household: Household, at_end: AtEnd
) -> BalanceUsed | Undecided | None:
    """Return the projected first balance; None where it is no question of this year's death.

    `at_end` says what the account it came from is projected to hold on a December 31.
    """
    source, died_in = source_of(account, household), payout.held_from
    if source is None or died_in != household.as_of.year:
        return None
    if died_in - 1 not in source.year_end_balances:
        return _to_come(account, f"accounts.{source.id}.year_end_balances.{died_in - 1}")
    share = _share(account, source, household)
    if share is None:
        return _to_come(account, f"accounts.{source.id}.beneficiaries")
    whole = at_end(source, died_in)
    if isinstance(whole, Undecided):
        return _to_come(account, *whole.missing)
    part = to_cents(whole.recorded * share)
    return BalanceUsed(
        year=died_in,
        recorded=part,
        adjusted=part,
        basis=BalanceBasis.PROJECTED,
        share_of=(whole.recorded, share),
    )


def _to_come(account: Account, *missing: str) -> Undecided:
    return Undecided(account=account.id, code="first_balance_to_come", missing=missing)


def source_of(account: Account, household: Household) -> Account | None:
    """Return the account that one was paid over from, where it is on record."""
    came_from = account.inherited.came_from if account.inherited else None
    return next((one for one in household.accounts if one.id == came_from), None)


def own_at_end(
    account: Account, year: int, household: Household, law: Law
) -> BalanceUsed | Undecided:
    """Return what an owner's account is projected to hold on a December 31."""
    for pool in pools_of_household(household, law):
        if account in pool.accounts:
            return AccountYears(household, pool, account, law).at_end(year)
    years = YearEnds(
        account,
        household,
        law,
        required=lambda _year, _balance: ZERO,
        age_in=lambda _year: None,
    )
    return years.official(year + 1)


def _share(account: Account, source: Account, household: Household) -> Decimal | None:
    """Return which part of an account its holder was named for on the day of the death."""
    died = {person.id: person.died_on for person in household.people}
    day = died[source.owner] or household.as_of
    lines = [
        line
        for line in source.beneficiaries
        if is_in_force(line, day) and (died.get(line.person or "") or date.max) > day
    ]
    first = [line for line in lines if not line.is_contingent] or lines
    holder = account.owner_entity or account.owner
    own = [line.share for line in first if (line.entity or line.person) == holder]
    return sum(own, ZERO) or None
