"""May a person's year be signed off, and what exactly is signed?

A closing is written once. Its document holds what was required, what was paid and what proves it;
the figures hold as long as the facts still give them (`planning.engine.rmd.handling`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Household, Payment, Person, User
from clients.services.editing import EditConflict, add, change, reason
from clients.today import day_of
from planning.catalogue import CHECKLIST
from planning.engine.errors import EngineError
from planning.facts import conflicts_of, facts_of
from planning.facts.standing import with_records
from planning.models import PlannedPayment, Task, YearClosing
from planning.rmd_case import compute_rmd_case
from planning.wording import sentence, spoken_date, spoken_money

SCHEMA = "closing/1"
NOT_FINAL = {"estimated", "projected"}
SETTLED = {"satisfied", "not_required", "closed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must be so before a year is signed off."""

    code: str
    about: tuple[str, ...] = ()  # what is in the way, by name; nothing if it is so

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


def for_closing(households: QuerySet[Household]) -> QuerySet[Household]:
    """Fetch everything a review is made from in a constant number of queries."""
    questions = Task.objects.filter(done_at__isnull=True)
    return with_records(households).prefetch_related(
        Prefetch("tasks", questions, to_attr="open_tasks")
    )


def review_year(person: Person, year: int, *, as_of: date) -> YearReview:
    """Return what would be signed off for a person and year, and what stands against it.

    Raises: EngineError, with a sentence for the reader, for a year no schedule is made for, and
    for somebody who is archived or only named to inherit.
    """
    household = for_closing(Household.objects.filter(pk=person.household_id)).get()
    reviews = reviews_of([household], year, as_of=as_of)
    for review in reviews:
        if review.person == person:
            return review
    raise EngineError(_("%(name)s has no year of their own here.") % {"name": person.name})


def reviews_of(households: Iterable[Household], year: int, *, as_of: date) -> list[YearReview]:
    """Return the reviews of everybody in some households, fetched `for_closing`."""
    cases = [
        (household, compute_rmd_case(facts_of(household, as_of=as_of), years=[year]))
        for household in households
    ]
    paid = _payments_by_id(
        payment["record"]
        for _household, case in cases
        for obligation in case["obligations"]
        for payment in obligation["payments"]
    )
    return [
        _review(household, person, year, as_of, case, paid)
        for household, case in cases
        for person in household.people.all()
        if person.is_member
    ]


def close_year(*, actor: User | None, review: YearReview) -> YearClosing:
    """Sign off a year as it was reviewed; where a second person must agree, it waits for them.

    Raises: ValidationError where something stands against it.
    """
    refuse_unready(review)
    closing = closing_of(actor, review)
    return add(closing, actor=actor, household=review.person.household)


@transaction.atomic
def close_as_seen(
    *, actor: User, person: Person, year: int, as_of: date, facts_revision: int
) -> YearClosing:
    """Sign off a year whose list somebody read while the facts were at this count.

    Asked twice it is closed once. Nobody records a payment of the household meanwhile.

    Raises: EngineError; ValidationError where something stands against it, or came between.
    """
    household = Household.objects.select_for_update().get(pk=person.household_id)
    standing = YearClosing.objects.filter(person=person, year=year, reopened_at=None).first()
    if standing is not None:
        return standing
    if household.facts_revision != facts_revision:
        text = _(
            "The records of %(household)s changed after you opened this page. Nothing was "
            "closed: look at the list again, then close the year."
        )
        raise ValidationError({NON_FIELD_ERRORS: text % {"household": household}})
    return close_year(actor=actor, review=review_year(person, year, as_of=as_of))


def refuse_unready(review: YearReview) -> None:
    """Say what stands against signing a year off.

    Raises: ValidationError.
    """
    if not review.has_requirement:
        text = _("Nothing was required of %(name)s for %(year)s, so there is nothing to close.")
        said: dict[str, Any] = {"name": review.person.name, "year": review.year}
        raise ValidationError({NON_FIELD_ERRORS: text % said})
    if review.wanted:
        against = " ".join(check.text for check in review.wanted)
        text = _("%(year)s cannot be closed yet. Still wanted: %(against)s")
        said = {"year": review.year, "against": against}
        raise ValidationError({NON_FIELD_ERRORS: text % said})


def closing_of(actor: User | None, review: YearReview) -> YearClosing:
    """Return the closing of a year that is ready, not written yet."""
    person, household = review.person, review.person.household
    needs_second_person = household.firm.needs_second_person
    return YearClosing(
        firm=household.firm,
        household=household,
        person=person,
        year=review.year,
        document=review.document,
        sha256=hash_of(review.document),
        closed_by=actor,
        approved_by=None if needs_second_person else actor,
        approved_at=None if needs_second_person else timezone.now(),
    )


