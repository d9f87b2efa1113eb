"""What does a person's year still want before it is signed off, and what exactly would be signed?

A whole book is reviewed at once: the rows are read as the book's page reads them, and one
household that cannot be worked out is named with the reason and stops nobody else.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import Payment, Person, User
from clients.today import day_of
from planning.anchors import pool_anchor
from planning.catalogue import CHECKLIST
from planning.engine.errors import EngineError
from planning.facts.conflicts import years_in_conflict
from planning.facts.gathering import facts_of_records
from planning.facts.standing import Records, read_records
from planning.models import PlannedPayment, Task
from planning.rmd_case import compute_rmd_case
from planning.wording import sentence, spoken_date, spoken_money

logger = logging.getLogger(__name__)
HouseholdRow = TypeVar("HouseholdRow", Person, Task)

SCHEMA = "closing/1"
NOT_FINAL = {"estimated", "projected"}
MISSED = {"missed", "correcting"}
SETTLED = {"satisfied", "not_required", "closed"}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of signing a year off, and the address at which it is settled."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must be so before a year is signed off."""

    code: str
    about: tuple[Obstacle, ...] = ()  # what is in the way; nothing if it is so

    @property
    def is_so(self) -> bool:
        """Whether nothing is in the way."""
        return not self.about

    @property
    def text(self) -> str:
        """What must be so, in words."""
        return sentence(CHECKLIST[self.code])


