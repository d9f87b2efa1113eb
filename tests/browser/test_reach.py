"""Pages by Tab alone: whatever can be acted on is reached and seen, and there is an end.

These are the pages with sheets, boards, menus, bars that stick and parts that are laid out anew
where the window is narrow; the others are made of the same parts.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.architecture.test_query_counts import PAGES
from tests.browser.looking import NARROW, WIDE
from tests.browser.test_accessibility import address_for_now, come_as
from tests.cast import Story

WALKED = {
    "planning:book",
    "planning:worklist",
    "planning:household",
    "planning:household_rmd",
    "planning:record_payment",
    "planning:balances",
    "planning:book_balances",
    "planning:year_end",
    "planning:import",
    "planning:person_gifts",
    "clients:audit",
    "clients:staff",
}

# What can be acted on, as it lies on the page; of radio buttons with one name Tab reaches one.
ACTED_ON = """() => {
    document.querySelectorAll("main details:not(.menu)").forEach(d => d.open = true);
    const named = new Set();
    window.wanted = [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]",
    )].filter((one) => {
        if (one.disabled || one.tabIndex < 0 || !one.checkVisibility()) return false;
        if (one.type !== "radio") return true;
        const isFirst = !named.has(one.name);
        named.add(one.name);
        return isFirst;
    });
    window.reached = [];
    const top = document.createElement("span");  // from where Tab begins, whatever had the focus
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
    top.remove();
    return wanted.length;
}"""

# Where the focus is and what is wrong there; null at the end of the page.
STANDS = """() => {
    const here = document.activeElement;
    if (here === document.body || here === reached[0]) return null;
    const hasParts = here.type === "date" || here.type === "time";
    if (reached.at(-1) === here) return hasParts ? "" : "trapped at " + here.outerHTML;
    reached.push(here);
    const { left, top, right, bottom, width, height } = here.getBoundingClientRect();
    const style = getComputedStyle(here);
    const problems = [];
    if (!(parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none")) {
        problems.push("no outline");
    }
    if (height < 80 && (top < -1 || bottom > innerHeight + 1)) problems.push("cut off");
    const above = document.elementFromPoint(left + width / 2, top + height / 2);
    const parts = [here, ...(here.labels ?? [])];
    if (!above || !parts.some((part) => part.contains(above) || above.contains(part))) {
        problems.push("under " + above?.outerHTML.slice(0, 80));
    }
    return problems.map((problem) => problem + ": " + here.outerHTML.slice(0, 120)).join("\\n");
}"""

LEFT_OUT = """() => wanted
    .filter((one) => !reached.some((other) => other === one
        || (one.type === "radio" && other.name === one.name)))
    .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_tab_reaches_everything_and_never_hides(
    page: Page, site: Story, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    found: dict[str, Any] = {}
    for row in (row for row in PAGES if row["address"] in WALKED):
        page.context.clear_cookies()
        come_as(page.context, site, row.get("person", "nobody"))
        with address_for_now(row, site) as address:
            page.goto(address, wait_until="networkidle")  # parts may come after it
            if problems := walked(page):
                found[row["address"]] = problems
    assert found == {}


def walked(page: Page) -> list[str]:
    """Press Tab from the top of the page to its end, and return what was wrong on the way."""
    count = page.evaluate(ACTED_ON)
    problems: list[str] = []
    for _ in range(count * 3 + 10):  # a date has three parts
        page.keyboard.press("Tab")
        problem = page.evaluate(STANDS)
        if problem is None:
            return [*problems, *page.evaluate(LEFT_OUT)]
        if problem:
            problems.append(problem)
    return [*problems, "Tab comes to no end."]
