"""How much money is known to be in each account and not spoken for?"""

from __future__ import annotations

from decimal import Decimal

from planning.engine.household import Household
from planning.engine.money import ZERO


def available(household: Household) -> dict[str, Decimal]:
    """Return the last balance of each account, less what left it since and what is planned.

    An account without a balance is not among them. What markets and contributions did since is
    not known; the figure is what may be promised, not what a statement would say.
    """
    left = {}
    for account in household.accounts:
        if not account.year_end_balances:
            continue
        year = max(account.year_end_balances)
        paid = (
            payment.amount
            for payment in household.distributions
            if payment.account == account.id and payment.paid_on.year > year
        )
        planned = (payment.amount for payment in household.planned if payment.account == account.id)
        spent = sum(paid, ZERO) + sum(planned, ZERO)
        left[account.id] = max(ZERO, account.year_end_balances[year].amount - spent)
    return left
