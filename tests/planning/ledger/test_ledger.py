"""From a requirement to a signed-off year, and back by a reversal that says why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from clients import services
from clients.models import AuditEvent
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.facts import gather_facts
from planning.ledger.closing import (
    approve_closing,
    close_year,
    hash_of,
    reopen_year,
)
from planning.ledger.plans import (
    Wish,
    order_payment,
    plan_payments,
    record_planned,
    withdraw_plan,
)
from planning.ledger.reviewing import review_year
from planning.ledger.verification import reverse_payment, verify_payment
from planning.models import PlannedPayment, Verification, YearClosing
from tests.planning.ledger.conftest import TODAY

CUT_OFF = date(2026, 12, 11)


def status(office, year=2026, as_of=TODAY):
    facts = gather_facts(office.household, as_of=as_of)
    (owed,) = rmd_schedule(facts, load_law(), years=[year]).obligations
    return owed.status.value


def plan(office, *amounts, year=2026, pay_by=CUT_OFF):
    wishes = [Wish(account=office.ira, amount=Decimal(amount), pay_by=pay_by) for amount in amounts]
    return plan_payments(actor=office.jo, year=year, wishes=wishes)


def sentences(refused):
    return " ".join(refused.value.messages)


def test_a_plan_becomes_an_order_a_payment_and_its_proof(office):
    (planned,) = plan(office, 10_000)
    assert status(office) == "planned"
    ordered = order_payment(
        actor=office.jo, planned=planned, revision=1, ordered_on=TODAY, reference="T-1"
    )
    assert status(office) == "ordered"
    payment = record_planned(
        actor=office.jo,
        planned=ordered,
        revision=2,
        paid_on=TODAY,
        amount=Decimal(10_000),
        evidence="confirmation 7",
    )
    assert status(office) == "paid"
    assert PlannedPayment.objects.get().payment == payment
    verify_payment(actor=office.kim, payment=payment, revision=payment.revision)
    assert status(office) == "satisfied"


def test_a_plan_whose_payment_never_was_is_to_come_again(office):
    (planned,) = plan(office, 10_000)
    for _time in range(2):
        planned.refresh_from_db()
        payment = record_planned(
            actor=office.jo,
            planned=planned,
            revision=planned.revision,
            paid_on=TODAY,
            amount=Decimal(10_000),
            sure_of=("is_second",),
        )
        assert status(office) == "paid"
        with pytest.raises(services.EditConflict):
            withdraw_plan(actor=office.jo, planned=planned, revision=1, because="Too late.")
        reverse_payment(actor=office.jo, payment=payment, because="The bank sent it back.")
        assert status(office) == "planned"
    assert planned.history.count() == 3


def test_a_withdrawn_plan_counts_no_more_and_is_kept(office):
    (planned,) = plan(office, 10_000)
    withdraw_plan(actor=office.jo, planned=planned, revision=1, because="He wants to give.")
    assert status(office) == "calculated"
    planned.refresh_from_db()
    assert planned.withdrawn_because == "He wants to give."
    with pytest.raises(services.EditConflict):
        order_payment(actor=office.jo, planned=planned, revision=2, ordered_on=TODAY)


@pytest.mark.parametrize(
    ("amount", "pay_by", "field"),
    [(0, CUT_OFF, "amount"), (1_000, date(2026, 11, 19), "pay_by")],
)
def test_a_plan_that_cannot_be_is_refused_and_nothing_of_it_is_kept(office, amount, pay_by, field):
    with pytest.raises(ValidationError) as refused:
        plan(office, 5_000, amount, pay_by=pay_by)
    assert field in refused.value.message_dict
    assert not PlannedPayment.objects.exists()


def test_two_who_order_the_same_payment_are_told(office):
    (planned,) = plan(office, 10_000)
    order_payment(actor=office.jo, planned=planned, revision=1, ordered_on=TODAY)
    with pytest.raises(services.EditConflict, match="Jo"):
        order_payment(actor=office.kim, planned=planned, revision=1, ordered_on=TODAY)


def test_who_recorded_a_payment_cannot_verify_it_alone(office, pay):
    payment = pay()
    with pytest.raises(ValidationError) as refused:
        verify_payment(actor=office.jo, payment=payment, revision=1)
    assert "somebody else" in sentences(refused)
    office.firm.needs_second_person = False
    office.firm.save()
    payment.refresh_from_db()
    verify_payment(actor=office.jo, payment=payment, revision=1)
    with pytest.raises(ValidationError, match="verified already"):
        verify_payment(actor=office.kim, payment=payment, revision=1)


@pytest.mark.django_db(transaction=True)
def test_a_payment_is_verified_outside_any_transaction_of_the_caller(office, pay):
    verification = verify_payment(actor=office.kim, payment=pay(), revision=1)
    assert verification.verified_by == office.kim


def test_the_day_of_a_verification_is_the_firms(office, pay):
    payment = pay()
    verification = verify_payment(actor=office.kim, payment=payment, revision=1)
    evening = datetime(2026, 11, 21, 3, tzinfo=UTC)  # the day before in New York
    Verification.objects.filter(pk=verification.pk).update(created_at=evening)
    with pytest.raises(ValidationError, match=r"on Nov\. 20, 2026"):
        services.change_payment(actor=office.jo, payment=payment, revision=1, evidence="another")
    (signed,) = review_year(office.pat, 2026, as_of=TODAY).document["payments"]
    assert signed["verified_on"] == "2026-11-20"


def test_without_evidence_there_is_nothing_to_verify(office, pay):
    with pytest.raises(ValidationError, match="nothing to verify"):
        verify_payment(actor=office.kim, payment=pay(evidence=""), revision=1)


def test_what_was_verified_changes_only_by_being_undone(office, pay):
    payment = pay()
    verify_payment(actor=office.kim, payment=payment, revision=1)
    with pytest.raises(ValidationError, match="Kim verified this payment"):
        services.change_payment(actor=office.jo, payment=payment, revision=1, evidence="another")
    reverse_payment(actor=office.jo, payment=payment, because="The bank sent it back.")
    assert status(office) == "calculated"
    with pytest.raises(services.EditConflict):
        verify_payment(actor=office.kim, payment=payment, revision=2)


def test_a_year_is_signed_off_by_two_and_reopened_with_a_reason(office, pay):
    payment = pay()
    review = review_year(office.pat, 2026, as_of=TODAY)
    assert [check.code for check in review.checks if not check.is_so] == ["requirements_satisfied"]
    with pytest.raises(ValidationError, match="satisfied and proven"):
        close_year(actor=office.jo, review=review)
    verify_payment(actor=office.kim, payment=payment, revision=1)
    closing = close_year(actor=office.jo, review=review_year(office.pat, 2026, as_of=TODAY))
    assert status(office) == "satisfied"
    with pytest.raises(ValidationError, match="other than Jo"):
        approve_closing(actor=office.jo, closing=closing, revision=1)
    approve_closing(actor=office.kim, closing=closing, revision=1)
    assert status(office) == "closed"
    with pytest.raises(ValidationError, match="Say in a few words"):
        reopen_year(actor=office.jo, closing=closing, revision=2, because=" ")
    reopen_year(actor=office.jo, closing=closing, revision=2, because="A second 1099-R came.")
    assert status(office) == "satisfied"
    close_year(actor=office.jo, review=review_year(office.pat, 2026, as_of=TODAY))
    assert YearClosing.objects.count() == 2


def signed_off(office, payment):
    verify_payment(actor=office.kim, payment=payment, revision=1)
    closing = close_year(actor=office.jo, review=review_year(office.pat, 2026, as_of=TODAY))
    return approve_closing(actor=office.kim, closing=closing, revision=1)


def test_what_is_signed_names_the_figures_the_payments_and_their_proof(office, pay):
    closing = signed_off(office, pay())
    signed = closing.document
    assert closing.sha256 == hash_of(signed)
    (owed,) = signed["obligations"]
    assert (owed["required"], owed["taken"], owed["status"]) == (
        "10000.00",
        "10000.00",
        "satisfied",
    )
    (paid,) = signed["payments"]
    assert (paid["evidence"], paid["recorded_by"], paid["verified_by"]) == ("slip 1", "Jo", "Kim")


def test_a_closed_year_takes_no_payment_and_a_reversal_reopens_it(office, pay):
    payment = pay()
    closing = signed_off(office, payment)
    before = AuditEvent.objects.count()
    with pytest.raises(ValidationError, match="2026 of Pat Doe is closed"):
        pay(500, on=date(2026, 7, 1), evidence="slip 2")
    with pytest.raises(ValidationError, match="closed"):
        services.undo_payment(actor=office.jo, payment=payment, because="Wrong account.")
    assert AuditEvent.objects.count() == before
    reverse_payment(actor=office.jo, payment=payment, because="Wrong account.")
    closing.refresh_from_db()
    assert closing.reopened_because == "A payment was undone: Wrong account."
    assert status(office) == "calculated"


def test_another_year_is_free(office, pay):
    signed_off(office, pay())
    assert pay(700, on=date(2025, 7, 1), evidence="slip 0").pk


def test_new_facts_do_not_hide_behind_a_closing(office, pay):
    signed_off(office, pay())
    services.record_balance(
        actor=office.jo, account=office.ira, year=2025, amount=Decimal(1), source="statement"
    )
    assert status(office) == "closed"  # Form 5498 outranks the statement
    second = services.add_account(
        actor=office.jo, household=office.household, owner=office.pat, kind="traditional_ira"
    )
    services.record_balance(
        actor=office.jo, account=second, year=2025, amount=Decimal(24_600), source="form_5498"
    )
    assert status(office) == "calculated"
    review = review_year(office.pat, 2026, as_of=TODAY)
    wanted = {check.code for check in review.checks if not check.is_so}
    assert wanted == {"balances_agree", "requirements_satisfied"}


def test_what_a_year_still_wants_before_it_is_signed_off(office, pay):
    payment = pay(kind="qcd", cleared_on=date(2026, 6, 9))
    verify_payment(actor=office.kim, payment=payment, revision=1)
    plan(office, 700)
    wanted = {c.code for c in review_year(office.pat, 2026, as_of=TODAY).checks if not c.is_so}
    assert wanted == {"gifts_acknowledged", "nothing_to_come"}


@pytest.mark.parametrize(
    ("more", "is_kept"),
    [
        ({"cleared_on": date(2026, 6, 9), "payee": "Food Bank"}, True),
        ({"cleared_on": date(2027, 1, 4)}, False),
        ({"amount": Decimal(9_000)}, False),
    ],
)
def test_a_verified_gift_is_only_followed(office, pay, more, is_kept):
    gift = pay(kind="qcd")
    verify_payment(actor=office.kim, payment=gift, revision=1)
    if is_kept:
        services.change_payment(actor=office.jo, payment=gift, revision=1, **more)
        gift.refresh_from_db()
        assert gift.cleared_on == more["cleared_on"]
        with pytest.raises(ValidationError, match="Kim verified"):
            services.change_payment(actor=office.jo, payment=gift, revision=2, cleared_on=None)
    else:
        with pytest.raises(ValidationError, match="Kim verified"):
            services.change_payment(actor=office.jo, payment=gift, revision=1, **more)
