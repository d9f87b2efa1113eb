"""What is to be done after a death? What was left to take, who takes it, and what they inherit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Account, Beneficiary, Person
from clients.services.inheritance import accounts_from, accounts_left_by, heirs_of
from planning.anchors import pool_anchor
from planning.engine.household import Household
from planning.engine.law import Law, load_law
from planning.engine.rmd.inherited.payout import is_treated_as_own, payout_of
from planning.engine.rmd.results import Undecided
from planning.facts.standing import TO_COME
from planning.rmd_case import compute_rmd_case
from planning.templatetags.money import day, dollars

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What the year of the death asked of one pool, and who takes what was not taken."""

    obligation: Document
    heirs: str
    anchor: str
    address: str

    @property
    def is_open(self) -> bool:
        """Whether something is still to be taken."""
        return self.obligation["remaining"] not in (None, "0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One of those named to inherit an account."""

    name: str
    percent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The account of somebody who inherited, and what is still asked about it."""

    account: Account
    is_decided: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAccount:
    """One account that was left, who is named, and the accounts of those who inherited it."""

    account: Account
    shares: list[Share]
    own: list[Own]

    @property
    def is_passed_on(self) -> bool:
        """Whether all who are named have accounts of their own."""
        return bool(self.own) and len(self.own) >= len(self.shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """One thing to do, until when, and where."""

    text: str
    until: date | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathDesk:
    """Everything the page shows of one death."""

    died_on: date
    left: list[Left]
    accounts: list[LeftAccount]
    to_do: list[ToDo]


def read_death_desk(person: Person, known: Household) -> DeathDesk:
    """Arrange what follows from a death that is on record.

    Raises: EngineError, where the records of the household are refused.
    """
    if person.died_on is None:
        raise ValueError(f"{person} has not died.")
    law = load_law()
    rows = accounts_left_by(person)
    accounts = [_left_account(account, person.died_on, known, law) for account in rows]
    left = list(_left(person, person.died_on, rows, known, law))
    to_do = sorted(
        _to_do(person, person.died_on, left, accounts, known), key=lambda one: one.until or date.max
    )
    return DeathDesk(died_on=person.died_on, left=left, accounts=accounts, to_do=to_do)


def _left(
    person: Person, died_on: date, left: list[Account], known: Household, law: Law
) -> Iterator[Left]:
    if not law.first_year <= died_on.year <= known.as_of.year:
        return
    document = compute_rmd_case(known, years=[died_on.year], explained=[died_on.year])
    for owed in document["obligations"]:
        if owed["person"] != person.key or owed["required"] == "0.00":
            continue
        keys = {amount["account"] for amount in owed["accounts"]}
        rows = [account for account in left if account.key in keys]
        names = dict.fromkeys(
            _named(line) for account in rows for line in heirs_of(account, died_on)
        )
        anchor = pool_anchor(owed["person"], owed["pool"], died_on.year)
        case = reverse("planning:household_rmd", args=[person.household_id, died_on.year])
        yield Left(
            obligation=owed, heirs=", ".join(names), anchor=anchor, address=f"{case}#{anchor}"
        )


def _named(line: Beneficiary) -> str:
    who = str(line.person or line.entity)
    return who if line.share == 1 else f"{who} ({_percent(line.share)})"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _left_account(account: Account, died_on: date, known: Household, law: Law) -> LeftAccount:
    facts = {one.id: one for one in known.accounts}
    own = []
    for begun in accounts_from(account):
        of_heir = facts[begun.key]
        payout = payout_of(of_heir, known, law)
        is_open = isinstance(payout, Undecided) and not is_treated_as_own(of_heir, law)
        text = _("A question is open") if is_open else _("Decided")
        own.append(Own(account=begun, is_decided=not is_open, text=text))
    return LeftAccount(
        account=account,
        shares=[
            Share(name=str(line.person or line.entity), percent=_percent(line.share))
            for line in heirs_of(account, died_on)
        ],
        own=own,
    )


def _to_do(
    person: Person,
    died_on: date,
    left: list[Left],
    accounts: list[LeftAccount],
    known: Household,
) -> Iterator[ToDo]:
    for owed in left:
        if owed.is_open:
            text = _("Let {heirs} take {amount} from {pool}: left of {year}").format(
                heirs=owed.heirs or _("who inherits"),
                amount=dollars(owed.obligation["remaining"]),
                pool=owed.obligation["pool_text"],
                year=died_on.year,
            )
            until = owed.obligation["waived_until"] or owed.obligation["due_on"]
            yield ToDo(text=text, until=date.fromisoformat(until), address=owed.address)
    planned = TO_COME.filter(account__owner=person).count()
    if planned:
        text = ngettext(
            "Withdraw or change {count} payment that was planned before the death",
            "Withdraw or change {count} payments that were planned before the death",
            planned,
        )
        case = reverse("planning:household_rmd", args=[person.household_id, died_on.year])
        yield ToDo(text=text.format(count=planned), until=None, address=case)
    for line in accounts:
        yield from _of_account(line, died_on, known)


def _of_account(line: LeftAccount, died_on: date, known: Household) -> Iterator[ToDo]:
    account = line.account
    if not line.shares and not line.own:
        text = _("{account}: record who inherits it").format(account=account)
        address = reverse("planning:new_beneficiary", args=[account.pk])
        yield ToDo(text=text, until=date(died_on.year + 1, 9, 30), address=address)
    elif not line.is_passed_on:
        text = _("{account}: begin the accounts of those who inherit").format(account=account)
        yield ToDo(text=text, until=date(died_on.year + 1, 12, 31), address="#accounts-left")
    balances = {one.id: one.year_end_balances for one in known.accounts}
    for own in line.own:
        if not own.is_decided:
            text = _("{account}: answer how {name} inherited it").format(
                account=own.account, name=own.account.owner.name
            )
            address = reverse("planning:inherited_account", args=[own.account.pk])
            yield ToDo(text=text, until=None, address=address)
        after = died_on.year
        if known.as_of.year > after and after not in balances[own.account.key]:
            text = _("{account}: enter the balance of {day}").format(
                account=own.account, day=day(date(after, 12, 31))
            )
            address = reverse("planning:balances", args=[account.household_id])
            yield ToDo(text=text, until=None, address=address)
