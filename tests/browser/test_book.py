"""The book as somebody works through it, mostly without a pointer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import arrive, tab_and_type, tab_to
from tests.cast import Story, make_records


@pytest.fixture
def book(page: Page, site: Story) -> Page:
    """The book of three households with the same figures, as their advisor opens it."""
    for name in ("Ames", "Zorn"):
        make_records(site.firm, site.team, name)
    arrive(page.context, site.users["advisor"])
    page.goto("/book/")
    return page


def test_the_headline_is_the_sum_of_its_rows(book: Page) -> None:
    book.get_by_role("link", name="3 people still owe $22,500.00").click()
    expect(book).to_have_url(re.compile("view=owes"))
    rows = book.get_by_role("row", name="Own IRAs")
    expect(rows).to_have_count(3)
    assert [row.get_by_role("cell").nth(2).inner_text() for row in rows.all()] == ["$7,500.00"] * 3
    expect(book.get_by_role("row", name="3 people")).to_contain_text("$22,500.00")


def test_the_first_tab_leads_past_the_navigation(book: Page) -> None:
    tab_to(book, book.get_by_role("link", name="Skip to the content"), within=1)
    book.keyboard.press("Enter")
    expect(book.locator("main")).to_be_focused()
    tab_to(book, book.get_by_role("link", name="3 people still owe"), within=1)


def test_the_order_of_tab_is_the_order_of_the_page(book: Page) -> None:
    for name in ("Book", "Households", "3 people still owe", "Everyone", "Still owes"):
        tab_to(book, book.get_by_role("link", name=name).first)
    tab_to(book, book.get_by_role("searchbox", name="Household or person"))
    tab_to(book, book.get_by_role("button", name="Filter"))
    tab_to(book, book.get_by_role("columnheader", name="Required").get_by_role("link"))
    for name in ("Pat Ames", "Pat Doe", "Pat Zorn"):
        tab_to(book, book.get_by_role("link", name=name, exact=True))


def test_a_column_is_sorted_by_its_heading(book: Page) -> None:
    heading = book.get_by_role("columnheader", name="Who, from what")
    for order, first in (("ascending", "Pat Ames"), ("descending", "Pat Zorn")):
        tab_to(book, heading.get_by_role("link"))
        book.keyboard.press("Enter")
        expect(heading).to_have_attribute("aria-sort", order)
        expect(book.get_by_role("row", name="Own IRAs").first).to_contain_text(first)


def test_a_filter_is_typed_and_its_address_can_be_sent(book: Page) -> None:
    tab_and_type(book, book.get_by_role("searchbox", name="Household or person"), "zorn")
    book.keyboard.press("Enter")
    expect(book.get_by_role("row", name="Own IRAs")).to_have_count(1)
    expect(book.get_by_role("row", name="1 person")).to_contain_text("$7,500.00")
    colleague = book.context.new_page()
    colleague.goto(book.url)
    expect(colleague.get_by_role("row", name="Own IRAs")).to_have_count(1)
    expect(colleague.get_by_role("searchbox", name="Household or person")).to_have_value("zorn")


def test_what_no_row_answers_says_so_and_leads_back(book: Page) -> None:
    book.goto("/book/?q=nobody")
    expect(book.get_by_role("table")).to_have_count(0)
    book.get_by_role("link", name="Show everyone").click()
    expect(book.get_by_role("row", name="Own IRAs")).to_have_count(3)


def test_letters_are_only_letters_for_who_switched_them_off(book: Page) -> None:
    book.goto("/second-factor/")
    tab_to(book, book.get_by_role("button", name="Switch them off"))
    book.keyboard.press("Enter")
    expect(book.get_by_text("Letters are no shortcuts any more.")).to_be_visible()
    book.goto("/book/")
    first = book.locator("[data-row]").first
    for key in ("j", "k", "/"):
        book.keyboard.press(key)
        expect(book.locator("body")).to_be_focused()
    first.focus()
    for key, there in (("j", first), ("ArrowDown", book.locator("[data-row]").nth(1))):
        book.keyboard.press(key)
        expect(there).to_be_focused()


def test_letters_move_through_the_rows_and_enter_opens_one(book: Page) -> None:
    book.keyboard.press("/")
    expect(book.get_by_role("searchbox", name="Household or person")).to_be_focused()
    book.keyboard.press("Tab")  # a letter in a field is only a letter
    book.get_by_role("columnheader", name="Who, from what").get_by_role("link").focus()
    for key, name in (("j", "Pat Ames"), ("j", "Pat Doe"), ("j", "Pat Zorn"), ("k", "Pat Doe")):
        book.keyboard.press(key)
        expect(book.get_by_role("link", name=name)).to_be_focused()
    book.keyboard.press("Enter")
    expect(book.get_by_role("heading", level=1)).to_contain_text("Pat Doe must still take")