@dataclass(frozen=True, slots=True, kw_only=True)
class YearReview:
    """A person's year as it would be signed off today."""

    person: Person
    year: int
    document: dict[str, Any]
    checks: tuple[Check, ...]

    @property
    def has_requirement(self) -> bool:
        """Whether there is anything to sign off at all."""
        return bool(self.document["obligations"] or self.wanted)

    @property
    def wanted(self) -> tuple[Check, ...]:
        """What stands against signing it off."""
        return tuple(check for check in self.checks if not check.is_so)

    @property
    def is_ready(self) -> bool:
        """Whether it can be signed off."""
        return self.has_requirement and not self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """The years of everybody in some households, and why there is none of a household."""

    found: list[YearReview]
    refused: dict[UUID, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the reviews of a household's people are made from."""

    records: Records
    case: Mapping[str, Any]
    as_of: date
    questions: Sequence[Task]


def review_year(person: Person, year: int, *, as_of: date) -> YearReview:
    """Return what would be signed off for a person and year, and what stands against it.

    Raises: EngineError, with a sentence for the reader, for a year no schedule is made for, and
    for somebody who is archived or only named to inherit.
    """
    reviews = reviews_of([person.household_id], year, as_of=as_of)
    for review in reviews.found:
        if review.person == person:
            return review
    for refusal in reviews.refused.values():
        raise EngineError(refusal)
    raise EngineError(_("%(name)s has no year of their own here.") % {"name": person.name})


def reviews_of(households: Collection[UUID], year: int, *, as_of: date) -> Reviews:
    """Return the reviews of everybody in some households, in a constant number of queries."""
    every = read_records(households)
    questions = _by_household(
        Task.objects.filter(household__in=households, year=year, done_at=None)
    )
    people = _by_household(
        Person.objects.filter(
            household__in=households, is_member=True, archived_at=None
        ).select_related("household__firm")
    )
    known, refused = [], {}
    for records in every:
        household: UUID = records.household.id
        try:
            facts = facts_of_records(records, as_of=as_of)
            case = compute_rmd_case(facts, years=[year])
        except EngineError as refusal:
            refused[household] = str(refusal)
        except Exception:  # a book is not stopped by what nobody foresaw of one household
            logger.exception("Household %s could not be reviewed for %s", household, year)
            refused[household] = _("Something went wrong on our side; the operator is told.")
        else:
            asked = questions.get(household, [])
            known.append(_Known(records=records, case=case, as_of=as_of, questions=asked))
    paid = _payments_by_id(
        payment["record"]
        for each in known
        for obligation in each.case["obligations"]
        for payment in obligation["payments"]
    )
    found = [
        _review(each, person, year, paid)
        for each in known
        for person in people.get(each.records.household.id, [])
    ]
    return Reviews(found=found, refused=refused)


def _review(known: _Known, person: Person, year: int, paid: Mapping[str, Payment]) -> YearReview:
    case, records = known.case, known.records
    owed = [entry for entry in case["obligations"] if entry["person"] == person.key]
    accounts = [each for each in records.accounts if each.account.owner_id == person.pk]
    keys = {each.account.id: each.account.key for each in accounts}
    ids = set(keys.values())
    payments = [
        paid[payment["record"]]
        for obligation in owed
        for payment in obligation["payments"]
        if payment["counted"] != "0.00"
    ]
    gifts = [payment for payment in payments if payment.kind == Payment.Kind.QCD]
    names = {key: account["name"] for key, account in case["accounts"].items()}
    household = records.household.id
    balances = reverse("planning:balances", args=[household])
    in_the_way: dict[str, Iterable[Obstacle]] = {
        "decided": (
            Obstacle(names[key], reverse("planning:household", args=[household]) + "#missing")
            for key in _undecided(case)
            if key in ids
        ),
        "balances_final": (
            Obstacle(names[account["account"]], balances)
            for entry in owed
            for account in entry["accounts"]
            if account["balance_basis"] in NOT_FINAL
        ),
        "balances_agree": (
            Obstacle(names[each.account.key], balances)
            for each in records.accounts_on(known.as_of)
            if each.account.key in ids and year - 1 in years_in_conflict(each.balances)
        ),
        "requirements_satisfied": (
            Obstacle(f"{entry['pool_text']}: {entry['status_text']}", _page_of(entry, person, year))
            for entry in owed
            if entry["status"] not in SETTLED
        ),
        "gifts_acknowledged": (
            Obstacle(_in_words(gift, gift.paid_on), reverse("planning:gift", args=[gift.pk]))
            for gift in gifts
            if not gift.acknowledgement_id
        ),
        "nothing_to_come": (
            Obstacle(
                _in_words(planned, planned.pay_by),
                reverse("planning:record_planned", args=[planned.id]),
            )
            for each in accounts
            for planned in each.to_come
            if planned.year == year
        ),
        "questions_answered": (
            Obstacle(str(task.get_kind_display()), "#questions")
            for task in known.questions
            if task.person_id in (person.pk, None)
        ),
    }
    document = {
        "schema": SCHEMA,
        "household": records.household.name,
        "person": {"key": person.key, "name": person.name},
        "year": year,
        "as_of": known.as_of.isoformat(),
        "law_version": case["law_version"],
        "engine_version": case["engine_version"],
        "accounts": {key: case["accounts"][key] for key in sorted(ids & case["accounts"].keys())},
        "obligations": [{**entry, "status": _signed(entry["status"])} for entry in owed],
        "payments": [_signed_payment(payment, person, keys) for payment in dict.fromkeys(payments)],
        "checks": list(in_the_way),
    }
    return YearReview(
        person=person,
        year=year,
        document=document,
        checks=tuple(
            Check(code=code, about=tuple(dict.fromkeys(about)))
            for code, about in in_the_way.items()
        ),
    )


def _undecided(case: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(entry["account"] for entry in case["undecided"]))


def _page_of(entry: Mapping[str, Any], person: Person, year: int) -> str:
    """Return where a requirement is planned, paid and proven, or made up for."""
    if entry["status"] in MISSED:
        return reverse("planning:missed_of_person", args=[person.pk])
    case = reverse("planning:household_rmd", args=[person.household_id, year])
    return f"{case}#{pool_anchor(person.key, entry['pool'], entry['distribution_year'])}"


def _in_words(row: Payment | PlannedPayment, on: date) -> str:
    said = {"amount": spoken_money(row.amount), "on": spoken_date(on)}
    return _("%(amount)s of %(on)s") % said


def _signed(status: str) -> str:
    """Return the status a closing signs: what was satisfied, also when it was closed before."""
    return "satisfied" if status == "closed" else status


def _signed_payment(payment: Payment, person: Person, keys: Mapping[UUID, str]) -> dict[str, Any]:
    firm = person.household.firm
    verification = getattr(payment, "verification", None)
    return {
        "id": str(payment.pk),
        "account": keys[payment.account_id],
        "paid_on": payment.paid_on.isoformat(),
        "amount": f"{payment.amount:.2f}",
        "kind": payment.kind,
        "evidence": payment.evidence,
        "document": payment.document and payment.document.sha256,
        "acknowledgement": payment.acknowledgement and payment.acknowledgement.sha256,
        "recorded_by": _name(payment.recorded_by),
        "verified_by": verification and _name(verification.verified_by),
        "verified_on": verification and day_of(verification.created_at, firm).isoformat(),
    }


def _payments_by_id(ids: Iterable[str | None]) -> dict[str, Payment]:
    """Return payments with what proves them; a few people recorded and verified them all."""
    payments = Payment.objects.filter(pk__in={key for key in ids if key})
    payments = payments.select_related("document", "acknowledgement", "verification")
    found = payments.prefetch_related("recorded_by", "verification__verified_by")
    return {str(payment.pk): payment for payment in found}


def _by_household(rows: QuerySet[HouseholdRow]) -> dict[UUID, list[HouseholdRow]]:
    groups: dict[UUID, list[HouseholdRow]] = {}
    for row in rows:
        groups.setdefault(row.household_id, []).append(row)
    return groups


def _name(user: User | None) -> str | None:
    return user.get_full_name() if user else None
