"""The certificate of a closed year: set from what was signed, whatever is recorded later."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from clients import services as records
from clients.models import AuditAct, AuditEvent
from planning import services
from planning.ledger.closing import reopen_year
from planning.ledger.verification import reverse_payment
from planning.models import ClosingCertificate, YearClosing
from planning.reports.certificate import certificate_context
from tests.cast import Story
from tests.planning.closings import TODAY, closed, satisfy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_and_today(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"]}
    storages["default"]["OPTIONS"] = {**storages["default"]["OPTIONS"], "location": tmp_path}
    settings.STORAGES = storages
    monkeypatch.setattr("clients.services.payments.today_of", lambda _firm: TODAY)


def made(story: Story, closing: YearClosing) -> ClosingCertificate:
    asked = services.request_certificate(
        actor=story.users["advisor"], closing=closing, language="en"
    )
    services.build_certificate(asked.pk)
    asked.refresh_from_db()
    return asked


def words_of(certificate: ClosingCertificate) -> str:
    with certificate.file.open("rb") as file:
        process = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=file.read(), capture_output=True, check=True
        )
    return " ".join(process.stdout.decode().split())


def test_a_certificate_says_what_was_required_paid_proven_and_signed(story: Story) -> None:
    satisfy(story)
    closing = closed(story)
    certificate = made(story, closing)
    assert certificate.state == ClosingCertificate.State.DONE, certificate.error
    words = words_of(certificate)
    for said in (
        "Closing certificate 2026: Pat Doe",
        "Alder Advisors",
        "$10,000.00",
        "$7,500.00",
        "confirmation 7",
        "Recorded by Advisor",
        "June 1, 2026",
        closing.sha256[:16],
        closing.document["law_version"],
    ):
        assert said in words
    assert "No longer in force" not in words
    event = AuditEvent.objects.latest("sequence")
    assert (event.act, event.object_type) == (AuditAct.CREATED, "closingcertificate")


def test_rebuilt_after_the_facts_changed_it_says_the_same_and_that_it_was_opened_again(
    story: Story,
) -> None:
    payments = satisfy(story)
    closing = closed(story)
    before = certificate_context(closing, tells_reopening=False)
    first = made(story, closing)
    payments[1].refresh_from_db()
    reverse_payment(actor=story.users["owner"], payment=payments[1], because="Wrong account.")
    records.record_payment(
        actor=story.users["owner"],
        account=story.account,
        paid_on=date(2026, 7, 1),
        amount=Decimal(99),
        evidence="another",
    )
    closing = YearClosing.objects.get(pk=closing.pk)
    after = certificate_context(closing, tells_reopening=True)
    for name in ("required", "taken", "pools", "payments", "checks", "closed"):
        assert after[name] == before[name]
    second = made(story, closing)
    words = words_of(second)
    assert "No longer in force" in words
    assert "Wrong account." in words
    assert "$7,500.00" in words
    assert "$99.00" not in words
    first.refresh_from_db()
    assert "No longer in force" not in words_of(first)


def test_what_was_tampered_with_gets_no_certificate(story: Story) -> None:
    satisfy(story)
    closing = closed(story)
    closing.document["obligations"][0]["taken"] = "1.00"
    YearClosing.objects.filter(pk=closing.pk).update(document=closing.document)
    certificate = made(story, closing)
    assert certificate.state == ClosingCertificate.State.FAILED
    assert "not what was signed" in certificate.error
    assert made(story, closed_again(closing)).pk != certificate.pk


def test_a_certificate_that_failed_is_asked_for_again(
    story: Story, advisor: Client, compliance: Client
) -> None:
    satisfy(story)
    certificate = made(story, closed(story))
    ClosingCertificate.objects.filter(pk=certificate.pk).update(state="failed", error="No.")
    address = reverse("planning:certificate", args=[certificate.pk])
    assert "Try again" in advisor.get(address).content.decode()
    assert "Try again" not in compliance.get(address).content.decode()
    ask = reverse("planning:make_certificate", args=[certificate.closing_id])
    assert advisor.post(ask).headers["Location"] != address
    assert ClosingCertificate.objects.exclude(pk=certificate.pk).count() == 1


def closed_again(closing: YearClosing) -> YearClosing:
    """Put back what was signed."""
    closing.document["obligations"][0]["taken"] = "10000.00"
    YearClosing.objects.filter(pk=closing.pk).update(document=closing.document)
    return closing


def test_asked_twice_it_is_one_and_an_unapproved_closing_has_none(story: Story) -> None:
    satisfy(story)
    closing = closed(story)
    assert made(story, closing).pk == made(story, closing).pk
    reopen_year(
        actor=story.users["owner"], closing=closing, revision=1, because="A second 1099-R came."
    )
    closing.approved_at = None
    with pytest.raises(services.LetterRefusedError, match="approved"):
        services.request_certificate(actor=story.users["owner"], closing=closing, language="en")


def test_a_download_is_noted_before_it_leaves(story: Story, advisor: Client) -> None:
    satisfy(story)
    certificate = made(story, closed(story))
    page = advisor.get(reverse("planning:certificate", args=[certificate.pk]))
    assert certificate.sha256 in page.content.decode()
    response = advisor.get(reverse("planning:certificate_file", args=[certificate.pk]))
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="rmd-closing-2026.pdf"'
    )
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    event = AuditEvent.objects.latest("sequence")
    assert (event.act, event.object_id) == (AuditAct.EXPORTED, str(certificate.pk))


def test_what_no_longer_is_what_was_put_away_is_not_handed_over(
    story: Story, advisor: Client
) -> None:
    satisfy(story)
    certificate = made(story, closed(story))
    Path(certificate.file.path).write_bytes(b"%PDF another")
    assert (
        advisor.get(reverse("planning:certificate_file", args=[certificate.pk])).status_code == 410
    )


def test_a_file_too_large_to_be_read_is_handed_over_as_it_lies(
    story: Story, advisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    satisfy(story)
    certificate = made(story, closed(story))
    monkeypatch.setattr("planning.views.jobs.MOST_IN_MEMORY", 0)
    response = advisor.get(reverse("planning:certificate_file", args=[certificate.pk]))
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(content).hexdigest() == certificate.sha256
