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
from clients.services.inheritance import (
    accounts_from,
    accounts_left_by,
    accounts_without_source,
    heirs_of,
    holders_before,
)
from planning.anchors import pool_anchor
from planning.engine.household import Household
from planning.engine.law import Law, load_law
from planning.engine.rmd.inherited.payout import is_treated_as_own, payout_of
from planning.engine.rmd.inherited.results import Payout, Whose
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
    inherited_from: str = ""  # the original owner, where who died had inherited it

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
    elsewhere: list[Own]  # held before by who died, in an account that is not on record
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
    elsewhere = [_own(account, known, law) for account in accounts_without_source(person)]
    direct = [one for one in elsewhere if holders_before(one.account)[-1] == person.key]
    followed, year = [one.account for one in direct], person.died_on.year
    document = _of_the_year(person.died_on, known, law)
    left = list(_left(person, rows, followed, document))
    to_do = [
        *_to_do(person, person.died_on, left, accounts, known),
        *_asked_of_the_year(followed, year, known, law),
        *_open_questions(direct),
    ]
    if year == known.as_of.year - 1:  # of older deaths only newer balances are wanted
        to_do += _wanted_balances(direct, year, known)
    return DeathDesk(
        died_on=person.died_on,
        left=left,
        accounts=accounts,
        elsewhere=elsewhere,
        to_do=sorted(to_do, key=lambda one: one.until or date.max),
    )


def _of_the_year(died_on: date, known: Household, law: Law) -> Document:
    """Return the case of the year of the death, where there is a law for it."""
    year = died_on.year
    if not law.first_year <= year <= known.as_of.year:
        return {"obligations": []}
    return compute_rmd_case(known, years=[year], explained=[year])


def _left(
    person: Person, left: list[Account], followed: list[Account], document: Document
) -> Iterator[Left]:
    """Yield what the year asked, of their accounts or of the ones that followed them."""
    died_on = person.died_on or date.max
    for owed in document["obligations"]:
        keys = {amount["account"] for amount in owed["accounts"]}
        heirs = [account.owner.name for account in followed if account.key in keys]
        is_theirs = owed["person"] == person.key or bool(heirs)
        if not is_theirs or owed["required"] == "0.00":
            continue
        rows = [account for account in left if account.key in keys]
        named = (_named(line) for account in rows for line in heirs_of(account, died_on))
        names = dict.fromkeys([*heirs, *named])
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
    before = account.inherited
    return LeftAccount(
        account=account,
        inherited_from="" if before is None else _name_of(before["from"], known),
        shares=[
            Share(name=str(line.person or line.entity), percent=_percent(line.share))
            for line in heirs_of(account, died_on)
        ],
        own=[_own(begun, known, law) for begun in accounts_from(account)],
    )


def _name_of(key: str, known: Household) -> str:
    return next((person.name for person in known.people if person.id == key), key)


def _own(account: Account, known: Household, law: Law) -> Own:
    facts = next(one for one in known.accounts if one.id == account.key)
    payout = payout_of(facts, known, law)
    is_open = isinstance(payout, Undecided) and not is_treated_as_own(facts, law)
    text = _("A question is open") if is_open else _("Decided")
    return Own(account=account, is_decided=not is_open, text=text)


def _to_do(
    person: Person,
    died_on: date,
    left: list[Left],
    accounts: list[LeftAccount],
    known: Household,
) -> Iterator[ToDo]:
    for owed in left:
        if owed.is_open:
            text = _("{pool}: let {heirs} take the {amount} left of {year}").format(
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
    yield from _open_questions(line.own)
    yield from _wanted_balances(line.own, died_on.year, known)


def _asked_of_the_year(
    followed: list[Account], year: int, known: Household, law: Law
) -> Iterator[ToDo]:
    """Ask for the balance that the owner's last year rests on, while it can be taken untaxed."""
    grace = law.for_year(year).death_year_grace if law.first_year <= year else None
    until = date(year + (grace or 0), 12, 31)
    if grace is None or known.as_of > until:
        return
    facts = {one.id: one for one in known.accounts}
    for account in followed:
        payout = payout_of(facts[account.key], known, law)
        is_owed = isinstance(payout, Payout) and any(
            term.whose is Whose.OWNER and term.from_year == year for term in payout.terms
        )
        if is_owed and year - 1 not in facts[account.key].year_end_balances:
            text = _("{account}: enter the balance of {day}, for what {year} asked").format(
                account=account, day=day(date(year - 1, 12, 31)), year=year
            )
            address = reverse("planning:balances", args=[account.household_id])
            yield ToDo(text=text, until=until, address=address)


def _open_questions(held: list[Own]) -> Iterator[ToDo]:
    for own in held:
        if not own.is_decided:
            text = _("{account}: answer how {name} inherited it").format(
                account=own.account, name=own.account.owner.name
            )
            address = reverse("planning:inherited_account", args=[own.account.pk])
            yield ToDo(text=text, until=None, address=address)


def _wanted_balances(held: list[Own], year: int, known: Household) -> Iterator[ToDo]:
    """Yield whose balance of the year of the death is not on record, once it can be."""
    balances = {one.id: one.year_end_balances for one in known.accounts}
    for own in held:
        if known.as_of.year > year and year not in balances[own.account.key]:
            text = _("{account}: enter the balance of {day}").format(
                account=own.account, day=day(date(year, 12, 31))
            )
            address = reverse("planning:balances", args=[own.account.household_id])
            yield ToDo(text=text, until=None, address=address)
