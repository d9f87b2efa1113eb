"""What is missing of a household, and which page adds it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from clients.models import Account, Household, Person
from planning.engine import household as engine
from planning.engine.law import Requirement, load_law
from planning.engine.rmd.inherited.payout import payout_of
from planning.engine.rmd.results import Undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is not known, and where it is typed."""

    text: str
    address: str
    row: UUID


def missing_of(
    household: Household, accounts: list[Account], known: engine.Household, as_of: date
) -> Iterator[Missing]:
    """Yield what the law asks and the records do not say."""
    for person in household.people.all():
        if person.born_on is None:
            text = _("{name}: the birth date").format(name=person.name)
            yield Missing(text=text, address="planning:edit_person", row=person.pk)
    if not accounts:
        yield Missing(
            text=_("At least one account"), address="planning:new_account", row=household.pk
        )
    facts = {account.id: account for account in known.accounts}
    for account in accounts:
        if not known.is_passed_on(account.key):
            yield from _of_account(household, account, facts[account.key], as_of)
        if _is_open(facts[account.key], known):
            text = _("{account}: how it was inherited").format(account=account)
            yield Missing(text=text, address="planning:inherited_account", row=account.pk)


def _of_account(
    household: Household, row: Account, known: engine.Account, as_of: date
) -> Iterator[Missing]:
    kind, last = load_law().account_kinds[known.kind], as_of.year - 1
    if kind.requirement is Requirement.NONE:
        return
    if last not in known.year_end_balances:
        text = _("{account}: the balance of December 31, {year}").format(account=row, year=last)
        yield Missing(text=text, address="planning:balances", row=household.pk)
    share = _named_on(known, as_of)
    if not share:
        text = _("{account}: a beneficiary").format(account=row)
        yield Missing(text=text, address="planning:new_beneficiary", row=row.pk)
    elif share < 1 - float(engine.SHARE_TOLERANCE):
        left = f"{(1 - share) * 100:.4g}"
        text = _("{account}: who inherits the other {left}%").format(account=row, left=left)
        yield Missing(text=text, address="planning:new_beneficiary", row=row.pk)
    if kind.may_delay_while_working and known.plan is None and known.inherited is None:
        text = _("{account}: whether the owner still works for the employer").format(account=row)
        yield Missing(text=text, address="planning:edit_account", row=row.pk)


def _is_open(account: engine.Account, known: engine.Household) -> bool:
    """Whether a fact is missing that decides how an inherited account is paid."""
    if account.inherited is None:
        return False
    return isinstance(payout_of(account, known, load_law()), Undecided)


def _named_on(account: engine.Account, as_of: date) -> float:
    """Return the share of an account for which somebody is named first in line."""
    return float(
        sum(
            line.share
            for line in account.beneficiaries
            if not line.is_contingent and (line.to_on is None or line.to_on > as_of)
        )
    )


def is_former_spouse(household: Household, owner: Person, heir: Person, as_of: date) -> bool:
    """Tell whether somebody was married to an owner and is no longer, other than by death."""
    couple = {owner.pk, heir.pk}
    theirs = [m for m in household.marriages.all() if {m.one_id, m.other_id} == couple]
    return bool(theirs) and all(m.to_on is not None and m.to_on <= as_of for m in theirs)
