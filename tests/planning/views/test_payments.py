"""What a payment counts for, what is doubted about it, who proves it, and how it is reversed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Payment, YearEndBalance
from planning.ledger.closing import close_year
from planning.ledger.reviewing import review_year
from planning.ledger.verification import verify_payment
from planning.models import Verification, YearClosing
from tests.cast import Story

AS_OF = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


def case_of(story: Story) -> str:
    return reverse("planning:household_rmd", args=[story.household.pk, 2026])


def record(client: Client, story: Story, **typed: Any) -> Any:
    address = reverse("planning:record_payment", args=[story.household.pk, 2026])
    fields = {
        "account": str(story.account.pk),
        "amount": "7,500.00",
        "paid_on": "11/02/2026",
        "kind": "cash",
        "record": "yes",
    }
    return client.post(address, fields | typed)


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_each_payment_says_what_it_counts_for_and_what_it_cannot(
    story: Story, advisor: Client
) -> None:
    record(advisor, story, amount="9,000")
    record(advisor, story, amount="400", kind="conversion", paid_on="11/03/2026")
    page = text_of(advisor.get(case_of(story)))
    for text in (
        "$7,500.00</span> for 2026, Own IRAs",
        "$1,500.00</span> beyond what was required: it counts for nothing more",
        ">moved on to another account: it never counts",
    ):
        assert text in page, text


@pytest.mark.parametrize(
    ("typed", "question", "answer"),
    [
        (
            {"amount": "2,500", "paid_on": "03/02/2026"},
            "A payment of this amount and day is on record already.",
            "is_second",
        ),
        (
            {"amount": "234,500.01"},
            "The account is known to hold $234,500.00",
            "is_above_balance",
        ),
    ],
)
def test_what_seldom_is_so_is_asked_about_and_recorded_when_answered(
    story: Story, advisor: Client, typed: dict[str, str], question: str, answer: str
) -> None:
    asked = record(advisor, story, **typed)
    assert asked.status_code == 422
    assert question in text_of(asked)
    assert f'name="{answer}"' in text_of(asked)
    assert "will count for" in text_of(asked) or "counts" in text_of(asked)
    assert Payment.objects.filter(account=story.account).count() == 1
    assert record(advisor, story, **typed, **{answer: "on"}).status_code == 302
    assert Payment.objects.filter(account=story.account).count() == 2


def test_the_questions_are_not_on_a_page_that_raises_none(story: Story, advisor: Client) -> None:
    address = reverse("planning:record_payment", args=[story.household.pk, 2026])
    assert 'name="is_second"' not in text_of(advisor.get(address))


def test_a_missed_year_is_offered_and_made_up_for(story: Story, advisor: Client) -> None:
    YearEndBalance.objects.create(firm=story.firm, account=story.account, year=2024, amount=246_000)
    address = reverse("planning:record_payment", args=[story.household.pk, 2025])
    page = text_of(advisor.get(address))
    assert "2025: $10,000.00 of Pat Doe, Own IRAs" in page
    assert "$10,000.00 will count for 2025, Own IRAs; then nothing remains." in page
    assert record(advisor, story, amount="10,000", makes_up_for="2025").status_code == 302
    assert Payment.objects.get(amount=10_000).makes_up_for == 2025
    assert "makes_up_for" not in text_of(advisor.get(address))


def test_a_gift_is_recorded_with_its_charity_its_days_and_its_acknowledgement(
    story: Story, advisor: Client
) -> None:
    answer = record(
        advisor,
        story,
        kind="qcd",
        payee="Red Cross",
        delivered_on="11/05/2026",
        cleared_on="11/09/2026",
        acknowledgement=SimpleUploadedFile("thanks.pdf", b"%PDF-1.7 thanks\n%%EOF\n"),
    )
    assert answer.status_code == 302
    gift = Payment.objects.get(kind="qcd")
    assert gift.acknowledgement is not None
    assert (gift.payee, gift.cleared_on, gift.acknowledgement.name) == (
        "Red Cross",
        date(2026, 11, 9),
        "thanks.pdf",
    )
    assert "thanks.pdf (acknowledgement)" in text_of(advisor.get(case_of(story)))


# Proof


@pytest.fixture
def paid(story: Story, advisor: Client) -> Payment:
    assert record(advisor, story, evidence="wire 17").status_code == 302
    return Payment.objects.get(evidence="wire 17")


def at(name: str, payment: Payment) -> str:
    return reverse(f"planning:{name}", args=[payment.pk])


def test_somebody_looks_at_the_evidence_and_says_it_proves_the_payment(
    story: Story, advisor: Client, paid: Payment
) -> None:
    page = text_of(advisor.get(at("verify_payment", paid)))
    assert "wire 17" in page
    assert "$7,500.00 for 2026, Own IRAs" in page
    assert advisor.post(at("verify_payment", paid), {"revision": "1"}).status_code == 302
    assert Verification.objects.get().verified_by == story.users["advisor"]
    assert "verified by Advisor, " in text_of(advisor.get(case_of(story)))


def test_without_evidence_the_page_leads_to_where_it_is_attached(
    advisor: Client, paid: Payment
) -> None:
    Payment.objects.update(evidence="")
    page = advisor.get(at("verify_payment", paid)).content.decode()
    assert at("payment_evidence", paid) in page
    assert "The evidence proves it" not in page


def test_where_two_must_look_the_one_who_recorded_it_is_told_so(
    story: Story, advisor: Client, operations: Client, paid: Payment
) -> None:
    story.firm.needs_second_person = True
    story.firm.save()
    assert "Somebody else has to verify it" in text_of(advisor.get(case_of(story)))
    page = text_of(advisor.get(at("verify_payment", paid)))
    assert "You recorded this payment; somebody else has to verify it." in page
    assert "The evidence proves it" not in page
    refused = advisor.post(at("verify_payment", paid), {"revision": "1"})
    assert refused.status_code == 422
    assert operations.post(at("verify_payment", paid), {"revision": "1"}).status_code == 302


def test_a_payment_changed_meanwhile_is_looked_at_again(advisor: Client, paid: Payment) -> None:
    answer = advisor.post(at("verify_payment", paid), {"revision": "7"})
    assert answer.status_code == 422
    assert "after you opened it" in text_of(answer)


def test_undoing_a_payment_of_a_closed_year_says_that_it_reopens_it(
    story: Story, advisor: Client, paid: Payment
) -> None:
    for payment in (paid, story.payment):
        Payment.objects.filter(pk=payment.pk).update(evidence="slip")
        payment.refresh_from_db()
        verify_payment(actor=story.users["teammate"], payment=payment, revision=1)
    YearEndBalance.objects.update(source="form_5498")
    closing = close_year(
        actor=story.users["teammate"], review=review_year(story.person, 2026, as_of=AS_OF)
    )
    page = text_of(advisor.get(at("undo_payment", paid)))
    assert "2026 of Pat Doe is closed. Undoing this re-opens it" in page
    said = {"because": "The bank sent it back", "revision": "1"}
    assert advisor.post(at("undo_payment", paid), said).status_code == 302
    assert YearClosing.objects.get(pk=closing.pk).reopened_because.endswith("The bank sent it back")


def test_an_account_is_told_apart_by_its_number_once(story: Story, advisor: Client) -> None:
    address = reverse("planning:record_payment", args=[story.household.pk, 2026])
    story.account.number_last4 = "8856"
    story.account.save()
    assert text_of(advisor.get(address)).count("8856") == 1
    story.account.name = ""
    story.account.save()
    assert text_of(advisor.get(address)).count("8856") == 1


def test_the_one_time_gift_is_said_on_the_form_and_explained(story: Story, advisor: Client) -> None:
    form = text_of(advisor.get(reverse("planning:record_payment", args=[story.household.pk, 2026])))
    assert "in one year of a life, up to a limit of its own" in form
    said = {"is_split_interest": "on", "payee": "Food bank"}
    wrong = record(advisor, story, **said)
    assert "Only a gift to charity (QCD) can be this." in text_of(wrong)
    assert 'name="is_split_interest" class="checkboxinput form-check-input is-invalid"' in text_of(
        wrong
    )
    assert record(advisor, story, kind="qcd", **said).status_code == 302
    assert Payment.objects.get(kind="qcd").is_split_interest
