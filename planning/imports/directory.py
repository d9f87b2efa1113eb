"""Whose account is it? Found by what a file shows of its number, and never guessed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.utils.crypto import salted_hmac

from clients.access import households_for
from clients.account_names import account_name
from clients.models import Account, AccountType, BalanceFile, KnownNumber, User
from planning.facts import held_at_end_of
from planning.imports.cells import FEWEST_SHOWN, ending, is_masked
from planning.imports.layouts import Figure

FEWEST_OF_A_NUMBER = 5  # characters; less may be the end of one


class Listed(NamedTuple):
    """An account, with what people tell it apart by."""

    pk: UUID
    household_id: UUID
    household: str
    owner: str
    kind: str
    name: str
    ending: str
    custodian_id: UUID | None
    custodian: str | None

    def __str__(self) -> str:
        if self.name and self.ending:
            return f"{self.name} …{self.ending}"
        kind = str(AccountType(self.kind).label)
        return account_name(self.name, kind, self.custodian, self.ending)


@dataclass(frozen=True, slots=True)
class Match:
    """The account of a figure, or those it may be of."""

    account: Listed | None = None
    choices: tuple[Listed, ...] = ()
    is_certain: bool = False  # by the whole number, or because somebody picked it
    is_of_another: bool = False  # the file names a person whose account it is not
    is_hidden: bool = False  # it may also be one that this person does not look after


class Directory:
    """The accounts of a firm, as one person may match them.

    All of them count when it is asked whether a number is of one account alone; only those of
    households that the person looks after are ever named.
    """

    def __init__(self, file: BalanceFile, user: User) -> None:
        self.firm, self.custodian_id = file.firm, file.custodian_id
        current = households_for(user).filter(archived_at=None)
        self.households = set(current.values_list("pk", flat=True))
        rows = Account.objects.filter(
            held_at_end_of(file.year, time_zone=self.firm.time_zone),
            firm=self.firm,
            household__archived_at=None,
        )
        columns = (
            "pk", "household_id", "household__name", "owner__name", "kind", "name",
            "number_last4", "custodian_id", "custodian__name",
        )  # fmt: skip
        listed = [Listed(*row) for row in rows.values_list(*columns)]
        self.by_id = {str(account.pk): account for account in listed}
        self.known = dict(
            KnownNumber.objects.filter(firm=self.firm).values_list("mark", "account_id")
        )
        self.by_ending: dict[str, list[Listed]] = defaultdict(list)
        self.by_surname: dict[str, list[Listed]] = defaultdict(list)
        self.surnames = {_surname(account) for account in listed}
        for account in listed:
            if len(account.ending) >= FEWEST_SHOWN:
                self.by_ending[account.ending[-FEWEST_SHOWN:].upper()].append(account)
            elif self._is_mine(account):
                self.by_surname[_surname(account)].append(account)

    def match(self, figure: Figure, picked: str | None) -> Match:
        """Return whose a figure is, as far as it is certain enough to be written."""
        found = self._of_name(self._ending_as(figure.number), figure.name)
        mine = tuple(account for account in found if self._is_mine(account))
        choices = mine or self._without_number(figure.name)
        chosen = self.by_id.get(picked or "")
        if chosen is not None and self._is_mine(chosen):
            return Match(account=chosen, choices=choices, is_certain=True)
        known = self.by_id.get(str(self.known.get(self.mark_of(figure.number), "")))
        if known is not None:
            return Match(account=known if self._is_mine(known) else None, is_certain=True)
        if len(found) == 1 and mine:
            if self._names_another(figure.name, mine[0]):
                return Match(choices=mine, is_of_another=True)
            return Match(account=mine[0])
        return Match(choices=choices, is_hidden=len(mine) < len(found))

    def mark_of(self, number: str) -> str:
        """Return what a whole account number is known again by; nothing for a masked one."""
        characters = "".join(c for c in number if c.isalnum()).upper()
        if is_masked(number) or len(characters) < FEWEST_OF_A_NUMBER or " " in number.strip():
            return ""
        salt = f"planning.imports.number.{self.firm.pk}"
        return salted_hmac(salt, characters, algorithm="sha256").hexdigest()

    def _ending_as(self, number: str) -> list[Listed]:
        """Return the accounts at the file's custodian whose numbers end alike."""
        shown = ending(number)
        alike = self.by_ending.get(shown[-FEWEST_SHOWN:], []) if shown else []
        return [
            account
            for account in alike
            if account.ending.upper().endswith(shown) or shown.endswith(account.ending.upper())
            if None in (self.custodian_id, account.custodian_id)
            or account.custodian_id == self.custodian_id
        ]

    def _of_name(self, found: list[Listed], name: str) -> list[Listed]:
        """Of several, keep the one whose owner the file names."""
        words = set(name.casefold().split())
        named = [account for account in found if _surname(account) in words]
        return named if len(found) > 1 and len(named) == 1 else found

    def _names_another(self, name: str, account: Listed) -> bool:
        """Say whether the file names somebody of the book, and not the owner of the account."""
        named = self.surnames.intersection(name.casefold().split())
        return bool(named) and _surname(account) not in named

    def _without_number(self, name: str) -> tuple[Listed, ...]:
        """Return accounts of a person the file names that have no number on record."""
        return tuple(
            account for word in name.casefold().split() for account in self.by_surname.get(word, [])
        )

    def _is_mine(self, account: Listed) -> bool:
        return account.household_id in self.households


def _surname(account: Listed) -> str:
    return account.owner.casefold().split()[-1] if account.owner.split() else ""
