"""From a proposed order to the certificate of a closed year, by two people."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_playwright import CreateContextCallback

from clients.models import Payment
from planning.models import YearClosing
from tests.browser.people import arrive, press
from tests.browser.test_letters import download
from tests.cast import Story
from tests.planning.closings import want_second_person

pytestmark = pytest.mark.usefixtures("worker")
CONFIRMATION = b"Account,Paid,Amount\r\nIRA,2026-11-20,7500.00\r\n"
PROVEN = "The evidence proves it"


def plan_and_order(page: Page) -> None:
    page.get_by_role("link", name="Propose an order").click()
    page.get_by_role("button", name="Plan this payment").click()
    page.get_by_role("link", name="Order $7,500.00 from IRA").click()
    page.get_by_label("Ordered on").fill("11/19/2026")
    page.get_by_label("Reference of the order").fill("T-4711")
    page.get_by_role("button", name="Record the order").click()
    expect(page.get_by_role("row", name="T-4711")).to_contain_text("Ordered")


def record_with_evidence(page: Page) -> None:
    page.get_by_role("link", name="Record $7,500.00 from IRA as paid").click()
    page.get_by_label("Paid on").fill("11/20/2026")
    page.get_by_label("Evidence (optional)").fill("confirmation 4711")
    file: FilePayload = {"name": "paid.csv", "mimeType": "text/csv", "buffer": CONFIRMATION}
    page.get_by_label("Its document (optional)").set_input_files(file)
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("$7,500.00 of November 20, 2026 is recorded.")).to_be_visible()


def text_of(pdf: bytes, folder: Path) -> str:
    """Return the words of a PDF as somebody would copy them, its line breaks taken out."""
    path = folder / "certificate.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-raw", str(path), "-"]
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return " ".join(words.split())


def test_a_requirement_is_planned_paid_proven_closed_and_certified(
    page: Page, site: Story, new_context: CreateContextCallback, tmp_path: Path
) -> None:
    want_second_person(site)
    site.payment.evidence, site.payment.recorded_by = "statement of March", site.users["advisor"]
    site.payment.save()
    arrive(page.context, site.users["advisor"])
    case = f"/households/{site.household.pk}/rmd/2026/"
    page.goto(case)
    plan_and_order(page)
    record_with_evidence(page)
    expect(page.get_by_text("Somebody else has to verify it")).to_have_count(2)
    expect(page.get_by_role("link", name="Verify")).to_have_count(0)

    second = new_context()
    second.set_default_timeout(10_000)
    arrive(second, site.users["operations"])
    checker = second.new_page()
    for amount in ("$2,500.00", "$7,500.00"):
        checker.goto(case)
        checker.get_by_role("link", name=f"Verify {amount}").click()
        checker.get_by_role("button", name=PROVEN).click()
        expect(checker.get_by_text("The payment is verified.")).to_be_visible()

    page.goto(case)
    press(page, page.get_by_role("link", name="Pat Doe, 2026"))
    expect(page.get_by_text("Ready to be closed.")).to_be_visible()
    press(page, page.get_by_role("button", name="Close 2026"))
    expect(page.get_by_text("Closed, and waiting for a second person.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)

    checker.goto(page.url)
    press(checker, checker.get_by_role("button", name="Approve"))
    expect(checker.get_by_text("This year is closed.")).to_be_visible()
    press(checker, checker.get_by_role("link", name="Certificate", exact=True))
    certificate = download(checker, "Download the certificate")
    checker.close()

    expect_certificate(text_of(certificate, tmp_path))
    page.goto(case)
    expect(page.get_by_text("Closed").first).to_be_visible()


def expect_certificate(said: str) -> None:
    """What was required, what was paid, what proves it, and both who signed."""
    closing = YearClosing.objects.get()
    payment = Payment.objects.get(evidence="confirmation 4711")
    assert payment.document is not None
    assert payment.document.sha256 == hashlib.sha256(CONFIRMATION).hexdigest()
    for words in (
        "Required: $10,000.00. Taken: $10,000.00.",
        "November 20, 2026",
        "$7,500.00",
        "confirmation 4711",
        "Recorded by Advisor, verified by Operations",
        "Closed Advisor,",
        "Approved Operations,",
    ):
        assert words in said, words
    without_breaks = said.replace(" ", "")
    for sha256 in (payment.document.sha256, closing.sha256):
        assert sha256 in without_breaks
