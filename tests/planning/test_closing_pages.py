"""A person's year on its page: what is wanted, closed once, approved by another, opened again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clients import services as records
from clients.models import AuditAct, AuditEvent, Household
from planning.ledger.verification import verify_payment
from planning.models import ClosingCertificate, YearClosing
from tests.cast import Story
from tests.planning.closings import TODAY, closed, satisfy, want_second_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planning.views.closing.today_of", lambda _firm: TODAY)
    monkeypatch.setattr("clients.services.payments.today_of", lambda _firm: TODAY)


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The certificates a worker was told of."""
    ids: list[str] = []
    monkeypatch.setattr("planning.tasks.build_certificate.delay_on_commit", ids.append)
    return ids


def page(story: Story, year: int = 2026) -> str:
    return reverse("planning:person_year", args=[story.person.pk, year])


def close(story: Story, browser: Client, seen: int | None = None) -> Any:
    household = Household.objects.get(pk=story.household.pk)
    address = reverse("planning:close_year", args=[story.person.pk, 2026])
    return browser.post(address, {"seen": household.facts_revision if seen is None else seen})


def test_what_is_wanted_is_said_with_the_link_that_settles_it(
    story: Story, advisor: Client
) -> None:
    body = advisor.get(page(story)).content.decode()
    assert "1 thing is still wanted" in body
    assert "IRAs" in body
    assert reverse("planning:household_rmd", args=[story.household.pk, 2026]) in body
    assert "Close 2026</button>" not in body
    refused = close(story, advisor)
    assert refused.status_code == 422
    assert "cannot be closed yet" in refused.content.decode()
    assert not YearClosing.objects.exists()


def test_a_year_that_is_ready_is_closed_once_however_often_it_is_asked(
    story: Story, advisor: Client, rung: list[str]
) -> None:
    satisfy(story)
    assert "Close 2026</button>" in advisor.get(page(story)).content.decode()
    seen = Household.objects.get(pk=story.household.pk).facts_revision
    for _click in range(2):
        assert close(story, advisor, seen).status_code == 302
    closing = YearClosing.objects.get()
    assert (closing.closed_by, closing.is_effective) == (story.users["advisor"], True)
    assert ClosingCertificate.objects.count() == 1
    assert set(rung) == {str(ClosingCertificate.objects.get().pk)}
    body = advisor.get(page(story)).content.decode()
    assert closing.sha256 in body
    assert "This year is closed" in body


def test_what_changed_after_the_page_was_opened_is_not_signed(
    story: Story, advisor: Client
) -> None:
    payments = satisfy(story)
    seen = Household.objects.get(pk=story.household.pk).facts_revision
    records.change_payment(
        actor=story.users["operations"],
        payment=payments[1],
        revision=payments[1].revision,
        amount=Decimal("7500.01"),
    )
    response = close(story, advisor, seen)
    assert response.status_code == 422
    assert "changed after you opened this page" in response.content.decode()
    assert not YearClosing.objects.exists()


def test_the_second_person_approves_and_the_first_is_told_why_not(
    story: Story, advisor: Client, teammate: Client, owner: Client
) -> None:
    payments = satisfy(story)
    want_second_person(story)
    for payment in payments:
        payment.refresh_from_db()
        verify_payment(actor=story.users["teammate"], payment=payment, revision=payment.revision)
    assert close(story, advisor).status_code == 302
    closing = YearClosing.objects.get()
    assert closing.approved_at is None
    own = advisor.get(page(story)).content.decode()
    assert "somebody else has to approve it" in own
    approve = reverse("planning:approve_year", args=[closing.pk])
    assert approve not in own
    refused = advisor.post(approve, {"seen": 1})
    assert refused.status_code == 422
    assert "Somebody other than Advisor" in refused.content.decode()
    assert approve in teammate.get(page(story)).content.decode()
    assert teammate.post(approve, {"seen": 1}).status_code == 302
    closing.refresh_from_db()
    assert closing.approved_by == story.users["teammate"]
    again = owner.post(approve, {"seen": 1})
    assert again.status_code == 422
    assert ClosingCertificate.objects.count() == 1


def test_a_year_is_opened_again_with_a_reason_and_its_closing_stays_listed(
    story: Story, advisor: Client
) -> None:
    satisfy(story)
    closing = closed(story)
    address = reverse("planning:reopen_year", args=[closing.pk])
    refused = advisor.post(address, {"seen": closing.revision, "because": "  "})
    assert refused.status_code == 422
    stale = advisor.post(address, {"seen": 7, "because": "A second 1099-R came."})
    assert stale.status_code == 422
    assert "A second 1099-R came." in stale.content.decode()
    assert advisor.post(address, {"seen": 1, "because": "A 1099-R came."}).status_code == 302
    body = advisor.get(page(story)).content.decode()
    assert "Earlier closings" in body
    assert "A 1099-R came." in body
    assert closing.sha256 in body
    assert "Close 2026</button>" in body


def test_compliance_reads_and_has_nothing_to_press(story: Story, compliance: Client) -> None:
    satisfy(story)
    body = compliance.get(page(story)).content.decode()
    assert "Ready to be closed" in body
    assert "Close 2026</button>" not in body
    event = AuditEvent.objects.latest("sequence")
    assert (event.act, event.detail["year"]) == (AuditAct.READ, 2026)


def test_a_year_no_schedule_is_made_for_is_refused_in_words(story: Story, advisor: Client) -> None:
    response = advisor.get(page(story, 1900))
    assert response.status_code == 422
    assert "1900" in response.content.decode()


def test_figures_that_are_no_longer_those_that_were_signed_are_said(
    story: Story, advisor: Client
) -> None:
    satisfy(story)
    closed(story)
    assert "no longer those" not in advisor.get(page(story)).content.decode()
    second = records.add_account(
        actor=story.users["advisor"],
        household=story.household,
        owner=story.person,
        kind="traditional_ira",
        name="Another",
    )
    records.record_balance(
        actor=story.users["advisor"],
        account=second,
        year=2025,
        amount=Decimal(50_000),
        source="form_5498",
    )
    assert "no longer those" in advisor.get(page(story)).content.decode()
