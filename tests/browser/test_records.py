"""A household goes on record: its people, accounts, heirs and balances, by keyboard alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from clients.models import Household, YearEndBalance
from tests.browser.people import arrive, choose, press, tab_and_type
from tests.cast import Story


@pytest.fixture
def signed_in(page: Page, site: Story) -> Page:
    """A page of the advisor, who has come in."""
    arrive(page.context, site.users["advisor"])
    return page


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_from_nothing_to_what_a_couple_must_take(signed_in: Page, site: Story) -> None:
    page = signed_in
    page.goto("/households/")
    press(page, page.get_by_role("link", name="Add a household"))
    heading(page, "Add a household")
    tab_and_type(page, page.get_by_label("Name of the household"), "Moor")
    for number, (name, born_on) in enumerate([("Ada", "05/10/1950"), ("Bob", "06/11/1952")], 1):
        person = page.get_by_role("group", name=f"Person {number}")
        tab_and_type(page, person.get_by_label("Name"), f"{name} Moor")
        tab_and_type(page, person.get_by_label("Birth date"), born_on)
    press(page, page.get_by_label("The first two are married"), "Space")
    tab_and_type(page, page.get_by_label("Married on"), "07/01/1980")
    press(page, page.get_by_role("button", name="Save the household"))
    heading(page, "Moor")

    for owner, kind, name in (("Ada", "Traditional IRA", "Big IRA"), ("Bob", "Roth IRA", "Roth")):
        press(page, page.get_by_role("link", name="Add an account").first)
        heading(page, "Add an account")
        choose(page, page.get_by_role("combobox", name="Owner"), owner)
        choose(page, page.get_by_role("combobox", name="Kind", exact=True), kind)
        tab_and_type(page, page.get_by_role("textbox", name="Name (optional)"), name)
        press(page, page.get_by_role("button", name="Save"))
        heading(page, "Moor")

    press(page, page.get_by_role("link", name="Add a beneficiary of Big IRA"))
    heading(page, "Big IRA: add a beneficiary")
    choose(page, page.get_by_role("combobox", name="Person", exact=True), "Bob")
    press(page, page.get_by_role("button", name="Save"))
    heading(page, "Moor")
    heir = page.get_by_role("row", name="Big IRA").filter(has_text="Bob Moor")
    expect(heir).to_contain_text("100")

    press(page, page.get_by_role("link", name="Year-end balances"))
    heading(page, "Year-end balances")
    for account, amount in (("Big IRA", "237,000"), ("Roth", "$50,000.00")):
        tab_and_type(page, page.get_by_label(f"{account}, December 31, 2025"), amount)
        choose(page, page.get_by_label(f"Source of {account}, 2025"), "Custodian statement")
    press(page, page.get_by_role("button", name="Save the sheet"))
    heading(page, "Moor")

    owed = page.get_by_role("row", name="Own IRAs")
    expect(owed).to_contain_text("$10,000.00")
    expect(owed).to_contain_text("December 31, 2026")
    household = Household.objects.get(firm=site.firm, name="Moor")
    assert household.marriages.count() == 1
    assert set(
        YearEndBalance.objects.filter(account__household=household).values_list("amount", flat=True)
    ) == {Decimal(237_000), Decimal(50_000)}


def test_a_double_click_sends_a_page_once(signed_in: Page, site: Story) -> None:
    page, sent = signed_in, list[str]()
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    page.goto(f"/households/{site.household.pk}/people/new/")
    page.get_by_role("textbox", name="Name", exact=True).fill("Ann Doe")
    page.get_by_role("textbox", name="Birth date").fill("05/10/1990")
    page.get_by_role("button", name="Save").dblclick()
    heading(page, "Doe")
    assert len(sent) == 1
    assert site.household.people.filter(name="Ann Doe").count() == 1


def test_half_a_household_is_refused_and_stays_typed(signed_in: Page, site: Story) -> None:
    page = signed_in
    before = Household.objects.count()
    page.goto("/households/new/")
    page.get_by_label("Name of the household").fill("Moor")
    first = page.get_by_role("group", name="Person 1")
    first.get_by_label("Name").fill("Ada Moor")
    first.get_by_label("Birth date").fill("31/12/1950")
    page.get_by_role("button", name="Save the household").click()
    expect(page.get_by_role("alert")).to_contain_text("Type the date as month/day/year")
    birth = first.get_by_label("Birth date")
    expect(birth).to_have_value("31/12/1950")
    expect(birth).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Name of the household")).to_have_value("Moor")
    page.get_by_role("alert").get_by_role("link", name="Birth date").click()
    expect(birth).to_be_focused()
    assert Household.objects.count() == before


def test_an_amount_nobody_can_read_keeps_the_whole_sheet(signed_in: Page, site: Story) -> None:
    page = signed_in
    page.goto(f"/households/{site.household.pk}/balances/")
    page.get_by_label("IRA, December 31, 2024").fill("210,000")
    page.get_by_label("IRA, December 31, 2023").fill("1.2.3")
    page.get_by_role("button", name="Save the sheet").click()
    wrong = page.get_by_label("IRA, December 31, 2023")
    expect(wrong).to_have_value("1.2.3")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("IRA, December 31, 2024")).to_have_value("210,000")
    assert YearEndBalance.objects.filter(account=site.account).count() == 1


def test_two_windows_do_not_overwrite_each_other(signed_in: Page, site: Story) -> None:
    page = signed_in
    other = page.context.new_page()
    for window in (page, other):
        window.goto(f"/people/{site.person.pk}/")
    other.get_by_role("textbox", name="Name", exact=True).fill("Patricia Doe")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Doe")

    page.get_by_role("textbox", name="Name", exact=True).fill("Patrick Doe")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("was changed by Advisor")
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Patrick Doe")
    site.person.refresh_from_db()
    assert site.person.name == "Patricia Doe"
