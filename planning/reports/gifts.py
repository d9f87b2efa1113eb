"""Which gifts were made to charity in a year, how far is each, and what may still be given?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clients.models import Account, Household, Payment
from planning.engine.document import rmd_document
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.results import QcdYear
from planning.facts import gather_book
from planning.models import PlannedPayment
from planning.reports.desk_letters import DeskLetter
from planning.templatetags.money import day, dollars
from planning.wording import worded

LAST_MONTHS = 11  # from November on, a cheque that has not cleared is pressing


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftLine:
    """One gift and how far it is."""

    payment: Payment
    year: int
    as_of: date

    @property
    def cleared_on(self) -> date | None:
        """The day it cleared, if it has by now."""
        day = self.payment.cleared_on
        return day if day is not None and day <= self.as_of else None

    @property
    def state(self) -> str:
        if self.cleared_on is not None:
            return _("Cleared")
        return _("Delivered") if self.payment.delivered_on else _("Issued")

    @property
    def is_pressing(self) -> bool:
        """Whether the year may end, or ended, before it clears."""
        if self.cleared_on is not None:
            return False
        return self.as_of >= date(self.payment.paid_on.year, LAST_MONTHS, 1)

    @property
    def days_left(self) -> int:
        """How many days it has to clear within the year it was issued in; below 0: too late."""
        return (date(self.payment.paid_on.year, 12, 31) - self.as_of).days

    @property
    def tone(self) -> str:
        if self.is_pressing:
            return "bad"
        return "good" if self.cleared_on is not None else "open"

    @property
    def belongs_elsewhere(self) -> int | None:
        """The year it counts for, if that is not the year it was issued in."""
        cleared = self.cleared_on
        return cleared.year if cleared and cleared.year != self.payment.paid_on.year else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """What one person gave in a year and may still give."""

    household: Household
    person: UUID
    name: str
    qcd: QcdYear
    planned: Decimal
    steps: Sequence[str]
    remarks: Sequence[str]

    @property
    def room_after(self) -> Decimal | None:
        """What may still be given once the planned gifts are made."""
        return None if self.qcd.room is None else max(Decimal(0), self.qcd.room - self.planned)


def gifts_of_year(households: QuerySet[Household], *, year: int) -> QuerySet[Payment]:
    """Return the gifts that were issued in a year or cleared in it."""
    gifts = Payment.objects.filter(
        Q(paid_on__year=year) | Q(cleared_on__year=year),
        account__household__in=households,
        kind=Payment.Kind.QCD,
        undone_at=None,
    )
    return gifts.select_related(
        "account__owner", "account__custodian", "account__household", "acknowledgement"
    ).order_by("-paid_on", "account__owner__name", "pk")


def givers_of(gifts: Sequence[Payment], *, year: int, as_of: date) -> list[Giver]:
    """Return what the people behind some gifts gave, in a constant number of queries."""
    law = load_law()
    households = {gift.account.household_id: gift.account.household for gift in gifts}
    planned: dict[UUID, Decimal] = {}
    for plan in gifts_to_come(year).filter(household__in=list(households)):
        owner = plan.account.owner_id
        planned[owner] = planned.get(owner, Decimal(0)) + plan.amount
    found = []
    for records, known in gather_book(list(households), as_of=as_of):
        schedule = rmd_schedule(known, law, years=[year])
        spoken = worded(rmd_document(schedule, law, explained=()))
        ids = {person.key: person.id for person in records.people}
        for qcd, told in zip(schedule.qcds, spoken["qcds"], strict=True):
            found.append(
                Giver(
                    household=households[records.household.id],
                    person=ids[qcd.person.id],
                    planned=planned.get(ids[qcd.person.id], Decimal(0)),
                    name=qcd.person.name,
                    qcd=qcd,
                    steps=[step["text"] for step in told["steps"]],
                    remarks=remarks_of(spoken["caveats"], qcd.person.id),
                )
            )
    return sorted(found, key=lambda giver: giver.name)


def gifts_to_come(year: int) -> QuerySet[PlannedPayment]:
    """Return the gifts that are planned for a year and neither made nor withdrawn."""
    return PlannedPayment.objects.filter(
        kind=Payment.Kind.QCD, year=year, payment=None, withdrawn_at=None
    ).select_related("account__custodian")


def gift_letter(payment: Payment, to: str, *, as_of: date) -> DeskLetter:
    """Return the letter about a gift to the custodian or to the charity."""
    account = payment.account
    said = {
        "amount": dollars(payment.amount),
        "charity": payment.payee or _("[the charity]"),
        "owner": account.owner.name,
        "account": named(account),
        "custodian": account.custodian.name if account.custodian else _("[the custodian]"),
        "day": day(payment.paid_on),
    }
    texts = _to_custodian() if to == "custodian" else _to_charity()
    return DeskLetter(
        household=account.household,
        addressee=said["custodian"] if to == "custodian" else said["charity"],
        title=_("Qualified charitable distribution of {amount}").format(**said),
        as_of=as_of.isoformat(),
        paragraphs=tuple(text.format(**said) for text in texts),
        signature=_("Signed: {owner}").format(**said),
        year=payment.paid_on.year,
    )


def named(account: Account) -> str:
    """Return an account's name with its number, once: a name made for want of one holds it."""
    is_told_apart = account.name and account.number_last4
    return f"{account} …{account.number_last4}" if is_told_apart else str(account)


def _to_custodian() -> tuple[str, ...]:
    return (
        _(
            "Please pay {amount} from {account} of {owner} directly to {charity}, as a qualified "
            "charitable distribution under section 408(d)(8) of the Internal Revenue Code."
        ),
        _(
            "Make the check payable to the charity, withhold no tax, and name {owner} on it as the "
            "giver, so that the charity can acknowledge the gift."
        ),
        _(
            "The gift belongs to the year in which it is paid. Please tell us the day on which the "
            "check is sent, and the day on which it clears."
        ),
    )


def _to_charity() -> tuple[str, ...]:
    return (
        _(
            "{owner} gives {charity} {amount} from an individual retirement account, by a check of "
            "{day}, as a qualified charitable distribution under section 408(d)(8) of the Internal "
            "Revenue Code."
        ),
        _(
            "Please deposit the check without delay: the gift belongs to the year in which it "
            "clears."
        ),
        _(
            "Please acknowledge in writing the amount, the day you received it, that no goods or "
            "services were given in return, and that the gift did not go to a donor-advised fund "
            "or a supporting organization."
        ),
    )


def remarks_of(caveats: Sequence[Mapping[str, Any]], person: str) -> list[str]:
    texts = (
        caveat["text"]
        for caveat in caveats
        if caveat["person"] == person and caveat["code"].startswith("qcd_")
    )
    return list(dict.fromkeys(texts))


def uncleared(lines: Sequence[GiftLine]) -> Decimal:
    """Return how much of some gifts the year may end before."""
    return sum((line.payment.amount for line in lines if line.is_pressing), Decimal(0))
