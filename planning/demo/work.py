"""What has the demo's office done so far? Every status of a requirement should be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid5

from django.db.models import Model
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from clients.models import Firm, Household, Membership, Payment, Person, Role, User
from planning.demo.parts import Today
from planning.engine.rmd import Obligation, Status, rmd_schedule
from planning.engine.rmd.proposal import Spread, propose
from planning.facts import facts_of, with_records
from planning.ledger.closing import hash_of
from planning.ledger.custodian_figures import ask_about_figures
from planning.ledger.reviewing import reviews_of
from planning.ledger.verification import what_is_seen
from planning.models import CustodianFigure, MissedCase, PlannedPayment, Verification, YearClosing
from planning.worklist import items_of
from planning.worklist.acts import Intent, Verb, act_on

# More would change nothing that can be looked at, and only take longer.
HOUSEHOLDS = 120
SEEN_AFTER = timedelta(days=9)  # a second person looks at a payment's evidence
LETTERS_RECEIVED = 0.15  # of custodians that wrote what they want paid out
TIME_TO_PAY = timedelta(days=12)
ANSWERED = 0.93  # of the years from before the records begin, somebody said that they were taken


def do_the_work(firm: Firm, today: Today) -> None:
    """Plan, order, verify, correct and sign off as an office would have by the day."""
    households = Household.objects.filter(firm=firm).order_by("id")
    some = Household.objects.filter(
        pk__in=list(households.values_list("pk", flat=True)[:HOUSEHOLDS])
    )
    office = {
        membership.role: membership.user
        for membership in Membership.objects.filter(firm=firm).select_related("user")
    }
    recorder, checker = office[Role.OPERATIONS], office[Role.OWNER]
    _insert(_verifications(some, checker, today), Verification)
    planned: list[PlannedPayment] = []
    figures: list[CustodianFigure] = []
    missed: list[tuple[Household, Person, Obligation]] = []
    asked: list[tuple[Household, Person, Obligation]] = []
    for household in with_records(some):
        known = facts_of(household, as_of=today.as_of)
        dice = Random(f"work {household.name}")  # nosec B311 - invented facts, no secrets
        people = {person.key: person for person in household.people.all()}
        years = [today.year - 2, today.year - 1, today.year]
        for owed in rmd_schedule(known, today.law, years=years).obligations:
            if owed.status is Status.CALCULATED:
                planned += _plan(household, owed, dice, recorder, today)
            elif owed.status is Status.MISSED:
                missed.append((household, people[owed.person.id], owed))
            elif owed.is_not_on_record and dice.random() < ANSWERED:
                asked.append((household, people[owed.person.id], owed))
            if owed.distribution_year == today.year:
                figures += _figures(household, owed, recorder)
    _insert(planned, PlannedPayment)
    _insert(figures, CustodianFigure)
    ask_about_figures([household.pk for household in some])
    _insert(_cases(missed, recorder), MissedCase)
    _insert(_answers(asked, recorder), MissedCase)
    for year, how_many in ((today.year - 1, 0.8), (today.year, 0.25)):
        _insert(_closings(some, year, how_many, (recorder, checker), today), YearClosing)
    _share_out(some, firm, (recorder, checker), today)


def _verifications(households: Any, checker: User, today: Today) -> Iterator[Verification]:
    payments = Payment.objects.filter(
        account__household__in=households, paid_on__lte=today.as_of - SEEN_AFTER
    ).exclude(evidence="")
    for payment in payments.select_related("document"):
        yield Verification(
            firm_id=payment.firm_id,
            payment=payment,
            verified_by=checker,
            seen=what_is_seen(payment),
        )


def _plan(
    household: Household, owed: Obligation, dice: Random, recorder: User, today: Today
) -> Iterator[PlannedPayment]:
    roll = dice.random()
    if roll > 0.6:
        return  # nobody has got to it yet
    accounts = {account.key: account for account in household.accounts.all()}
    recorded = {
        amount.account.id: amount.balance.recorded for amount in owed.amounts if amount.balance
    }
    proposal = propose(
        owed,
        available=recorded,
        cut_offs={},
        as_of=today.as_of,
        law=today.law,
        spread=dice.choice(list(Spread)),
    )
    for draw in proposal.draws if proposal else ():
        yield PlannedPayment(
            firm_id=household.firm_id,
            household=household,
            account=accounts[draw.account.id],
            year=owed.distribution_year,
            kind=draw.kind.value,
            amount=draw.amount,
            pay_by=max(today.as_of, min(draw.order_by, today.as_of + TIME_TO_PAY)),
            ordered_on=today.as_of - timedelta(days=3) if roll < 0.25 else None,
            reference=f"Order {dice.randint(10_000, 99_999)}" if roll < 0.25 else "",
            planned_by=recorder,
        )


def _figures(household: Household, owed: Obligation, recorder: User) -> Iterator[CustodianFigure]:
    """Yield what a few custodians wrote: mostly our figure, sometimes one in whole dollars."""
    dice = Random(f"figures {household.name} {owed.pool}")  # nosec B311 - invented facts
    accounts = {account.key: account for account in household.accounts.all()}
    for amount in owed.amounts:
        if amount.required and dice.random() < LETTERS_RECEIVED:
            is_rounded = dice.random() < 0.4
            yield CustodianFigure(
                firm_id=household.firm_id,
                account=accounts[amount.account.id],
                year=owed.distribution_year,
                amount=amount.required.quantize(Decimal(1)) if is_rounded else amount.required,
                source="January letter",
                entered_by=recorder,
            )


def _cases(
    missed: Iterable[tuple[Household, Person, Obligation]], recorder: User
) -> Iterator[MissedCase]:
    """Yield the cases of what was missed; the last miss nobody has opened a case for yet."""
    made_up_for = [miss for miss in missed if miss[2].remaining == 0]
    still_owed = [miss for miss in missed if miss[2].remaining]
    for household, person, owed in made_up_for + still_owed[:-1]:
        is_done = owed.remaining == 0
        yield MissedCase(
            firm_id=household.firm_id,
            household=household,
            person=person,
            pool=owed.pool,
            year=owed.distribution_year,
            cause="The standing instruction ended when the account was moved.",
            steps_taken="A new instruction for each quarter is in place.",
            waiver=MissedCase.Waiver.ASKED,
            filed_on=date(owed.distribution_year + 1, 4, 10) if is_done else None,
            opened_by=recorder,
            closed_at=timezone.now() if is_done else None,
            closed_by=recorder if is_done else None,
        )


def _answers(
    asked: Iterable[tuple[Household, Person, Obligation]], recorder: User
) -> Iterator[MissedCase]:
    for household, person, owed in asked:
        yield MissedCase(
            firm_id=household.firm_id,
            household=household,
            person=person,
            pool=owed.pool,
            year=owed.distribution_year,
            elsewhere_told_by=f"Form 1099-R of {owed.distribution_year}, seen at the first meeting",
            opened_by=recorder,
            closed_at=timezone.now(),
            closed_by=recorder,
        )


def _closings(
    households: Any, year: int, how_many: float, office: tuple[User, User], today: Today
) -> Iterator[YearClosing]:
    recorder, checker = office
    ids = list(households.values_list("pk", flat=True))
    for review in reviews_of(ids, year, as_of=today.as_of).found:
        dice = Random(f"closing {review.person.pk} {year}")  # nosec B311 - invented facts, no secrets
        is_owing = any(owed["required"] != "0.00" for owed in review.document["obligations"])
        if not is_owing or not review.is_ready or dice.random() > how_many:
            continue
        is_approved = dice.random() < 0.9
        yield YearClosing(
            firm_id=review.person.firm_id,
            household=review.person.household,
            person=review.person,
            year=year,
            document=review.document,
            sha256=hash_of(review.document),
            closed_by=recorder,
            approved_by=checker if is_approved else None,
            approved_at=timezone.now() if is_approved else None,
        )


def _share_out(households: Any, firm: Firm, office: tuple[User, User], today: Today) -> None:
    """Give some of what waits to whoever records, and say something of one item."""
    recorder, checker = office
    items = items_of(households, firm=firm, as_of=today.as_of)
    bare = [item for item in items if item.kind == "evidence_missing"]
    intents = (
        (bare[::2], Intent(verb=Verb.ASSIGN, to=recorder)),
        (bare[:1], Intent(verb=Verb.COMMENT, text="Asked the custodian for the confirmation.")),
    )
    for some, intent in intents:
        if some:
            key = uuid5(some[0].household, intent.verb)
            act_on(some, intent, actor=checker, firm=firm, request_key=key)


def _insert(rows: Iterable[Model], model: type[Model]) -> None:
    if hasattr(model, "history"):
        bulk_create_with_history(list(rows), model, batch_size=500)
    else:
        model._default_manager.bulk_create(rows, batch_size=500)