def approve_closing(*, actor: User, closing: YearClosing, revision: int) -> YearClosing:
    """Agree, as the second person, to what was signed.

    Raises: EditConflict; ValidationError where the same person would sign twice.
    """
    if closing.approved_at is not None or closing.reopened_at is not None:
        raise EditConflict(closing)
    if closing.closed_by_id == actor.pk:
        text = _("Somebody other than %(who)s has to approve this.")
        said = {"who": actor.get_full_name()}
        raise ValidationError({NON_FIELD_ERRORS: text % said})
    values = {"approved_by": actor, "approved_at": timezone.now()}
    return change(
        closing, actor=actor, revision=revision, values=values, household=closing.household
    )


def reopen_year(
    *, actor: User | None, closing: YearClosing, revision: int, because: str
) -> YearClosing:
    """Let a closed year change again; the closing, its certificate and the reason are kept.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    if closing.reopened_at is not None:
        raise EditConflict(closing)
    values = {
        "reopened_at": timezone.now(),
        "reopened_by": actor,
        "reopened_because": reason(because),
    }
    return change(
        closing, actor=actor, revision=revision, values=values, household=closing.household
    )


def hash_of(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a signed document, written in one way only."""
    written = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _review(
    household: Household,
    person: Person,
    year: int,
    as_of: date,
    case: Mapping[str, Any],
    paid: Mapping[str, Payment],
) -> YearReview:
    owed = [entry for entry in case["obligations"] if entry["person"] == person.key]
    accounts = [account for account in household.accounts.all() if account.owner_id == person.pk]
    ids = {account.key for account in accounts}
    payments = [
        paid[payment["record"]]
        for obligation in owed
        for payment in obligation["payments"]
        if payment["counted"] != "0.00"
    ]
    gifts = [payment for payment in payments if payment.kind == Payment.Kind.QCD]
    disputed = [
        conflict.account
        for conflict in conflicts_of(household, as_of=as_of)
        if conflict.year == year - 1 and conflict.account.owner_id == person.pk
    ]
    to_come = [
        planned
        for account in accounts
        for planned in account.payments_to_come  # type: ignore[attr-defined]
        if planned.year == year
    ]
    open_tasks: list[Task] = household.open_tasks  # type: ignore[attr-defined]
    names = {key: account["name"] for key, account in case["accounts"].items()}
    in_the_way: dict[str, Iterable[str]] = {
        "decided": (names[key] for key in _undecided(case) if key in ids),
        "balances_final": (
            names[account["account"]]
            for entry in owed
            for account in entry["accounts"]
            if account["balance_basis"] in NOT_FINAL
        ),
        "balances_agree": (names.get(account.key, str(account)) for account in disputed),
        "requirements_satisfied": (
            f"{entry['pool_text']}: {entry['status_text']}"
            for entry in owed
            if entry["status"] not in SETTLED
        ),
        "gifts_acknowledged": (_in_words(gift) for gift in gifts if not gift.acknowledgement_id),
        "nothing_to_come": (_in_words(planned) for planned in to_come),
        "questions_answered": (task.get_kind_display() for task in open_tasks if task.year == year),
    }
    document = {
        "schema": SCHEMA,
        "household": household.name,
        "person": {"key": person.key, "name": person.name},
        "year": year,
        "as_of": as_of.isoformat(),
        "law_version": case["law_version"],
        "engine_version": case["engine_version"],
        "accounts": {key: case["accounts"][key] for key in sorted(ids & case["accounts"].keys())},
        "obligations": [{**entry, "status": _signed(entry["status"])} for entry in owed],
        "payments": [_signed_payment(payment) for payment in dict.fromkeys(payments)],
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


def _in_words(payment: Payment | PlannedPayment) -> str:
    said = {
        "amount": spoken_money(payment.amount),
        "on": spoken_date(payment.paid_on if isinstance(payment, Payment) else payment.pay_by),
    }
    return _("%(amount)s of %(on)s") % said


def _signed(status: str) -> str:
    """Return the status a closing signs: what was satisfied, also when it was closed before."""
    return "satisfied" if status == "closed" else status


def _signed_payment(payment: Payment) -> dict[str, Any]:
    verification = getattr(payment, "verification", None)
    return {
        "id": str(payment.pk),
        "account": payment.account.key,
        "paid_on": payment.paid_on.isoformat(),
        "amount": f"{payment.amount:.2f}",
        "kind": payment.kind,
        "evidence": payment.evidence,
        "document": payment.document and payment.document.sha256,
        "acknowledgement": payment.acknowledgement and payment.acknowledgement.sha256,
        "recorded_by": _name(payment.recorded_by),
        "verified_by": verification and _name(verification.verified_by),
        "verified_on": verification and day_of(verification.created_at, payment.firm).isoformat(),
    }


def _payments_by_id(ids: Iterable[str | None]) -> dict[str, Payment]:
    payments = Payment.objects.filter(pk__in={key for key in ids if key}).select_related(
        "firm", "account", "document", "acknowledgement", "recorded_by", "verification__verified_by"
    )
    return {str(payment.pk): payment for payment in payments}


def _name(user: User | None) -> str | None:
    return user.get_full_name() if user else None
