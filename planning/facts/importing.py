"""How does a household file become records? All of it, or nothing and one sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients import audit
from clients.models import (
    Account,
    AuditAct,
    Beneficiary,
    Custodian,
    FirmRow,
    Household,
    Language,
    Marriage,
    Payment,
    Person,
    Team,
    User,
    YearEndAdjustment,
    YearEndBalance,
)
from planning.engine.household_file import HouseholdFileError, read_household
from planning.facts.plan_keys import plan_rows
from planning.facts.tax_keys import income_row, money_or_none, profile_row

Document = dict[str, Any]
Write = Callable[[str, FirmRow], None]

LONGEST_KEY, SHORTENED = 64, 50  # so that a number fits behind

# The keys that have a place of their own; the others are kept beside the row as they came.
_PERSON = {
    "id", "name", "member", "born_on", "died_on", "plan_to_age", "retired_on", "blind",
    "medicare_part_b", "language",
}  # fmt: skip
_ACCOUNT = {
    "id", "name", "owner", "custodian", "number_last4", "opened_on", "kind", "year_end_balances",
    "beneficiaries", "adjustments", "annuity", "plan", "inherited", "basis", "first_funded",
    "conversions", "allocation",
}  # fmt: skip
_PLAN = {
    "id", "employer", "separated_on", "is_five_percent_owner", "delays_while_working",
    "governmental", "collectively_bargained",
}  # fmt: skip


class HouseholdImportError(HouseholdFileError):
    """A sound household file with a fact the records have no room for."""


@transaction.atomic
def import_household(
    *,
    actor: User | None,
    team: Team,
    text: str | bytes,
    as_of: date | None = None,
    records_begin_on: date | None = None,
) -> Household:
    """Put the household of a file on record, for a team, and return it.

    A file does not say from when its payments are complete: `records_begin_on` does.

    Raises: HouseholdFileError, naming the field, with nothing written.
    """
    known = read_household(text, as_of=as_of)
    data = text.encode() if isinstance(text, str) else text
    document = json.loads(data.decode("utf-8-sig"), parse_float=_kept)
    rows = HouseholdRows(team, actor, partial(_save, actor=actor), records_begin_on)
    household = rows.of_document(document, known.people[0].name)
    audit.record(
        AuditAct.IMPORTED,
        actor=actor,
        firm=team.firm,
        subject=household,
        detail={
            "household": str(household.pk),
            "people": len(rows.people),
            "accounts": len(rows.accounts),
        },
    )
    return household


class HouseholdRows:
    """Makes the rows of a sound file and hands each to `write` with its place in the file."""

    def __init__(
        self,
        team: Team,
        actor: User | None,
        write: Write,
        records_begin_on: date | None = None,
    ) -> None:
        """Find the firm's custodians; rows may be handed over for several files."""
        self.team = team
        self.records_begin_on = records_begin_on
        self.actor = actor
        self.write = write
        self.people: dict[str, Person] = {}
        self.accounts: dict[str, Account] = {}
        self.account_keys: dict[str, str] = {}
        self.custodians = {
            custodian.name.lower(): custodian
            for custodian in Custodian.objects.filter(firm=team.firm)
        }

    def of_document(self, document: Document, first_name: str) -> Household:
        """Hand over a household's row and those of all that belongs to it; return the first."""
        self.people, self.accounts, self.account_keys = {}, {}, {}
        name = document.get("name") or _("Household of %(name)s") % {"name": first_name}
        household = Household(
            firm=self.team.firm,
            team=self.team,
            name=name,
            state=document.get("state") or "",
            records_begin_on=self.records_begin_on,
        )
        self.write("household file", household)
        deductions = document.get("ira_deductions_after_70_half", {})
        for position, entry in enumerate(document["people"]):
            self._person(household, position, entry, deductions.get(entry["id"], {}))
        for entry in document.get("marriages", []):
            self._marriage(household, entry)
        for entry in document["accounts"]:
            self.account_keys[entry["id"]] = _key(entry["id"], self.account_keys.values())
        for position, entry in enumerate(document["accounts"]):
            self._account(household, position, entry)
        for index, entry in enumerate(document.get("distributions", [])):
            self._payment(f"distributions[{index}]", entry)
        for position, entry in enumerate(document.get("incomes", [])):
            place = f"incomes[{position}]"
            person = self.people[entry["person"]]
            self.write(place, income_row(household, person, position, entry))
        if profile := profile_row(household, document):
            self.write("household file", profile)
        for place, row in plan_rows(household, document, self.accounts):
            self.write(place, row)
        return household

    def _person(
        self, household: Household, position: int, entry: Document, deductions: Document
    ) -> None:
        person = Person(
            firm=self.team.firm,
            household=household,
            key=_key(entry["id"], [person.key for person in self.people.values()]),
            name=entry["name"],
            is_member=entry.get("member", True),
            born_on=_day(entry.get("born_on")),
            died_on=_day(entry.get("died_on")),
            retired_on=_day(entry.get("retired_on")),
            plan_to_age=entry.get("plan_to_age"),
            is_blind=entry.get("blind", False),
            has_part_b=entry.get("medicare_part_b"),
            language=entry.get("language", Language.ENGLISH),
            ira_deductions_after_70_half=deductions,
            other_facts=_others(entry, _PERSON),
            position=position,
        )
        _remember_id(person, entry["id"])
        self.people[entry["id"]] = person
        self.write(f"people.{entry['id']}", person)

    def _marriage(self, household: Household, entry: Document) -> None:
        one, other = (self.people[spouse] for spouse in entry["people"])
        marriage = Marriage(
            firm=self.team.firm,
            household=household,
            one=one,
            other=other,
            from_on=_day(entry.get("from")),
            to_on=_day(entry.get("to")),
        )
        self.write("marriages", marriage)

    def _account(self, household: Household, position: int, entry: Document) -> None:
        place = f"accounts.{entry['id']}"
        account = Account(
            firm=self.team.firm,
            household=household,
            key=self.account_keys[entry["id"]],
            owner=self.people[entry["owner"]],
            kind=entry["kind"],
            name=entry.get("name", ""),
            custodian=self._custodian(place, entry.get("custodian")),
            number_last4=entry.get("number_last4") or "",
            opened_on=_day(entry.get("opened_on")),
            basis=money_or_none(entry.get("basis")),
            first_funded=entry.get("first_funded"),
            conversions=entry.get("conversions", []),
            allocation=entry.get("allocation"),
            annuity=entry.get("annuity"),
            inherited=self._inherited(entry.get("inherited")),
            other_facts=_others(entry, _ACCOUNT),
            position=position,
        )
        _remember_id(account, entry["id"])
        if entry.get("plan") is not None:
            _state_plan(account, entry["plan"])
        self.accounts[entry["id"]] = account
        self.write(place, account)
        for year, value in entry.get("year_end_balances", {}).items():
            self._balance(f"{place}.year_end_balances.{year}", account, int(year), value)
        for year, stated in entry.get("adjustments", {}).items():
            self._adjustment(f"{place}.adjustments.{year}", account, int(year), stated)
        for line_position, line in enumerate(entry.get("beneficiaries", [])):
            self._beneficiary(f"{place}.beneficiaries", account, line_position, line)

    def _inherited(self, facts: Document | None) -> Document | None:
        """Return how an account was inherited, in the keys of the records."""
        if facts is None:
            return None
        kept = {**facts, "from": self.people[facts["from"]].key}
        if facts.get("chain"):
            kept["chain"] = [
                {**earlier, "person": self.people[earlier["person"]].key}
                for earlier in facts["chain"]
            ]
        if facts.get("came_from"):
            kept["came_from"] = self.account_keys[facts["came_from"]]
        return kept

    def _custodian(self, place: str, name: str | None) -> Custodian | None:
        """Find the firm's custodian of this name, whatever its capitals, or add it."""
        if not name:
            return None
        if name.lower() not in self.custodians:
            custodian = Custodian(firm=self.team.firm, name=name)
            self.write(f"{place}.custodian", custodian)
            self.custodians[name.lower()] = custodian
        return self.custodians[name.lower()]

    def _balance(self, place: str, account: Account, year: int, value: Any) -> None:
        stated = value if isinstance(value, dict) else {"amount": value}
        balance = YearEndBalance(
            firm=self.team.firm,
            account=account,
            year=year,
            amount=_money(stated["amount"]),
            source=stated.get("source", ""),
            origin={"from": "household file"},
            entered_by=self.actor,
        )
        self.write(place, balance)

    def _adjustment(self, place: str, account: Account, year: int, stated: Document) -> None:
        worth = stated.get("annuity_value")
        adjustment = YearEndAdjustment(
            firm=self.team.firm,
            account=account,
            year=year,
            annuity_value=None if worth is None else _money(worth),
            outstanding_rollover=_money(stated.get("outstanding_rollover", 0)),
            outstanding_transfer=_money(stated.get("outstanding_transfer", 0)),
            qlac=_money(stated.get("qlac", 0)),
            pre_1987=_money(stated.get("pre_1987", 0)),
        )
        self.write(place, adjustment)

    def _beneficiary(self, place: str, account: Account, position: int, line: Document) -> None:
        person = line.get("person")
        beneficiary = Beneficiary(
            firm=self.team.firm,
            account=account,
            person=None if person is None else self.people[person],
            entity=line.get("entity") or "",
            entity_kind=line.get("entity_kind") or "",
            share=Decimal(str(line.get("share", 1))),
            is_contingent=line.get("contingent", False),
            from_on=_day(line.get("from")),
            to_on=_day(line.get("to")),
            position=position,
        )
        self.write(place, beneficiary)

    def _payment(self, place: str, entry: Document) -> None:
        payment = Payment(
            firm=self.team.firm,
            account=self.accounts[entry["account"]],
            paid_on=date.fromisoformat(entry["paid_on"]),
            amount=_money(entry["amount"]),
            kind=entry.get("kind", Payment.Kind.CASH),
            federal_withheld=_money(entry.get("federal_withheld", 0)),
            state_withheld=_money(entry.get("state_withheld", 0)),
            cleared_on=_day(entry.get("cleared_on")),
            evidence=entry.get("evidence") or "",
            makes_up_for=entry.get("makes_up_for"),
            is_split_interest=entry.get("is_split_interest", False),
            recorded_by=self.actor,
        )
        self.write(place, payment)


