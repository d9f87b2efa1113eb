"""Several payments proven at once: those that were looked at, all or none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients import services
from clients.models import Firm, Payment
from planning.models import Verification
from tests.cast import Story

WORKLIST, VERIFY = reverse("planning:worklist"), reverse("planning:verify_many")
AS_OF = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


@pytest.fixture
def paid(story: Story) -> list[Payment]:
    """Two payments with evidence, recorded by operations, that wait for a second person."""
    Firm.objects.filter(pk=story.firm.pk).update(needs_second_person=True)
    return [
        services.record_payment(
            actor=story.users["operations"],
            account=story.account,
            paid_on=date(2026, 11, day),
            amount=Decimal(day),
            evidence=f"slip {day}",
        )
        for day in (2, 3)
    ]


def codes(browser: Client) -> list[str]:
    page = browser.get(WORKLIST, {"kind": "evidence_to_verify"})
    return [line.code for line in page.context["lines"]]


def verify(browser: Client, paid: list[Payment], **said: Any) -> Any:
    revisions = {f"revision-{payment.pk}": payment.revision for payment in paid}
    ticked = {"seen": [str(payment.pk) for payment in paid], "confirm": "yes"}
    return browser.post(VERIFY, {"item": codes(browser), **ticked, **revisions, **said})


def test_the_payments_of_an_item_are_shown_before_anything_is_said(
    advisor: Client, paid: list[Payment]
) -> None:
    assert "Look at the evidence" in advisor.get(WORKLIST).content.decode()
    page = advisor.post(VERIFY, {"item": codes(advisor)})
    assert [line["payment"] for line in page.context["lines"]] == paid
    assert "slip 2" in page.content.decode()
    assert not Verification.objects.exists()


def test_what_is_ticked_is_proven_and_no_longer_waits(
    story: Story, advisor: Client, paid: list[Payment]
) -> None:
    done = verify(advisor, paid)
    assert (done.status_code, done["Location"]) == (302, f"{WORKLIST}?")
    proven = Verification.objects.filter(verified_by=story.users["advisor"])
    assert {verification.payment for verification in proven} == set(paid)
    assert "2 payments are verified." in advisor.get(WORKLIST).content.decode()
    assert codes(advisor) == []


def test_one_that_changed_meanwhile_keeps_all_as_they_are(
    story: Story, advisor: Client, paid: list[Payment]
) -> None:
    first, second = paid
    services.change_payment(
        actor=story.users["operations"],
        payment=Payment.objects.get(pk=second.pk),
        revision=second.revision,
        evidence="another slip",
    )
    refused = verify(advisor, [first, second])
    assert refused.status_code == 422
    assert refused.content.decode().count("It was changed after this page was opened") == 1
    assert refused.content.decode().count(" checked") == 2
    assert not Verification.objects.exists()


def test_nobody_proves_what_they_recorded(operations: Client, paid: list[Payment]) -> None:
    page = operations.post(VERIFY, {"item": codes(operations)})
    assert "somebody else has to verify it" in page.content.decode()
    assert 'name="seen"' not in page.content.decode()
    assert verify(operations, paid).status_code == 422
    assert not Verification.objects.exists()


def test_nothing_ticked_is_said(advisor: Client, paid: list[Payment]) -> None:
    refused = verify(advisor, paid, seen=[])
    assert refused.status_code == 422
    assert "Tick the payments whose evidence you looked at." in refused.content.decode()


def test_nothing_of_another_team_is_shown_or_proven(
    advisor: Client, other_team_advisor: Client, paid: list[Payment]
) -> None:
    asked = {"item": codes(advisor), "confirm": "yes", "seen": [str(paid[0].pk)]}
    answer = other_team_advisor.post(VERIFY, asked)
    assert "slip 2" not in answer.content.decode()
    assert not Verification.objects.exists()


def test_the_number_of_questions_does_not_grow_with_the_payments(
    story: Story, advisor: Client, paid: list[Payment], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(45):
        advisor.post(VERIFY, {"item": codes_of(story)})
    for day in range(4, 20):
        services.record_payment(
            actor=story.users["operations"],
            account=story.account,
            paid_on=date(2026, 11, day),
            amount=Decimal(day),
            evidence=f"slip {day}",
        )
    advisor.get(WORKLIST)  # works out what is new
    with django_assert_max_num_queries(45):
        page = advisor.post(VERIFY, {"item": codes_of(story)})
    assert len(page.context["lines"]) == 18


def codes_of(story: Story) -> list[str]:
    return [f"evidence_to_verify:{story.person.pk}:2026"]
