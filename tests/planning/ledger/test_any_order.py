"""Whatever an office does in whatever order, the ledger holds.

Two people plan, order, record, verify, reverse, close, approve and re-open at random, through the
services that the pages use. What is refused must change nothing; what is done must leave every
row, the chain of acts and the figures as they should be.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clients import audit, services
from clients.models import AuditEvent, Firm, Payment, Team, User, YearEndBalance
from clients.services.payments import DOUBTS
from planning import standings
from planning.catalogue import STATUSES
from planning.engine.household import Household as Facts
from planning.engine.law import load_law
from planning.engine.rmd import Status
from planning.engine.rmd.applications import apply_payments
from planning.facts import gather_facts
from planning.ledger import closing as years
from planning.ledger import plans, verification
from planning.ledger.reviewing import review_year
from planning.models import PlannedPayment, Verification, YearClosing
from planning.rmd_case import compute_rmd_case
from tests.planning.ledger.conftest import TODAY

YEAR = 2026
KEPT: tuple[Any, ...] = (
    Payment,
    PlannedPayment,
    Verification,
    YearClosing,
    YearEndBalance,
    AuditEvent,
    Payment.history.model,
    PlannedPayment.history.model,
    YearClosing.history.model,
)
AMOUNTS = st.sampled_from([Decimal(14_000), Decimal(9_000), Decimal("5000.01"), Decimal(300)])
KINDS = st.sampled_from(["cash", "cash", "cash", "qcd", "conversion", "rollover"])
DAYS = st.sampled_from([date(2026, 3, 2), date(2026, 11, 20), date(2025, 12, 30)])
EVIDENCE = st.sampled_from(["slip 1", "slip 2", ""])
REASONS = st.sampled_from(["The bank sent it back.", "Typed twice.", " "])
WHICH = st.integers(0, 99)
WHO = st.sampled_from(["jo", "kim"])


class Office(RuleBasedStateMachine):
    """One person with two IRAs that owe 14,000 for 2026, and the two who look after them."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.kept: dict[Any, set[Any]] = {model: set() for model in KEPT}
        self.signed: dict[Any, tuple[str, set[str]]] = {}
        self.known: tuple[int, Facts, dict[str, Any]] | None = None

    def teardown(self) -> None:
        assert audit.verify(self.firm) == []
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize()
    def open_the_office(self) -> None:
        self.firm = Firm.objects.create(name="A firm", needs_second_person=True)
        self.team = Team.objects.create(firm=self.firm, name="First team")
        self.jo = User.objects.create_user("jo@cast.example", full_name="Jo")
        self.kim = User.objects.create_user("kim@cast.example", full_name="Kim")
        self.home = services.create_household(actor=self.jo, team=self.team, name="Doe")
        self.pat = services.add_person(
            actor=self.jo, household=self.home, name="Pat Doe", born_on=date(1951, 5, 10)
        )
        self.accounts = [self.account(f"IRA {number}") for number in range(2)]
        for account, amount in zip(self.accounts, (246_000, 98_400), strict=True):
            services.record_balance(
                actor=self.jo, account=account, year=2025, amount=Decimal(amount), source="csv"
            )

    def account(self, name: str) -> Any:
        return services.add_account(
            actor=self.jo, household=self.home, owner=self.pat, kind="traditional_ira", name=name
        )

    def who(self, name: str) -> User:
        person: User = getattr(self, name)
        return person

    @rule(amount=AMOUNTS, kind=KINDS, which=WHICH)
    def plan(self, amount: Decimal, kind: str, which: int) -> None:
        wish = plans.Wish(
            account=pick(self.accounts, which), amount=amount, pay_by=date(2026, 12, 11), kind=kind
        )
        self.tried(lambda: plans.plan_payments(actor=self.jo, year=YEAR, wishes=[wish]))

    @precondition(lambda self: PlannedPayment.objects.exists())
    @rule(which=WHICH)
    def order(self, which: int) -> None:
        row = pick(PlannedPayment.objects.order_by("created_at"), which)
        self.tried(
            lambda: plans.order_payment(
                actor=self.jo, planned=row, revision=row.revision, ordered_on=TODAY
            )
        )

    @precondition(lambda self: PlannedPayment.objects.exists())
    @rule(which=WHICH, because=REASONS)
    def take_off_the_plan(self, which: int, because: str) -> None:
        row = pick(PlannedPayment.objects.order_by("created_at"), which)
        self.tried(
            lambda: plans.withdraw_plan(
                actor=self.jo, planned=row, revision=row.revision, because=because
            )
        )

    @rule(amount=AMOUNTS, kind=KINDS, which=WHICH, evidence=EVIDENCE)
    def plan_and_pay(self, amount: Decimal, kind: str, which: int, evidence: str) -> None:
        self.plan(amount=amount, kind=kind, which=which)
        row = pick(PlannedPayment.objects.order_by("-created_at"), which % 2)
        self.tried(
            lambda: plans.record_planned(
                actor=self.jo,
                planned=row,
                revision=row.revision,
                paid_on=TODAY,
                amount=row.amount,
                evidence=evidence,
                sure_of=DOUBTS,
            )
        )

    @precondition(lambda self: Payment.objects.count() < 5)
    @rule(amount=AMOUNTS, kind=KINDS, on=DAYS, evidence=EVIDENCE, which=WHICH, who=WHO)
    def record(
        self, amount: Decimal, kind: str, on: date, evidence: str, which: int, who: str
    ) -> None:
        self.tried(lambda: self.paid(amount, kind, on, evidence, which, who))

    @rule(amount=AMOUNTS, kind=KINDS, on=DAYS, which=WHICH)
    def record_and_reverse(self, amount: Decimal, kind: str, on: date, which: int) -> None:
        """A payment that came and went leaves the case exactly as it was before."""
        before, stands = self.case(), self.closing() is not None
        payment = self.tried(lambda: self.paid(amount, kind, on, "slip 3", which, "jo"))
        if payment is None:
            return
        verification.verify_payment(actor=self.kim, payment=payment, revision=1)
        if not stands:
            self.sign_off()
        verification.reverse_payment(actor=self.jo, payment=payment, because="It never was.")
        closing = self.closing()
        if closing is not None and not stands:  # signed off without the payment
            years.reopen_year(
                actor=self.jo, closing=closing, revision=closing.revision, because="Too early."
            )
        assert self.case() == before

    @rule(which=WHICH, is_closed=st.booleans())
    def see_the_year_through(self, which: int, is_closed: bool) -> None:
        """Pay what remains, verify every payment, take the rest off the plan, and close."""
        (owed,) = self.case()["obligations"]
        if owed["remaining"] != "0.00":
            amount = Decimal(owed["remaining"])
            self.tried(lambda: self.paid(amount, "cash", TODAY, "slip 4", which, "jo"))
        for payment in Payment.objects.filter(undone_at=None, verification=None):
            verify = partial(verification.verify_payment, actor=self.kim, payment=payment)
            self.tried(partial(verify, revision=payment.revision))
        for planned in PlannedPayment.objects.to_come():
            withdraw = partial(plans.withdraw_plan, actor=self.jo, planned=planned)
            self.tried(partial(withdraw, revision=planned.revision, because="Done."))
        if is_closed and self.closing() is None:
            self.sign_off()

    @precondition(lambda self: Payment.objects.exists())
    @rule(which=WHICH, who=WHO)
    def verify(self, which: int, who: str) -> None:
        row = pick(Payment.objects.order_by("created_at"), which)
        self.tried(
            lambda: verification.verify_payment(
                actor=self.who(who), payment=row, revision=row.revision
            )
        )

    @precondition(lambda self: Payment.objects.exists())
    @rule(which=WHICH, amount=AMOUNTS)
    def correct_an_amount(self, which: int, amount: Decimal) -> None:
        row = pick(Payment.objects.order_by("created_at"), which)
        self.tried(
            lambda: services.change_payment(
                actor=self.jo, payment=row, revision=row.revision, amount=amount
            )
        )

    @precondition(lambda self: Payment.objects.exists())
    @rule(which=WHICH, because=REASONS)
    def reverse(self, which: int, because: str) -> None:
        """What is reversed is missing from the case, and nothing else of it is touched."""
        row = pick(Payment.objects.order_by("created_at"), which)
        facts = self.facts()
        distributions = tuple(d for d in facts.distributions if d.record != str(row.pk))
        touched = self.closing(row)
        plan = PlannedPayment.objects.filter(payment=row, withdrawn_at=None).first()
        undone = self.tried(
            lambda: verification.reverse_payment(actor=self.jo, payment=row, because=because)
        )
        if undone is None:
            return
        without = replace(facts, distributions=distributions)
        if touched is not None:
            touched.refresh_from_db()
            assert because.strip() in touched.reopened_because
            without = replace(without, closings=())
        if plan is not None:  # it is to come again
            to_come = self.facts().planned
            assert len(to_come) == len(facts.planned) + 1
            without = replace(without, planned=to_come)
        assert self.case() == compute_rmd_case(without, years=[YEAR])

    @precondition(lambda self: Payment.objects.exists())
    @rule(which=WHICH)
    def undo_behind_the_ledger(self, which: int) -> None:
        row = pick(Payment.objects.order_by("created_at"), which)
        self.tried(lambda: services.undo_payment(actor=self.jo, payment=row, because="Wrong."))

    @precondition(lambda self: Verification.objects.exists())
    @rule(who=WHO)
    def close(self, who: str) -> None:
        review = review_year(self.pat, YEAR, as_of=TODAY)
        closed = self.tried(lambda: years.close_year(actor=self.who(who), review=review))
        if closed is not None:
            ids = {payment["id"] for payment in closed.document["payments"]}
            self.signed[closed.pk] = closed.sha256, ids

    @precondition(lambda self: YearClosing.objects.filter(approved_at=None).exists())
    @rule(which=WHICH, who=WHO)
    def approve(self, which: int, who: str) -> None:
        row = pick(YearClosing.objects.order_by("created_at"), which)
        self.tried(
            lambda: years.approve_closing(actor=self.who(who), closing=row, revision=row.revision)
        )

    @precondition(lambda self: YearClosing.objects.exists())
    @rule(which=WHICH, because=REASONS)
    def open_again(self, which: int, because: str) -> None:
        row = pick(YearClosing.objects.order_by("created_at"), which)
        self.tried(
            lambda: years.reopen_year(
                actor=self.jo, closing=row, revision=row.revision, because=because
            )
        )

    @precondition(lambda self: YearClosing.objects.exists())
    @rule(amount=st.sampled_from([Decimal(246_000), Decimal(123_000)]))
    def correct_a_balance(self, amount: Decimal) -> None:
        row = self.accounts[0].balances.get(withdrawn_at=None)
        self.tried(
            lambda: services.correct_balance(
                actor=self.jo,
                balance=row,
                revision=row.revision,
                amount=amount,
                because="A later statement",
            )
        )

    @invariant()
    def no_row_is_ever_deleted(self) -> None:
        for model, known in self.kept.items():
            now = set(model.objects.values_list("pk", flat=True))
            assert known <= now, model
            self.kept[model] = now

    @invariant()
    def what_is_stored_of_the_book_is_what_the_facts_say(self) -> None:
        assert standings.compare(self.firm, year=YEAR, as_of=TODAY).differences == []
        standings.work_out([self.home.pk], firm=self.firm, year=YEAR, as_of=TODAY)

    @invariant()
    def a_status_is_one_of_the_contracts_words(self) -> None:
        statuses = {owed["status"] for owed in self.case()["obligations"]}
        assert statuses <= STATUSES.keys() == {status.value for status in Status}

    @invariant()
    def every_payment_stands_in_one_place_and_no_pool_is_overdrawn(self) -> None:
        facts = self.facts()
        parts = apply_payments(facts, load_law())
        for payment in facts.distributions:
            own = [part.amount for part in parts if part.payment is payment]
            assert sum(own) == payment.amount
        for owed in self.case()["obligations"]:
            filled = sum(p.amount for p in parts if p.year == owed["distribution_year"])
            assert Decimal(owed["remaining"]) == Decimal(owed["required"]) - filled >= 0

    @invariant()
    def what_was_verified_is_as_it_was_seen_or_undone_with_a_reason(self) -> None:
        for row in Verification.objects.select_related("payment__document"):
            payment = row.payment
            assert row.verified_by != payment.recorded_by
            if payment.undone_at is None:
                assert verification.what_is_seen(payment) == row.seen
            else:
                assert payment.undone_because.strip()

    @invariant()
    def what_was_signed_is_as_it_was_or_open_again_with_a_reason(self) -> None:
        for row in YearClosing.objects.all():
            sha256, ids = self.signed.get(row.pk, (row.sha256, set()))
            assert years.hash_of(row.document) == row.sha256 == sha256
            assert row.approved_by is None or row.approved_by != row.closed_by
            if row.reopened_at is not None:
                assert row.reopened_because.strip()
                continue
            counted = Payment.objects.filter(undone_at=None, paid_on__year=YEAR)
            assert ids <= {str(pk) for pk in counted.values_list("pk", flat=True)}

    def tried(self, act: Callable[[], Any]) -> Any:
        """Do it; where it is refused, nothing may have changed and None is returned."""
        before = self.traces()
        try:
            with transaction.atomic():
                return act()
        except (ValidationError, services.EditConflict):
            assert self.traces() == before
            return None

    def traces(self) -> tuple[Any, ...]:
        self.home.refresh_from_db()
        counts = tuple(model.objects.count() for model in KEPT)
        return self.home.facts_revision, counts

    def case(self) -> dict[str, Any]:
        return self.read()[1]

    def facts(self) -> Facts:
        return self.read()[0]

    def read(self) -> tuple[Facts, dict[str, Any]]:
        """Return the facts and their case, worked out again only when a change was counted."""
        self.home.refresh_from_db()
        revision = self.home.facts_revision
        if self.known is None or self.known[0] != revision:
            facts = gather_facts(self.home, as_of=TODAY)
            self.known = revision, facts, compute_rmd_case(facts, years=[YEAR])
        _revision, facts, case = self.known
        return facts, case

    def closing(self, payment: Payment | None = None) -> YearClosing | None:
        standing = YearClosing.objects.filter(person=self.pat, reopened_at=None)
        for row in standing:
            days = () if payment is None else (payment.paid_on.year,)
            signed = {paid["id"] for paid in row.document["payments"]}
            if payment is None or row.year in days or str(payment.pk) in signed:
                return row
        return None

    def paid(
        self, amount: Decimal, kind: str, on: date, evidence: str, which: int, who: str
    ) -> Payment:
        return services.record_payment(
            actor=self.who(who),
            account=pick(self.accounts, which),
            paid_on=on,
            amount=amount,
            kind=kind,
            evidence=evidence,
            sure_of=DOUBTS,
        )

    def sign_off(self) -> None:
        """Close the year, if nothing stands against it."""
        review = review_year(self.pat, YEAR, as_of=TODAY)
        if review.is_ready:
            closed = years.close_year(actor=self.jo, review=review)
            ids = {payment["id"] for payment in closed.document["payments"]}
            self.signed[closed.pk] = closed.sha256, ids
            years.approve_closing(actor=self.kim, closing=closed, revision=1)


def pick(rows: Any, which: int) -> Any:
    every = list(rows)
    return every[which % len(every)]


@pytest.mark.django_db
def test_the_ledger_holds_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: TODAY)
    times = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 1
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=12 * times,
            stateful_step_count=15,
            derandomize=times == 1,
            database=None,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes minutes, and the steps say it all
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
