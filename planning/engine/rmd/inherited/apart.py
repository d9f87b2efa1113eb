"""Several inherited one account: is each of them looked at alone?"""

from __future__ import annotations

from datetime import date

from planning.engine.household import Account, Household
from planning.engine.rmd.inherited.deaths import Death
from planning.engine.rmd.inherited.heirs import Holder
from planning.engine.rmd.inherited.inquiry import Inquiry


def check_apart(inquiry: Inquiry, heir: Holder, death: Death) -> None:
    """Ask or say what it rests on that somebody counts alone where others inherited as well.

    Only accounts set up by the end of the year after the death are told apart. A share that is
    left over when all others were set up in time is one as well.

    Source: Treas. Reg. 1.401(a)(9)-8(a)(1)(ii).
    """
    others = others_who_inherited(inquiry.account, inquiry.household)
    if not heir.is_present or not others or inquiry.inheritance.is_sole is False:
        return
    name = inquiry.account.owner_entity or heir.person.name
    last = date(death.year + 1, 12, 31)
    if inquiry.inheritance.is_sole is None:
        path = inquiry.fact("sole_beneficiary")
        inquiry.ask("sole_or_several", path, heir=name, others=_names(inquiry, others))
    opened_on = inquiry.account.opened_on
    if opened_on is not None and opened_on <= last:
        return
    is_late = opened_on is not None and any(_is_late(other, last) for other in others)
    code = "set_apart_late" if is_late else "set_apart_by"
    inquiry.note(code, heir=name, others=_names(inquiry, others), last=last)


def others_who_inherited(account: Account, household: Household) -> list[Account]:
    """Return the accounts that came from the same one and are somebody else's."""
    facts = account.inherited
    if facts is None or facts.came_from is None:
        return []
    return [
        other
        for other in household.accounts
        if other.inherited is not None
        and other.inherited.came_from == facts.came_from
        and (other.owner, other.owner_entity) != (account.owner, account.owner_entity)
    ]


def _names(inquiry: Inquiry, others: list[Account]) -> str:
    names = (other.owner_entity or inquiry.person(other.owner).name for other in others)
    return ", ".join(dict.fromkeys(names))


def _is_late(account: Account, last: date) -> bool:
    return account.opened_on is not None and account.opened_on > last
