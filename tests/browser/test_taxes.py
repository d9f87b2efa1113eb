"""A return from nothing on record to what a conversion would cost, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import arrive
from tests.cast import Story


@pytest.fixture
def signed_in(page: Page, site: Story) -> Page:
    """A page of the advisor, who has come in."""
    arrive(page.context, site.users["advisor"])
    return page


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_from_an_income_to_what_a_conversion_costs(signed_in: Page, site: Story) -> None:
    page = signed_in
    page.goto(f"/households/{site.household.pk}/")
    page.get_by_role("link", name="Taxes", exact=True).click()
    heading(page, "Taxes of 2026")
    page.get_by_role("link", name="Add an income").click()
    heading(page, "Add an income")
    page.get_by_role("combobox", name="Kind", exact=True).select_option("Pension")
    page.get_by_label("Amount of a year").fill("40,000")
    page.get_by_role("button", name="Save and add another").click()
    expect(page.get_by_label("Amount of a year")).to_have_value("")
    page.get_by_role("combobox", name="Kind", exact=True).select_option("Social Security")
    page.get_by_label("Amount of a year").fill("30000")
    page.get_by_role("button", name="Save", exact=True).click()
    heading(page, "Taxes of 2026")
    page.get_by_role("link", name="Income of the return of 2024").click()
    heading(page, "Facts of the tax return")
    page.get_by_label("2024").fill("70,000")
    page.get_by_role("button", name="Save").click()
    heading(page, "Taxes of 2026")
    expect(page.get_by_role("heading", name="Cannot be decided without")).to_have_count(0)
    pension = page.get_by_role("table", name="Each source").get_by_role("row", name="Pension")
    expect(pension).to_contain_text("$40,000.00")

    page.get_by_label("Conversion to Roth").press_sequentially("60000")
    compared = page.get_by_role("table", name="Each line without and with what is tried")
    income = compared.get_by_role("row", name="Adjusted gross income")
    expect(income).to_contain_text("+$60,000.00")
    expect(page).to_have_url(re.compile("conversion=60000"))
    expect(page.locator("#tried-said")).to_contain_text("What is tried costs $")
    expect(page.get_by_label("Conversion to Roth")).to_be_focused()
    page.get_by_role("link", name="Long-term gains").click()
    expect(page.get_by_role("link", name="Long-term gains")).to_have_attribute(
        "aria-current", "true"
    )
    expect(page.locator("[data-chart] .chart svg")).to_have_count(2)


def test_what_if_works_without_scripts(
    site: Story, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(java_script_enabled=False)
    arrive(context, site.users["advisor"])
    page = context.new_page()
    page.goto(f"/households/{site.household.pk}/taxes/2026/")
    expect(page.locator("[data-chart] img").first).to_be_visible()
    page.get_by_label("More out of IRAs").fill("25,000")
    page.get_by_role("button", name="Compare").click()
    compared = page.get_by_role("table", name="Each line without and with what is tried")
    expect(compared.get_by_role("row", name="Adjusted gross income")).to_contain_text("+$25,000.00")
    page.get_by_label("More out of IRAs").fill("many")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Type the amount in dollars").first).to_be_visible()
