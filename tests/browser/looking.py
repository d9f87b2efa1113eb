"""What every page must keep to, light and dark, wide and narrow, on the screen and on paper."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

WIDE, NARROW = (1440, 900), (390, 844)
TWICE_AS_LARGE = (720, 450)  # what a page of 1440 pixels is given at 200 percent
UPRIGHT, ACROSS = (695, 920), (935, 680)  # letter paper within its margins

AXE = Axe().axe_script
ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
# The dark differs from the light in its colors alone.
OF_COLOR = ALL_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
# A narrow page is the same page laid out again.
OF_LAYOUT = ALL_RULES | {
    "runOnly": [
        *OF_COLOR["runOnly"],
        "scrollable-region-focusable",
        "td-headers-attr",
        "target-size",
    ]
}
LOOKS = (
    (WIDE, "light", ALL_RULES),
    (WIDE, "dark", OF_COLOR),
    (NARROW, "dark", OF_COLOR),
    (NARROW, "light", OF_LAYOUT),
)


def look_at(page: Page) -> None:
    expect(page.locator("main h1")).to_be_visible()
    page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    expect_the_rules_kept(page, "html")
    for width, height in (NARROW, TWICE_AS_LARGE):
        page.set_viewport_size({"width": width, "height": height})
        expect_to_fit(page, width)
    print_it(page)
    page.emulate_media(media="screen")


def expect_the_rules_kept(page: Page, part: str) -> None:
    page.evaluate(AXE)
    for (width, height), scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate("([part, rules]) => axe.run(part, rules)", [part, rules])
        result = AxeResults(found)
        assert result.violations_count == 0, f"{page.url}, {width} pixels, {scheme}:\n" + (
            result.generate_report()
        )


def print_it(page: Page) -> None:
    """Its text fits the paper, without what can only be clicked."""
    width, height = ACROSS if page.locator(".book").count() else UPRIGHT
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="print", color_scheme="light")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Site")).to_be_hidden()
    expect(page.locator("button").filter(visible=True)).to_have_count(0)
    expect_to_fit(page, width)


def expect_to_fit(page: Page, width: int) -> None:
    taken = page.evaluate("document.documentElement.scrollWidth")
    assert taken <= width, f"{page.url} takes {taken} of {width} pixels."
