"""Letters from the records: one to a person, and one to everybody in a book who still owes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect
from pytest_playwright import CreateContextCallback

from tests.browser.people import arrive, press
from tests.cast import Story, make_records

HALF_A_MINUTE = 30_000
pytestmark = pytest.mark.usefixtures("worker")


def download(page: Page, name: str) -> bytes:
    """Wait until the worker is done, and return the file; no pointer is needed."""
    link = page.get_by_role("link", name=name)
    expect(link).to_be_visible(timeout=HALF_A_MINUTE)
    with page.expect_download() as saved:
        press(page, link)
    return Path(saved.value.path()).read_bytes()


def pages_of(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def test_a_letter_is_made_downloaded_and_kept_with_its_hash(
    page: Page, site: Story, new_context: CreateContextCallback
) -> None:
    arrive(page.context, site.users["advisor"])
    page.goto(f"/households/{site.household.pk}/rmd/2026/")
    press(page, page.get_by_role("button", name="Make the letter (PDF)"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Letter to Pat Doe for 2026")
    letter = download(page, "Download the letter")
    assert pages_of(letter) == 1
    digest = hashlib.sha256(letter).hexdigest()
    expect(page.get_by_text(digest)).to_be_visible()

    address = page.url
    page.get_by_role("link", name="2026").click()
    expect(page.get_by_role("link", name="Download the letter to Pat Doe for 2026")).to_be_visible()
    expect(page.get_by_text(digest[:12])).to_be_visible()

    elsewhere = new_context()
    arrive(elsewhere, site.users["stranger"])
    for part in ("", "file/"):
        assert elsewhere.request.get(f"{address}{part}").status == 404


def test_everybody_who_owes_gets_a_letter_in_one_zip(page: Page, site: Story) -> None:
    for name in ("Ames", "Zorn"):
        make_records(site.firm, site.team, name)
    arrive(page.context, site.users["advisor"])
    page.goto("/book/?view=owes")
    page.get_by_text("Letters, closing, export").click()
    page.get_by_role("link", name="Letters to these people").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 letters for 2026")
    page.get_by_role("radio", name="ZIP").check()
    page.get_by_role("button", name="Make the letters").click()
    archive = download(page, "Download the ZIP")
    expect(page.get_by_text(hashlib.sha256(archive).hexdigest())).to_be_visible()
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        letters = [name for name in opened.namelist() if name.endswith(".pdf")]
        assert len(letters) == 3
        assert all(1 <= pages_of(opened.read(name)) <= 3 for name in letters)
