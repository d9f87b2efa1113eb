"""What may be so in a household file and seldom is: said before it is put on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from planning.engine.household import Account, Distribution, Household
from planning.wording import spoken_date, spoken_money


def doubts_of(facts: Household, *, today: date) -> list[str]:
    """Return a sentence for each payment that a person who records it would be asked about."""
    return [text for account in facts.accounts for text in _of_account(account, facts, today)]


def _of_account(account: Account, facts: Household, today: date) -> Iterator[str]:
    paid = sorted(
        (payment for payment in facts.distributions if payment.account == account.id),
        key=lambda payment: payment.paid_on,
    )
    before: list[Distribution] = []
    for payment in paid:
        said = {
            "what": _("%(amount)s of %(day)s from %(account)s")
            % {
                "amount": spoken_money(payment.amount),
                "day": spoken_date(payment.paid_on),
                "account": account.name or account.id,
            }
        }
        if payment.paid_on > today:
            yield _("%(what)s: this day has not come yet.") % said
        if any((p.paid_on, p.amount) == (payment.paid_on, payment.amount) for p in before):
            yield _("%(what)s: the same amount and day twice. Is it a second payment?") % said
        left = _left(account, before, payment.paid_on)
        if left is not None and payment.amount > left:
            said["left"] = spoken_money(max(left, Decimal(0)))
            yield _("%(what)s: the account is known to hold %(left)s then.") % said
        before.append(payment)


def _left(account: Account, before: list[Distribution], on: date) -> Decimal | None:
    """Return the last balance before a day less what the file says was paid since."""
    years = [year for year in account.year_end_balances if year < on.year]
    if not years:
        return None
    last = max(years)
    since = (payment.amount for payment in before if payment.paid_on.year > last)
    return account.year_end_balances[last].amount - sum(since, Decimal(0))
