"""From a household to its roadmap: run, watched while it gets better, read, by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from planning import services
from planning.models import RoadmapRun
from tests.browser.looking import look_at
from tests.browser.people import arrive, press
from tests.cast import Story
from tests.planning.roadmaps import a_run, tiny


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_a_roadmap_is_run_watched_and_read(page: Page, site: Story) -> None:
    tiny(site)
    arrive(page.context, site.users["advisor"])
    page.goto(f"/households/{site.household.pk}/")
    press(page, page.get_by_role("link", name="Roadmap", exact=True))
    heading(page, "Roadmap")
    press(page, page.get_by_role("button", name="Run the roadmap"))
    expect(page.get_by_role("button", name="Stop here")).to_be_visible()
    stages = page.get_by_role("list", name="How far it is")
    expect(stages.get_by_text("First plan")).to_contain_text("under way")

    run = RoadmapRun.objects.get()
    assert services.work_on_roadmap(run.pk)  # as a worker would
    expect(page.get_by_role("heading", name="a year can be spent")).to_be_visible()
    expect(stages.get_by_text("Proof")).to_contain_text("under way")
    expect(page.locator("#roadmap-said")).to_have_text(re.compile("Polished"))
    press(page, page.locator("#why-figures summary"))
    expect(page.locator("#why-figures")).to_contain_text("no plan of the model exceeds it")
    press(page, page.locator("#year-2027 summary"))
    of_2027 = page.locator("#year-2027")
    expect(of_2027).to_contain_text("The law requires")
    expect(page.locator("[data-chart] .chart svg")).to_have_count(4)

    assert not services.work_on_roadmap(run.pk)
    expect(stages.get_by_text("Proof")).to_contain_text("done")
    expect(page.get_by_role("button", name="Stop here")).to_have_count(0)
    expect(page.get_by_role("table", name="Each way with its value")).to_contain_text(
        "Taxable accounts first"
    )
    expect(of_2027).to_have_attribute("open", "")
    expect(of_2027.locator("summary")).to_be_focused()
    expect(page.locator("[data-chart] .chart svg")).to_have_count(4)


def test_what_failed_keeps_the_rules(page: Page, site: Story) -> None:
    error = "spending.annual: is missing. Give what the household spends in a year."
    failed = {"state": RoadmapRun.State.FAILED, "stage": "", "document": None}
    a_run(site, **failed, error=error, error_at="spending.annual")
    arrive(page.context, site.users["advisor"])
    page.goto(f"/households/{site.household.pk}/roadmap/")
    look_at(page)
