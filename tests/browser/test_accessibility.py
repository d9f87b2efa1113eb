"""Every page, light and dark, wide and narrow, against the rules of axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import answer_the_short_form, open_the_couple

VIEWPORTS = [(1440, 900), (390, 844)]
SCHEMES = ["light", "dark"]


def refuse_the_short_form(page: Page) -> None:
    page.goto("/")
    page.get_by_role("textbox", name="Birth date", exact=True).fill("13/45/1953")
    page.get_by_label("Kind of account").select_option("401(k)")
    page.get_by_role("group", name="Spouse on January 1").get_by_label(
        "A beneficiary of this"
    ).check()
    page.get_by_role("button", name="Work it out").click()


PAGES: dict[str, Callable[[Page], object]] = {
    "calculator": lambda page: page.goto("/"),
    "refused": refuse_the_short_form,
    "one account": answer_the_short_form,
    "couple": open_the_couple,
    "law": lambda page: page.goto("/about-the-law/"),
    "missing": lambda page: page.goto("/nowhere/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, name: str) -> None:
    PAGES[name](page)
    # A click returns before the page it leads to is whole.
    page.wait_for_load_state("networkidle")
    expect(page.locator("main h1")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width, height in VIEWPORTS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            result = Axe().run(page)
            assert result.violations_count == 0, result.generate_report()
