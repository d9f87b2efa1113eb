"""What a plan rests on goes on record by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from clients.models import Goal, Spending
from tests.browser.people import arrive, choose, press, tab_and_type
from tests.cast import Story


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_spending_and_a_goal_are_typed_and_shown(page: Page, site: Story) -> None:
    arrive(page.context, site.users["advisor"])
    page.goto(f"/households/{site.household.pk}/")
    press(page, page.get_by_role("link", name="Plan", exact=True))
    heading(page, "What the plan rests on")

    press(page, page.get_by_role("link", name="Say what is spent"))
    heading(page, "Spending")
    tab_and_type(page, page.get_by_label("Spending of a year"), "90,000")
    press(page, page.get_by_role("button", name="Save"))
    heading(page, "What the plan rests on")
    expect(page.get_by_role("region", name="Spending")).to_contain_text("$90,000.00")

    press(page, page.get_by_role("link", name="Add a goal"))
    heading(page, "Add a goal")
    tab_and_type(page, page.get_by_label("What it is"), "The house of the parents")
    choose(page, page.get_by_role("combobox", name="Kind", exact=True), "Money")
    tab_and_type(page, page.get_by_label("Year"), "2150")
    tab_and_type(page, page.get_by_label("Amount"), "200,000")
    press(page, page.get_by_role("button", name="Save", exact=True))
    heading(page, "What the plan rests on")
    row = page.get_by_role("row", name="The house of the parents")
    expect(row).to_contain_text("Money that comes in")

    assert Spending.objects.get().annual == 90_000
    assert Goal.objects.get().kind == Goal.Kind.INFLOW
