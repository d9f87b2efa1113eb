"""After a death, in a browser: recorded, the account classified, its year planned and proven."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from playwright.sync_api import FilePayload, Page, expect

from clients.models import Account, Beneficiary, Payment, Person, YearEndBalance
from tests.browser.looking import look_at
from tests.browser.people import arrive, press, tab_and_type
from tests.cast import Story

SLIP: FilePayload = {"name": "slip.csv", "mimeType": "text/csv", "buffer": b"paid,6000\r\n"}


def daughter(site: Story) -> Person:
    """Ann is named to inherit; in 2024 and 2025 her father had a balance, and took some of it."""
    ann = Person.objects.create(
        firm=site.firm,
        household=site.household,
        key="ann",
        name="Ann Doe",
        born_on=date(1980, 5, 10),
    )
    Beneficiary.objects.create(firm=site.firm, account=site.account, person=ann)
    YearEndBalance.objects.create(firm=site.firm, account=site.account, year=2024, amount=246_000)
    Payment.objects.filter(pk=site.payment.pk).update(paid_on=date(2025, 3, 2))
    return ann


def test_a_death_is_recorded_the_account_classified_and_its_year_proven(
    page: Page, site: Story
) -> None:
    daughter(site)
    arrive(page.context, site.users["advisor"])
    page.goto(f"/people/{site.person.pk}/death/")
    look_at(page)
    tab_and_type(page, page.get_by_role("textbox", name="Date of death"), "06/07/2025")
    press(page, page.get_by_role("button", name="Record the death"))
    expect(page.get_by_role("heading", level=1)).to_have_text("After the death of Pat Doe")
    # 246,000 ÷ 24.6 = 10,000, of which 2,500 was taken; no tax on the rest in all of 2026.
    left = page.get_by_role("link", name="Own IRAs: let Ann Doe take the $7,500.00 left of 2025")
    expect(left).to_be_visible()
    expect(page.get_by_role("listitem").filter(has=left)).to_contain_text("December 31, 2026")
    press(page, page.get_by_role("button", name="Begin the accounts of those who inherit"))
    expect(page.get_by_text("1 account was begun.")).to_be_visible()
    look_at(page)

    press(page, page.get_by_role("link", name="Ann Doe: Inherited from Pat Doe"))
    asked = page.get_by_text("which kind of beneficiary was Ann Doe? The class is missing.")
    expect(asked).to_be_visible()
    press(page, page.get_by_role("link", name="Supply it"))
    expect(page.get_by_role("heading", level=1)).to_have_text("How it was inherited")
    look_at(page)
    page.get_by_role("combobox", name="Class of the present holder").select_option("designated")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Ten-year rule with yearly amounts")).not_to_have_count(0)
    expect(page.get_by_text("empty by December 31, 2035")).to_be_visible()
    look_at(page)

    press(page, page.get_by_role("link", name="The case of 2026"))
    # Ann is 46 in 2026: 40.0 in the Single Life Table. 237,000 ÷ 40.0
    inherited = page.get_by_role("article", name="IRAs inherited from Pat Doe")
    expect(inherited).to_contain_text("$5,925.00")
    inherited.get_by_role("link", name="Propose an order").click()
    page.get_by_role("button", name="Plan this payment").click()
    page.get_by_role("link", name="Record $5,925.00 from Inherited from Pat Doe as paid").click()
    page.get_by_label("Paid on").fill("11/20/2026")
    page.get_by_label("Evidence (optional)").fill("confirmation 4711")
    page.get_by_label("Its document (optional)").set_input_files(SLIP)
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("$5,925.00 of November 20, 2026 is recorded.")).to_be_visible()
    held = Account.objects.get(inherited__came_from=site.account.key)
    paid = held.payments.get()
    assert (paid.amount, paid.evidence) == (Decimal("5925.00"), "confirmation 4711")
    assert paid.document is not None
    proven = page.get_by_role("article", name="IRAs inherited from Pat Doe")
    expect(proven).to_contain_text("Taken and proven")
