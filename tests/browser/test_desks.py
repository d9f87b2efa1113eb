"""The desks in a browser: a miss until its case is closed, gifts until they are acknowledged."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from playwright.sync_api import FilePayload, Page, expect

from clients.models import Payment, YearEndBalance
from planning.models import MissedCase
from tests.browser.looking import look_at
from tests.browser.people import arrive, choose, choose_file, press, tab_and_type
from tests.cast import Story

SLIP: FilePayload = {"name": "slip.csv", "mimeType": "text/csv", "buffer": b"paid,10000\r\n"}
RECEIPT: FilePayload = {"name": "5329.csv", "mimeType": "text/csv", "buffer": b"form,5329\r\n"}
THANKS: FilePayload = {"name": "thanks.csv", "mimeType": "text/csv", "buffer": b"gift,1500\r\n"}


def test_a_miss_is_made_up_for_proven_filed_and_closed_by_keyboard(page: Page, site: Story) -> None:
    YearEndBalance.objects.create(firm=site.firm, account=site.account, year=2024, amount=246_000)
    arrive(page.context, site.users["advisor"])
    page.goto("/book/")
    page.goto("/missed/")
    press(page, page.get_by_role("link", name="Pat Doe"))
    expect(page.get_by_text("405 days are left.")).to_be_visible()
    look_at(page)
    press(page, page.get_by_role("button", name="Missed: open the cases"))
    expect(page.get_by_text("Open since")).to_be_visible()

    press(page, page.get_by_role("link", name="Record the corrective distribution"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Record a payment")
    tab_and_type(page, page.get_by_role("textbox", name="Evidence"), "Confirmation 7")
    choose_file(page, page.get_by_role("button", name="Its document"), SLIP)
    press(page, page.get_by_role("button", name="Record it"))
    expect(page.get_by_text("$10,000.00 of November 21, 2026 is recorded.")).to_be_visible()
    payment = Payment.objects.get(makes_up_for=2025)
    assert payment.amount == Decimal(10_000)

    page.goto(f"/people/{site.person.pk}/missed/")
    expect(page.get_by_role("button", name="Close the case")).to_have_count(0)
    press(page, page.get_by_role("link", name="Write down what was done"))
    expect(page.get_by_role("textbox", name="What happened")).to_be_visible()
    lost = "The order was lost in the mail."
    tab_and_type(page, page.get_by_role("textbox", name="What happened"), lost)
    mended = "A standing order is in place."
    tab_and_type(page, page.get_by_role("textbox", name="What was done"), mended)
    choose(page, page.get_by_role("combobox", name="Waiver"), "Asked")
    tab_and_type(page, page.get_by_role("textbox", name="Form 5329 filed on"), "11/20/2026")
    choose_file(page, page.get_by_role("button", name="Proof of filing"), RECEIPT)
    press(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_role("button", name="Close the case")).to_be_visible()
    press(page, page.get_by_role("button", name="Close the case"))
    expect(page.get_by_text(re.compile(r"Closed on .+ by Advisor"))).to_be_visible()
    case = MissedCase.objects.get()
    assert case.closed_by == site.users["advisor"]
    assert case.waiver == MissedCase.Waiver.ASKED
    assert case.filing is not None
    look_at(page)


def test_a_year_from_before_the_records_is_answered_by_keyboard(page: Page, site: Story) -> None:
    YearEndBalance.objects.create(firm=site.firm, account=site.account, year=2024, amount=246_000)
    site.household.records_begin_on = date(2026, 1, 1)
    site.household.save()
    arrive(page.context, site.users["advisor"])
    page.goto(f"/people/{site.person.pk}/missed/")
    look_at(page)
    page.get_by_role("textbox", name="Who says that it was taken").fill("Her letter of March 3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Her letter of March 3; noted by Advisor")).to_be_visible()
    assert MissedCase.objects.get().elsewhere_told_by == "Her letter of March 3"


def test_gifts_go_from_issued_to_acknowledged(page: Page, site: Story) -> None:
    arrive(page.context, site.users["advisor"])
    page.goto(f"/people/{site.person.pk}/gifts/2026/")
    page.get_by_role("textbox", name="Checks issued on").fill("11/16/2026")
    for number, (charity, amount) in enumerate((("Food bank", "1,500"), ("Library", "500")), 1):
        row = page.get_by_role("group", name=f"Gift {number}")
        row.get_by_role("textbox", name="Charity").fill(charity)
        row.get_by_role("textbox", name="Amount").fill(amount)
    page.get_by_role("button", name="Record the gifts").click()
    expect(page.get_by_text("2 gifts are recorded.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gifts to charity by Pat Doe")
    expect(page.get_by_text("$109,000.00 may still be given in 2026.")).to_be_visible()
    look_at(page)

    page.goto(f"/people/{site.person.pk}/gifts/2026/")
    page.get_by_role("link", name="Food bank").click()
    expect(page.get_by_text("It has not cleared.")).to_be_visible()
    page.get_by_role("textbox", name="Check delivered on").fill("11/18/2026")
    page.get_by_role("textbox", name="Check cleared on").fill("11/20/2026")
    page.get_by_role("button", name="The charity’s acknowledgement").set_input_files(THANKS)
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="Food bank")
    expect(row.get_by_text("Cleared", exact=True)).to_be_visible()
    expect(row.get_by_role("link", name="Acknowledged")).to_be_visible()
    gift = Payment.objects.get(payee="Food bank")
    assert gift.cleared_on == date(2026, 11, 20)
    assert gift.acknowledgement is not None
    look_at(page)
