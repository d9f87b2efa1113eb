"""What would the figure of a file change in dollars, where another one is on record?"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from clients.models import BalanceFile
from clients.today import today_of
from planning.engine import household as engine
from planning.engine.errors import EngineError
from planning.engine.law import load_law
from planning.facts import gather_book, required_with
from planning.imports.verdicts import Line
from planning.wording import spoken_money


def effects(file: BalanceFile, lines: Iterable[Line]) -> dict[str, str]:
    """Return a sentence for each line that differs, by its key; few queries, many sums.

    Meant for the lines of one page.
    """
    differing = [line for line in lines if line.verdict == "differs" and line.account]
    wanted = {line.account.household_id for line in differing if line.account}
    if not wanted:
        return {}
    known = {
        row.account.id: (row.account.key, facts)
        for records, facts in gather_book(wanted, as_of=today_of(file.firm))
        for row in records.accounts
    }
    return {
        line.key: _effect(line.figure.amount, *known[line.account.pk], year=file.year)
        for line in differing
        if line.account and line.figure.amount is not None
    }


def _effect(amount: Decimal, key: str, facts: engine.Household, *, year: int) -> str:
    account = next(account for account in facts.accounts if account.id == key)
    used = account.year_end_balances[year].amount
    try:
        now, then = (
            required_with(figure, facts, load_law(), account=key, year=year)
            for figure in (used, amount)
        )
    except EngineError:
        now = then = None
    if now is None or then is None:
        return _("What it changes cannot be worked out yet.")
    if now == then == 0:
        return _("Nothing is required for %d with either figure.") % (year + 1)
    if now == then:
        return _("The amount required for %d stays the same.") % (year + 1)
    words = {"amount": spoken_money(abs(then - now)), "year": year + 1}
    if then > now:
        return _("It would require %(amount)s more for %(year)d.") % words
    return _("It would require %(amount)s less for %(year)d.") % words
