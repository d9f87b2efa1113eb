"""From a roadmap to two scenarios, beside each other, to why one comes to less."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from planning.models import RoadmapRun, Scenario
from tests.browser.people import arrive
from tests.cast import Story
from tests.planning.roadmaps import tiny, worked_out


@pytest.fixture
def signed_in(page: Page, site: Story) -> Page:
    """A page of the advisor, whose household is planned in a blink."""
    tiny(site)
    arrive(page.context, site.users["advisor"])
    return page


def test_a_roadmap_is_compared_with_two_scenarios_and_explained(
    signed_in: Page, site: Story
) -> None:
    page = signed_in
    page.goto(f"/households/{site.household.pk}/roadmap/")
    page.get_by_role("button", name="Run the roadmap").click()
    expect(page.get_by_role("button", name="Stop here")).to_be_visible()
    worked_out(RoadmapRun.objects.get())  # as workers would
    expect(page.get_by_role("heading", name="a year can be spent")).to_be_visible()
    expect(page.get_by_role("button", name="Stop here")).to_have_count(0)

    page.get_by_role("link", name="Scenarios: what if its years went otherwise").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scenarios")
    page.get_by_role("link", name="New scenario").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New scenario")

    slider = page.get_by_role("slider", name="All returns higher or lower by")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_label("All returns higher or lower by").first).to_have_value("-0.25")
    answer = page.get_by_role("table", name="The plan in its own years, and in these")
    expect(answer.get_by_role("row", name="Spending a year")).to_be_visible()
    expect(page.get_by_text("years are paid for.")).to_be_visible()

    page.get_by_label("Name").fill("A quarter less")
    page.get_by_role("button", name="Keep it and find its best plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scenarios")
    differs = page.get_by_role("table", name="The inputs that are not the same")
    expect(differs.get_by_role("row", name="Returns")).to_contain_text("all 0.25% a year lower")

    page.get_by_role("link", name="New scenario").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New scenario")
    page.get_by_label("Name").fill("Dearer years")
    page.get_by_label("Inflation").first.fill("4")
    page.get_by_role("button", name="Keep it and find its best plan").click()
    expect(differs.get_by_role("row", name="Inflation")).to_contain_text("4% a year")

    for scenario in Scenario.objects.all():
        worked_out(scenario.run)
    page.reload()
    outcomes = page.get_by_role("table", name="Outcomes in today’s dollars")
    expect(outcomes.get_by_role("columnheader")).to_have_count(4)
    expect(outcomes.get_by_role("row", name="Spending a year")).to_contain_text("the best")

    page.get_by_role("link", name="Explain the difference A quarter less").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A quarter less against As on record")
    causes = page.get_by_role("table", name="The difference by cause")
    expect(causes.get_by_role("row", name="Growth beyond prices")).to_contain_text("−$")
    expect(causes.get_by_role("row", name="Spent and left to the heirs")).to_contain_text("−$")
