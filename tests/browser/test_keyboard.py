"""What a keyboard alone needs beside the order of Tab: menus, errors and the two sheets."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from clients.models import Payment, YearEndBalance
from clients.today import today_of
from planning.models import WorkAct
from tests.browser.people import SEES_FOCUS, arrive, choose, own_menu, press, tab_and_type, tab_to
from tests.cast import Story, make_records


@pytest.fixture
def signed_in(page: Page, site: Story) -> Page:
    arrive(page.context, site.users["advisor"])
    return page


def test_a_menu_opens_shuts_and_gives_the_focus_back(signed_in: Page, site: Story) -> None:
    page = signed_in
    page.goto("/book/")
    button, sign_out = own_menu(page, site.users["advisor"]), page.get_by_text("Sign out")
    tab_to(page, button)
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        tab_to(page, page.get_by_role("link", name="Your sign-in"))
        page.keyboard.press("Escape")
        expect(sign_out).to_be_hidden()
        expect(button).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, sign_out)
    tab_to(page, page.get_by_role("button", name="Dark colors"), within=1)  # no trap
    expect(sign_out).to_be_hidden()


def test_a_click_elsewhere_shuts_a_menu(signed_in: Page) -> None:
    page = signed_in
    page.goto("/book/")
    page.get_by_text("Letters, closing, export").click()
    csv = page.get_by_role("link", name="CSV for a spreadsheet")
    expect(csv).to_be_visible()
    page.get_by_role("heading", level=1).click(position={"x": 2, "y": 2})
    expect(csv).to_be_hidden()


@pytest.mark.parametrize("path", ["households/new/", "households/{household}/people/new/"])
def test_what_is_wrong_is_read_first(signed_in: Page, site: Story, path: str) -> None:
    page = signed_in
    page.goto("/" + path.format(household=site.household.pk))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.evaluate(SEES_FOCUS) == ""
    tab_to(page, page.get_by_role("alert").get_by_role("link").first, within=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.ariaInvalid") == "true"


def test_keys_move_through_the_sheet_of_a_household(signed_in: Page, site: Story) -> None:
    page = signed_in
    second = type(site.account).objects.create(
        firm=site.firm,
        household=site.household,
        owner=site.person,
        key="second",
        kind=site.account.kind,
        name="Second IRA",
    )
    page.goto(f"/households/{site.household.pk}/balances/")
    upper = page.get_by_label("IRA, December 31, 2025", exact=True)
    lower = page.get_by_label(f"{second.name}, December 31, 2025")
    tab_to(page, upper)
    for key, there in (
        ("Enter", lower),
        ("Shift+Enter", upper),
        ("ArrowDown", lower),
        ("ArrowUp", upper),
        ("ArrowUp", upper),  # nothing is above the first
        ("ArrowDown", lower),
    ):
        page.keyboard.press(key)
        expect(there).to_be_focused()
    page.keyboard.type("1,000.00")  # over what the cell held, which is selected
    expect(lower).to_have_value("1,000.00")
    tab_to(page, page.get_by_label(f"Source of {second.name}, 2025"), within=1)
    page.keyboard.press("ArrowDown")  # in a list the arrows choose
    expect(page.get_by_label(f"Source of {second.name}, 2025")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Save the sheet")).to_be_focused()


def test_keys_move_through_the_sheet_of_the_book(signed_in: Page, site: Story) -> None:
    make_records(site.firm, site.team, "Zorn")
    page = signed_in
    page.goto("/balances/")
    cells = page.locator("[data-sheet] tbody input:not([type=hidden])")
    expect(cells).to_have_count(2)
    tab_to(page, cells.first)
    page.keyboard.press("Enter")
    expect(cells.last).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(cells.first).to_be_focused()
    for amount in ("240,000", "250,000"):  # over what is there, which is selected
        page.keyboard.type(amount)
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Save the sheet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()  # a figure on record wants its reason
    tab_and_type(page, page.get_by_label("Why, where a figure on record"), "The statement came")
    press(page, page.get_by_role("button", name="Save the sheet"))
    expect(page.get_by_role("alert")).to_have_count(0)
    figures = YearEndBalance.objects.filter(account__firm=site.firm, year=2025, withdrawn_at=None)
    assert {240_000, 250_000} <= set(figures.values_list("amount", flat=True))


def test_keys_choose_from_the_worklist_act_and_take_it_back(signed_in: Page, site: Story) -> None:
    payment = {"firm": site.firm, "account": site.account, "amount": 100, "evidence": ""}
    last_year = today_of(site.firm).year - 1
    Payment.objects.create(**payment, paid_on=date(last_year, 6, 1))
    page = signed_in
    page.goto("/worklist/?kind=evidence_missing")
    press(page, page.get_by_role("checkbox", name=f"Choose Pat Doe, {last_year}"), "Space")
    press(page, page.get_by_role("button", name="Give, set aside or comment"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What is to happen with 1 item")
    choose(page, page.get_by_label("To whom"), "Teammate")
    press(page, page.get_by_role("button", name="Do it"))
    expect(page.get_by_text("Given to Teammate: 1 item.")).to_be_visible()
    press(page, page.get_by_role("button", name="Undo"))
    expect(page.get_by_text("Undone: everything is as it was before.")).to_be_visible()
    assert WorkAct.objects.get().undone_at is not None
