"""From which accounts, how much and by when should a requirement be paid?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from planning.engine.household import Account, AccountKind, DistributionKind
from planning.engine.law import Law
from planning.engine.money import ZERO, to_cents
from planning.engine.rmd.qcd import gifts_begin_on
from planning.engine.rmd.record import record
from planning.engine.rmd.results import Obligation

# Only IRAs give to charity; one that still receives an employer's money does not, and whether
# it does is not on record. 26 U.S.C. § 408(d)(8)(B).
GIVE = frozenset({AccountKind.TRADITIONAL_IRA})


class Spread(StrEnum):
    """How a requirement is spread over the accounts of its pool."""

    FEWEST_ORDERS = "fewest_orders"
    EACH_ITS_SHARE = "each_its_share"


@record
class Draw:
    """One payment to order."""

    account: Account
    amount: Decimal
    kind: DistributionKind
    legal_date: date
    cut_off: date | None  # the custodian's last day; None: not known, or after the legal date

    @property
    def order_by(self) -> date:
        """The day to keep: the earlier of the law's and the custodian's."""
        return self.legal_date if self.cut_off is None else min(self.cut_off, self.legal_date)


@record
class Proposal:
    """The payments that would meet what is still open, and what they cannot meet."""

    draws: tuple[Draw, ...]
    unmet: Decimal  # the balances known do not reach
    gift_refused: Decimal  # of the gift asked for, what no account can give as a QCD


def propose(
    obligation: Obligation,
    *,
    available: Mapping[str, Decimal],
    cut_offs: Mapping[str, date],
    as_of: date,
    law: Law,
    already_planned: Decimal = ZERO,
    gift: Decimal = ZERO,
    gift_room: Decimal = ZERO,
    spread: Spread = Spread.FEWEST_ORDERS,
) -> Proposal | None:
    """Return the payments that meet what is open, gifts to charity first; None: nothing is open.

    `available` is the money known in each account, less what left it since and what is planned;
    an account that is missing there has none. `gift` is how much the owner wants to give;
    `gift_room` what the year's limit still allows. Gifts come first because the first money out
    of an IRA is the requirement: income taken earlier cannot be turned into a gift.

    Units: dollars and cents.
    Guarantees: the draws and `unmet` add up to what is open or to the gift, whichever is more;
    no account is asked for more than it has.
    Source: Treas. Reg. 1.408-8(e), 1.403(b)-6(e)(7); 26 U.S.C. § 408(d)(8).
    """
    if obligation.remaining is None or obligation.due_on is None:
        return None
    still_open = max(ZERO, obligation.remaining - already_planned)
    if still_open == ZERO and gift == ZERO:
        return None
    accounts = [amount.account for amount in obligation.amounts]
    room = {account.id: max(ZERO, available.get(account.id, ZERO)) for account in accounts}
    by_law = _legal_date(obligation, as_of)
    givers = [account for account in accounts if _may_give(account, obligation, as_of, law)]
    given, refused = _fewest(givers, room, min(gift, gift_room))
    for account, amount in given:
        room[account.id] -= amount
    refused += max(ZERO, gift - gift_room)
    still_open = max(ZERO, still_open - sum((amount for _account, amount in given), ZERO))
    if spread is Spread.EACH_ITS_SHARE:
        taken, unmet = _shares(obligation, room, still_open)
    else:
        taken, unmet = _fewest(accounts, room, still_open)
    kinds = [(DistributionKind.QCD, given), (DistributionKind.CASH, taken)]
    return Proposal(
        draws=tuple(
            Draw(
                account=account,
                amount=amount,
                kind=kind,
                legal_date=by_law,
                cut_off=cut_offs.get(account.id),
            )
            for kind, parts in kinds
            for account, amount in parts
        ),
        unmet=unmet,
        gift_refused=refused,
    )


def _legal_date(obligation: Obligation, as_of: date) -> date:
    """Return the due date; after it, the end of the time in which no tax is owed, or today."""
    due = obligation.due_on or as_of
    if due >= as_of:
        return due
    if obligation.waived_until is not None and obligation.waived_until >= as_of:
        return obligation.waived_until
    return as_of


def _may_give(account: Account, obligation: Obligation, as_of: date, law: Law) -> bool:
    if account.kind not in GIVE or obligation.person.died_on is not None:
        return False
    begins_on = gifts_begin_on(obligation.person, law)
    return begins_on is not None and as_of >= begins_on


def _fewest(
    accounts: Sequence[Account], room: Mapping[str, Decimal], wanted: Decimal
) -> tuple[list[tuple[Account, Decimal]], Decimal]:
    """Take from the smallest account that covers it all; else from the largest downward."""
    taken = []
    by_room = sorted(accounts, key=lambda account: (room[account.id], account.id))
    while wanted > ZERO and by_room:
        covers = (account for account in by_room if room[account.id] >= wanted)
        account = next(covers, by_room[-1])
        by_room.remove(account)
        amount = min(room[account.id], wanted)
        if amount > ZERO:
            taken.append((account, amount))
            wanted -= amount
    return taken, wanted


def _shares(
    obligation: Obligation, room: Mapping[str, Decimal], wanted: Decimal
) -> tuple[list[tuple[Account, Decimal]], Decimal]:
    """Take from each account in proportion to its own amount; the rest where there is room."""
    owing = [amount for amount in obligation.amounts if amount.required > ZERO]
    whole = sum((amount.required for amount in owing), ZERO)
    shares: dict[str, Decimal] = {}
    left = wanted
    for number, amount in enumerate(owing, 1):
        exact = left if number == len(owing) else to_cents(wanted * amount.required / whole)
        shares[amount.account.id] = min(exact, room[amount.account.id], left)
        left -= shares[amount.account.id]
    rest = {account: room[account] - share for account, share in shares.items()}
    accounts = [amount.account for amount in obligation.amounts]
    more, unmet = _fewest([a for a in accounts if a.id in rest], rest, left)
    for account, amount_more in more:
        shares[account.id] += amount_more
    return [(a, shares[a.id]) for a in accounts if shares.get(a.id)], unmet