def _state_plan(account: Account, plan: Document) -> None:
    account.has_plan = True
    account.employer = plan.get("employer") or ""
    account.separated_on = _day(plan.get("separated_on"))
    account.is_still_employed = "separated_on" in plan and plan["separated_on"] is None
    account.is_five_percent_owner = plan.get("is_five_percent_owner")
    account.delays_while_working = plan.get("delays_while_working")
    account.is_governmental = plan.get("governmental", False)
    account.is_collectively_bargained = plan.get("collectively_bargained", False)
    account.plan_key = plan.get("id") or ""
    if others := _others(plan, _PLAN):
        account.other_facts["plan"] = others


def _save(place: str, row: FirmRow, *, actor: User | None) -> None:
    """Check and insert a row; a fact it has no room for is told at its place in the file."""
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        where = place if field == "__all__" else f"{place}.{field}"
        raise HouseholdImportError(where, messages[0]) from None
    row._history_user = actor  # type: ignore[attr-defined]  # read by the history
    row.save(force_insert=True)


def _others(entry: Document, known: set[str]) -> Document:
    return {key: value for key, value in entry.items() if key not in known}


def _key(file_id: str, taken: Iterable[str]) -> str:
    """Return the id itself where it can be a key, otherwise one made from it."""
    keys = set(taken)
    slug = re.sub(r"[^A-Za-z0-9_.-]+", "-", file_id).lstrip("_.-") or "id"
    stem = slug if len(slug) <= LONGEST_KEY else slug[:SHORTENED]
    number, key = 2, stem
    while key in keys:
        number, key = number + 1, f"{stem}-{number}"
    return key


def _remember_id(row: Person | Account, file_id: str) -> None:
    if row.key != file_id:
        row.other_facts["id"] = file_id


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)


def _money(written: str | float) -> Decimal:
    return Decimal(str(written)).quantize(Decimal("0.01"))


def _kept(written: str) -> float:
    """Return a number as the records keep it; one with more digits than they hold is refused."""
    number = float(written)
    if Decimal(repr(number)) != Decimal(written):
        problem = _("%(number)s has more digits than are kept. Round it.") % {"number": written}
        raise HouseholdImportError("household file", problem)
    return number
