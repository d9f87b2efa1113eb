"""How are the balances of many accounts put on record at once, all of them or none?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Account, Document, Firm, User, YearEndAdjustment, YearEndBalance
from clients.services.balances import check_balance
from clients.services.editing import EditConflict, add_all, change_all, follow
from clients.services.naming import usable_documents

Place = tuple[UUID, int, str]  # account, year, source


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBalance:
    """A figure to be put on record; `replaces` is the one of the same source, as it was read."""

    account: Account
    year: int
    amount: Decimal
    source: str
    origin: dict[str, Any] = field(default_factory=dict)
    replaces: YearEndBalance | None = None
    because: str = ""
    document: Document | None = None

    @property
    def place(self) -> Place:
        return self.account.pk, self.year, self.source


class BalancesRefusedError(Exception):
    """Nothing was written. `reasons` holds a sentence for each entry at fault, by its place
    among the entries; none, where somebody else wrote at the same moment."""

    def __init__(self, reasons: dict[int, str]) -> None:
        self.reasons = reasons
        super().__init__(
            next(iter(reasons.values()), _("Somebody else recorded balances just now."))
        )


def record_balances(*, actor: User, firm: Firm, entries: Sequence[NewBalance]) -> int:
    """Put figures of a firm's accounts on record and return how many are new.

    A figure that stands already changes nothing. It takes the same few statements however many
    there are.

    Raises: BalancesRefusedError.
    """
    try:
        with transaction.atomic():
            return _record(actor, firm, entries)
    except IntegrityError:
        raise BalancesRefusedError({}) from None


def standing_of(ids: Collection[UUID]) -> dict[UUID, YearEndBalance]:
    """Return figures on record by their ids, for `NewBalance.replaces`."""
    return {balance.pk: balance for balance in YearEndBalance.objects.filter(pk__in=ids)}


def _record(actor: User, firm: Firm, entries: Sequence[NewBalance]) -> int:
    standing = _standing(entries)
    stated = _stated(entries)
    usable = usable_documents(entry.document for entry in entries)
    reasons: dict[int, str] = {}
    new: dict[Place, YearEndBalance] = {}
    wrong: list[tuple[YearEndBalance, str]] = []
    for number, entry in enumerate(entries):
        current = standing.get(entry.place)
        if current is not None and current.amount == entry.amount:
            continue
        balance = YearEndBalance(
            firm=firm,
            account=entry.account,
            year=entry.year,
            amount=entry.amount,
            source=entry.source,
            document=entry.document or (current.document if current else None),
            origin=entry.origin,
            entered_by=actor,
        )
        adjustment = stated.get((entry.account.pk, entry.year))
        if reason := _reason_against(entry, current, balance, adjustment):
            reasons[number] = reason
        elif entry.document and usable.get(entry.document.pk) != entry.account.household_id:
            reasons[number] = _("Its document is of another household, or was withdrawn.")
        elif entry.place in new:
            reasons[number] = _("This account has two figures here for one December 31.")
        new[entry.place] = balance
        if current is not None:
            wrong.append((current, entry.because))
    if reasons:
        raise BalancesRefusedError(reasons)
    for because in dict.fromkeys(because for _balance, because in wrong):
        change_all(
            [balance for balance, reason in wrong if reason == because],
            actor=actor,
            values={"withdrawn_at": timezone.now(), "withdrawn_because": because},
        )
    add_all(list(new.values()), actor=actor)
    follow(list(new.values()))
    return len(new)


def _reason_against(
    entry: NewBalance,
    current: YearEndBalance | None,
    balance: YearEndBalance,
    stated: YearEndAdjustment | None,
) -> str:
    seen = entry.replaces
    if current is None and seen is not None:
        return _("The figure you read here was withdrawn meanwhile. Nothing of yours was saved.")
    if current is not None and seen is None:
        problem = _("%(source)s is on record with another figure: correct that one.")
        return problem % {"source": current.get_source_display()}
    if current is not None and seen is not None:
        if (current.pk, current.revision) != (seen.pk, seen.revision):
            return str(EditConflict(current))
        if not entry.because.strip():
            return _("Say in a few words what was wrong with the figure on record.")
    try:
        check_balance(balance, stated)
        balance.clean_fields(exclude=["firm", "account", "document", "entered_by"])
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def _standing(entries: Sequence[NewBalance]) -> dict[Place, YearEndBalance]:
    """Return what the sources said of these accounts before, locked until the end."""
    accounts = {entry.account.pk: entry.account for entry in entries}
    found = YearEndBalance.objects.select_for_update(of=("self",)).filter(
        account__in=list(accounts), year__in={e.year for e in entries}, withdrawn_at=None
    )
    standing = {}
    for balance in found.select_related("firm", "document"):
        balance.account = accounts[balance.account_id]
        standing[balance.account_id, balance.year, balance.source] = balance
    return standing


def _stated(entries: Sequence[NewBalance]) -> dict[tuple[UUID, int], YearEndAdjustment]:
    found = YearEndAdjustment.objects.filter(
        account__in=[e.account.pk for e in entries], year__in={e.year for e in entries}
    )
    return {(row.account_id, row.year): row for row in found}
