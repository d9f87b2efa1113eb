"""A custodian's file of balances, by keyboard alone: looked at first, then recorded."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import FilePayload, Page, expect

from clients.models import YearEndBalance
from tests.browser.people import arrive, choose_file, press
from tests.cast import Story

LINES = (
    b'Account Number,Account Name,As of,Market Value\r\nXXXX4711,IRA,12/31/2025,"$260,700.00"\r\n'
)


def test_a_file_is_looked_at_and_then_recorded(page: Page, site: Story) -> None:
    site.account.number_last4 = "4711"
    site.account.save()
    site.balance.delete()
    arrive(page.context, site.users["advisor"])
    page.goto("/imports/")
    file: FilePayload = {"name": "balances.csv", "mimeType": "text/csv", "buffer": LINES}
    choose_file(page, page.locator("input[type=file]"), file)
    press(page, page.get_by_role("button", name="Look at the file"))
    record = page.get_by_role("button", name="Record 1 balance")
    expect(record).to_be_visible()
    on_record = YearEndBalance.objects.filter(account=site.account)
    assert not on_record.exists(), "Looking writes nothing."
    press(page, record)
    expect(record).to_have_count(0)
    assert on_record.get().amount == Decimal(260_700)
    page.goto(f"/households/{site.household.pk}/rmd/2026/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("$8,500.00")
