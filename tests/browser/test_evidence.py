"""A statement goes on record, comes back as it was, and is nobody else's."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect
from pytest_playwright import CreateContextCallback

from clients.models import Document
from tests.browser.people import arrive
from tests.cast import Story

STATEMENT = b"Account,Balance\r\nIRA,237000.00\r\n"


def hand_in(page: Page, name: str, kind: str, content: bytes) -> None:
    file: FilePayload = {"name": name, "mimeType": kind, "buffer": content}
    page.get_by_role("button", name="File").set_input_files(file)
    page.get_by_role("button", name="Save").click()


def test_a_statement_is_handed_in_and_out(
    page: Page, site: Story, new_context: CreateContextCallback
) -> None:
    arrive(page.context, site.users["advisor"])
    page.goto(f"/households/{site.household.pk}/")
    page.get_by_role("link", name="Add a document").click()
    hand_in(page, "statement.csv", "text/csv", STATEMENT)
    link = page.get_by_role("link", name="statement.csv", exact=True)
    with page.expect_download() as saved:
        link.click()
    assert saved.value.suggested_filename == "statement.csv"
    assert Path(saved.value.path()).read_bytes() == STATEMENT

    elsewhere = new_context()
    arrive(elsewhere, site.users["stranger"])
    assert elsewhere.request.get(f"{link.get_attribute('href')}").status == 404


def test_a_program_called_a_statement_is_refused(page: Page, site: Story) -> None:
    arrive(page.context, site.users["advisor"])
    page.goto(f"/households/{site.household.pk}/documents/new/")
    hand_in(page, "statement.pdf", "application/pdf", b"MZ\x90\x00 this is a program")
    expect(page.get_by_role("alert")).to_contain_text("File")
    expect(page.get_by_role("button", name="File")).to_have_attribute("aria-invalid", "true")
    assert not Document.objects.exists()
