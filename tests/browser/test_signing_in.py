"""Coming in: a password, then a code; and what ends a session."""

from __future__ import annotations

import re

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from playwright.sync_api import Page, expect
from pytest_playwright import CreateContextCallback

from tests.browser.people import (
    PASSWORD,
    arrive,
    code,
    come_in,
    give_password,
    give_sign_in,
    go_out,
    own_menu,
    press,
    tab_and_type,
    tab_to,
)
from tests.cast import Story


def test_a_wrong_code_is_refused_and_the_right_one_lands_on_the_book(
    page: Page, site: Story
) -> None:
    advisor = site.users["advisor"]
    give_sign_in(advisor)
    page.goto("/book/")
    give_password(page, advisor)
    page.get_by_role("textbox", name="Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not good")
    page.get_by_role("textbox", name="Code").fill(code())
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/book/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 person still owes $7,500.00")


def test_half_a_sign_in_opens_nothing(page: Page, site: Story) -> None:
    advisor = site.users["advisor"]
    give_sign_in(advisor)
    page.goto("/sign-in/")
    give_password(page, advisor)
    page.goto(f"/households/{site.household.pk}/")
    expect(page).to_have_url(re.compile("/sign-in/"))
    expect(page.get_by_text("Doe")).to_have_count(0)


def test_signing_in_needs_no_pointer_and_leads_to_what_was_asked_for(
    page: Page, site: Story
) -> None:
    advisor = site.users["advisor"]
    give_sign_in(advisor)
    page.goto("/households/")
    tab_and_type(page, page.get_by_role("textbox", name="E-mail address"), advisor.email)
    tab_and_type(page, page.get_by_role("textbox", name="Password"), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Now the second factor")
    tab_and_type(page, page.get_by_role("textbox", name="Code"), code())
    tab_to(page, page.get_by_role("button", name="Sign in", exact=True))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/households/$"))


def test_a_recovery_code_opens_once_without_the_phone(page: Page, site: Story) -> None:
    advisor = site.users["advisor"]
    give_sign_in(advisor)
    recovery, *_ = RecoveryCodes.activate(advisor).generate_codes()
    for is_new in (True, False):
        page.goto("/sign-in/")
        tab_and_type(page, page.get_by_role("textbox", name="E-mail address"), advisor.email)
        tab_and_type(page, page.get_by_role("textbox", name="Password"), PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Now the second factor")
        tab_and_type(page, page.get_by_role("textbox", name="Code"), recovery)
        page.keyboard.press("Enter")
        if is_new:
            expect(page.get_by_role("heading", level=1)).to_contain_text("still owes")
            press(page, own_menu(page, advisor))
            press(page, page.get_by_role("banner").get_by_role("button", name="Sign out"))
            expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_focused()


def test_a_session_ended_elsewhere_leads_to_the_sign_in(
    page: Page, site: Story, new_context: CreateContextCallback
) -> None:
    advisor = site.users["advisor"]
    give_sign_in(advisor)
    page.goto("/book/")
    come_in(page, advisor)

    elsewhere = new_context().new_page()
    elsewhere.goto("/sessions/")
    come_in(elsewhere, advisor, again=True)
    elsewhere.get_by_role("button", name="Sign out everywhere else").click()
    expect(elsewhere.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)

    page.get_by_role("link", name="Households").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_signing_out_shuts_the_door(page: Page, site: Story) -> None:
    arrive(page.context, site.users["advisor"])
    page.goto("/book/")
    go_out(page, site.users["advisor"])
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto("/book/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
